/** Registered operations in memory: a few documents per consumer, asked on every request. */
import { Forbidden } from '../../base/faults.ts'
import type { PrismaClient } from '../../generated/prisma/client.ts'
import { listOperations, listRegisteredOnly } from './store.ts'

/** Documents that consumers registered. */
export type RegisteredDocuments = {
  /** Document that the body of a request names; undefined when it names none that this consumer registered under this contract.
   *  @throws Forbidden when the consumer may send registered operations only, and this is none. */
  find(consumer: string, contract: string, body: unknown): string | undefined
  refresh(): Promise<void>
}

/** A registration is known to every hub process within this time. */
const REFRESH_MS = 10_000

type Snapshot = { documents: ReadonlyMap<string, string>; closed: ReadonlySet<string>; at: number }

const keyOf = (consumer: string, contract: string, hash: string) => `${consumer}\n${contract}\n${hash}`

/** Opens the registry with what is stored now. A failed later look leaves the last one standing: registered operations grant nothing. */
export async function openOperationRegistry(
  prisma: PrismaClient,
  now: () => number = () => performance.now(),
): Promise<RegisteredDocuments> {
  let snapshot = await look(prisma, now())
  let looking: Promise<void> | undefined
  const lookAgain = async () => {
    snapshot = await look(prisma, now()).catch(() => ({ ...snapshot, at: now() }))
    looking = undefined
  }
  return {
    find: (consumer, contract, body) => {
      const hash = registeredHash(body)
      const document = hash === undefined ? undefined : snapshot.documents.get(keyOf(consumer, contract, hash))
      if (document === undefined && snapshot.closed.has(consumer))
        throw new Forbidden('FORBIDDEN', 'This consumer may send registered operations only.')
      return document
    },
    refresh: async () => {
      if (now() - snapshot.at < REFRESH_MS) return
      looking ??= lookAgain()
      await looking
    },
  }
}

async function look(prisma: PrismaClient, at: number): Promise<Snapshot> {
  const [operations, closed] = await Promise.all([listOperations(prisma), listRegisteredOnly(prisma)])
  const documents = new Map(operations.map(({ consumer, contract, hash, document }) => [keyOf(consumer, contract, hash), document]))
  return { documents, closed: new Set(closed), at }
}

/** Hash by which a request names a registered operation: `documentId`, or the wire format of automatic persisted queries. */
function registeredHash(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { documentId, extensions } = body as { documentId?: unknown; extensions?: { persistedQuery?: { sha256Hash?: unknown } } | null }
  const hash = documentId ?? extensions?.persistedQuery?.sha256Hash
  return typeof hash === 'string' ? hash.replace(/^sha256:/, '').toLowerCase() : undefined
}
