/** Parsed and validated documents of all contracts, for the server library. */
import type { DocumentNode } from 'graphql'
import { BoundedStore, type StoreBounds } from '../../base/bounded-store.ts'
import { LIMITS } from './limits.ts'

/** A parsed document takes some thirty times its text. */
const DOCUMENTS: StoreBounds = { count: 1000, characters: 1_000_000 }

/** Store as the library asks for it. It puts the schema before each key, so that contracts do not share what only one of them allows. */
export function createDocumentStore() {
  const documents = new BoundedStore<DocumentNode>(DOCUMENTS)
  return {
    get: async (key: string) => documents.get(key),
    set: async (key: string, document: DocumentNode) => {
      documents.set(key, document, document.loc?.source.body.length ?? LIMITS.characters)
    },
    delete: async (key: string) => documents.delete(key),
  }
}
