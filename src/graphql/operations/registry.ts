/** Registered operations in memory: a few documents per consumer, asked on every request. */
import { Forbidden } from '../../base/faults.ts'
import type { PrismaClient } from '../../generated/prisma/client.ts'
import { listOperations, listRegisteredOnly } from './store.ts'

/** Documents that consumers registered. */
export type RegisteredDocuments = {
  /** Document of a hash; undefined when this consumer registered none of it under this contract.
   *  @param hash undefined when a request names none.
   *  @throws Forbidden when the consumer may send registered operations only, and this is none. */
  find(consumer: string, contract: string, hash: string | undefined): string | undefined
  /** @throws Forbidden when it was set of this consumer that it may send registered operations only: for what is asked by no document. */
  assertUnrestricted(consumer: string): void
  refresh(): Promise<void>
}

/** A registration is known to every hub process within this time. */
const REFRESH_MS = 10_000

type Snapshot = { documents: ReadonlyMap<string, string>; restricted: ReadonlyMap<string, boolean>; at: number }

const keyOf = (consumer: string, contract: string, hash: string) => `${consumer}\n${contract}\n${hash}`

/** Opens the registry with what is stored now. @param registeredOnly whether consumers of which nothing is set may send registered operations only. A failed later look leaves the last one standing: registered operations grant nothing. */
export async function openOperationRegistry(
  prisma: PrismaClient,
  { registeredOnly, now = () => performance.now() }: { registeredOnly: boolean; now?: () => number },
): Promise<RegisteredDocuments> {
  let snapshot = await look(prisma, now())
  let looking: Promise<void> | undefined
  const lookAgain = async () => {
    snapshot = await look(prisma, now()).catch(() => ({ ...snapshot, at: now() }))
    looking = undefined
  }
  return {
    find: (consumer, contract, hash) => {
      const document = hash === undefined ? undefined : snapshot.documents.get(keyOf(consumer, contract, hash))
      if (document === undefined && (snapshot.restricted.get(consumer) ?? registeredOnly)) throw forbidden()
      return document
    },
    assertUnrestricted: (consumer) => {
      if (snapshot.restricted.get(consumer) === true) throw forbidden()
    },
    refresh: async () => {
      if (now() - snapshot.at < REFRESH_MS) return
      looking ??= lookAgain()
      await looking
    },
  }
}

const forbidden = () => new Forbidden('FORBIDDEN', 'This consumer may send registered operations only.')

async function look(prisma: PrismaClient, at: number): Promise<Snapshot> {
  const [operations, restricted] = await Promise.all([listOperations(prisma), listRegisteredOnly(prisma)])
  const documents = new Map(operations.map(({ consumer, contract, hash, document }) => [keyOf(consumer, contract, hash), document]))
  return { documents, restricted, at }
}
