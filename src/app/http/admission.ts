/**
 * Admission of a request. When it comes, before a body is read or anything is parsed: who asks, whether its minute has room, whether it reads
 * what it gets, and whether it is its turn. When its document is known: for what purpose and under which contract. It leaves when its answer is read.
 */
import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Authenticate } from '../../access/identity/authenticate.ts'
import type { Caller } from '../../access/identity/caller.ts'
import type { Clock } from '../../base/clock.ts'
import { Invariant } from '../../base/faults.ts'
import { shareUsed } from '../../base/overload.ts'
import type { Allowance } from '../../graphql/operations/allowance.ts'
import type { RegisteredDocuments } from '../../graphql/operations/registry.ts'
import { type ContractServer, type CurrentContracts, chooseServer } from '../../graphql/server/contract-servers.ts'
import { createTurns, type TurnLimits } from './turns.ts'

/** Hook of a route (`onRequest`). */
export type Enter = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

/** @property question for everything that is answered at once. @property delivery for what may take minutes, with places of its own. */
export type Admission = { question: Enter; delivery: Enter; countAnswers(server: FastifyInstance): void }

/** Deliveries at once: each holds a batch of records and a connection. */
const DELIVERIES = { inFlight: 12, perConsumer: 4, queue: 24 }

export function createAdmission(authenticate: Authenticate, allowance: Allowance, limits: TurnLimits): Admission {
  const unread = createUnreadAnswers()
  const questions = createTurns(limits)
  const deliveries = createTurns({ ...DELIVERIES, waitMs: limits.waitMs })
  const enter =
    (turns: typeof questions): Enter =>
    async (request, reply) => {
      const caller = await authenticate(request.headers.authorization)
      request.caller = caller
      await allowance.spend(caller.consumer, 'requests', 1)
      unread.assertRead(caller.consumer)
      const turn = turns.take(caller.consumer)
      // A request holds its place until its answer is read: a client that does not read uses up its own share.
      reply.raw.once('close', turn.end).once('finish', turn.end)
      await turn.begun
    }
  return {
    question: enter(questions),
    delivery: enter(deliveries),
    countAnswers: (server) => {
      server.addHook('onSend', async ({ caller }, reply, payload) => {
        if (caller === null || (typeof payload !== 'string' && !Buffer.isBuffer(payload))) return
        unread.hold(caller.consumer, Buffer.byteLength(payload), reply.raw)
      })
    },
  }
}

/** Bytes that may wait for one consumer: more than its share of the largest answers. */
const MOST_UNREAD_BYTES = 32 * 1024 * 1024
/** Longest that a client may take to read an answer, in milliseconds. */
const READ_MS = 30_000

/** Answers that a client has not taken yet: bounded in bytes per consumer, and in time. */
function createUnreadAnswers() {
  const unread = new Map<string, number>()
  const add = (consumer: string, bytes: number) => {
    const total = (unread.get(consumer) ?? 0) + bytes
    if (total === 0) unread.delete(consumer)
    else unread.set(consumer, total)
  }
  return {
    /** @throws Overload while too much waits to be read. */
    assertRead: (consumer: string) => {
      if ((unread.get(consumer) ?? 0) > MOST_UNREAD_BYTES) throw shareUsed('unread_answers')
    },
    /** Counts an answer until it is read; cuts a connection that does not read. */
    hold: (consumer: string, bytes: number, response: ServerResponse) => {
      if (bytes === 0) return
      add(consumer, bytes)
      const cut = setTimeout(() => response.socket?.destroy(), READ_MS).unref()
      // After everything was handed to the operating system, or the connection ended.
      response.once('close', () => {
        clearTimeout(cut)
        add(consumer, -bytes)
      })
    },
  }
}

/** Who asks, as its admission established. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (caller === null) throw new Invariant('inv_n0ad')
  return caller
}

export type AdmitParts = { clock: Clock; operations: RegisteredDocuments; keeper: CurrentContracts }

/** @property server that answers under the caller's contract. */
type Admitted = { now: Date; today: string; caller: Caller; server: ContractServer }

/** The last steps of admission, of every request about data.
 *  @throws what `chooseServer` throws; SourceUnavailable when the database does not answer. */
export async function admit({ clock, operations, keeper }: AdmitParts, request: FastifyRequest): Promise<Admitted> {
  const caller = callerOf(request)
  const { now, today } = clock.moment()
  await operations.refresh()
  const server = chooseServer(await keeper.on(today), caller, request.headers['hub-purpose'])
  return { now, today, caller, server }
}
