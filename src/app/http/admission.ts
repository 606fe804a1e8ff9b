/** Before a body is read or anything is parsed: who asks, whether its minute has room, and whether it is its turn. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Allowance } from '../../access/identity/allowance.ts'
import type { Authenticate } from '../../access/identity/authenticate.ts'
import { createTurns, type TurnLimits } from './turns.ts'
import { createUnreadAnswers } from './unread-answers.ts'

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
