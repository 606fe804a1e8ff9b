/** Registered operations in memory: a few documents per consumer, asked on every request. */
import { Forbidden } from '../../base/faults.ts'
import { watchValue } from '../../base/watched-value.ts'
import type { PrismaClient } from '../../generated/prisma/client.ts'
import { listOperations, listRegisteredOnly } from './store.ts'

/** Documents that consumers registered. */
export type RegisteredDocuments = {
  /** Document of a hash; undefined when no version of this consumer's manifest under this contract that stands names it.
   *  @param hash undefined when a request names none.
   *  @throws Forbidden when the consumer may send registered operations only, and this is none. */
  find(consumer: string, contract: string, hash: string | undefined): string | undefined
  /** @throws Forbidden when it was set of this consumer that it may send registered operations only: for what is asked by no document. */
  assertUnrestricted(consumer: string): void
  refresh(): Promise<void>
}

/** A registration, and the end of a version, are known to every hub process within this time. */
const REFRESH_MS = 10_000

type Snapshot = { documents: ReadonlyMap<string, string>; restricted: ReadonlyMap<string, boolean> }

/** @property registeredOnly whether consumers of which nothing is set may send registered operations only. @property today day in Belgium (YYYY-MM-DD). */
type RegistryOptions = { registeredOnly: boolean; today: () => string; now?: () => number }

const keyOf = (consumer: string, contract: string, hash: string) => `${consumer}\n${contract}\n${hash}`

/** Opens the registry with what is stored now. A failed later look leaves the last one standing: registered operations grant nothing. */
export async function openOperationRegistry(
  prisma: PrismaClient,
  { registeredOnly, today, now = () => performance.now() }: RegistryOptions,
): Promise<RegisteredDocuments> {
  const watched = await watchValue(() => look(prisma, today()), REFRESH_MS, now)
  return {
    find: (consumer, contract, hash) => {
      const { documents, restricted } = watched.current
      const document = hash === undefined ? undefined : documents.get(keyOf(consumer, contract, hash))
      if (document === undefined && (restricted.get(consumer) ?? registeredOnly)) throw forbidden()
      return document
    },
    assertUnrestricted: (consumer) => {
      if (watched.current.restricted.get(consumer) === true) throw forbidden()
    },
    refresh: async () => {
      if (now() >= watched.dueAt) await watched.refresh()
    },
  }
}

const forbidden = () => new Forbidden('FORBIDDEN', 'This consumer may send registered operations only.')

async function look(prisma: PrismaClient, today: string): Promise<Snapshot> {
  const [operations, restricted] = await Promise.all([listOperations(prisma, today), listRegisteredOnly(prisma)])
  const documents = new Map(operations.map(({ consumer, contract, hash, document }) => [keyOf(consumer, contract, hash), document]))
  return { documents, restricted }
}
