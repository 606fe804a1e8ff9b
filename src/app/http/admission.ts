/**
 * Admission of a request. When it comes, before a body is read or anything is parsed: who asks, whether its minute has room, whether it reads
 * what it gets, and whether it is its turn. When its document is known: for what purpose and under which contract. It leaves when its answer is read.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Authenticate } from '../../access/identity/authenticate.ts'
import type { Caller } from '../../access/identity/caller.ts'
import { Invariant } from '../../base/faults.ts'
import { Overload, processBusy, shareUsed } from '../../base/overload.ts'
import type { Allowance } from '../../graphql/operations/allowance.ts'
import type { RegisteredDocuments } from '../../graphql/operations/registry.ts'
import type { EvidencePort } from '../../graphql/schema/evidence-port.ts'
import { type ContractServer, type CurrentContracts, chooseServer } from '../../graphql/server/contract-servers.ts'
import { refuseAtOnce } from './http-faults.ts'

/** Hook of a route (`onRequest`). */
export type Enter = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

/** @property question for everything that is answered at once. @property delivery for what may take minutes, with places of its own. */
export type Admission = {
  /** Checks a request before its token is read. @returns why it is refused when every sender would be: no place is free, and no more may wait. */
  turnAway(request: IncomingMessage): Overload | undefined
  question: Enter
  delivery: Enter
  countAnswers(server: FastifyInstance): void
}

/** How long a refusal is kept back, in milliseconds: until it says to come again at the earliest. Whoever asks again at once, on however many
 *  connections, would otherwise keep the process busy with refusals. */
const KEPT_BACK_MS = 1_000
/** Those that are kept back at most: what comes beyond is refused at once, and holds no memory. */
const MOST_KEPT_BACK = 1_000

/** Deliveries at once: each holds a batch of records and a connection. */
const DELIVERIES = { inFlight: 12, perConsumer: 4, queue: 24 }

/** @property count counts what is refused because it is too much. */
export type AdmissionParts = { authenticate: Authenticate; allowance: Allowance; limits: TurnLimits; count: EvidencePort['count'] }

export function createAdmission({ authenticate, allowance, limits, count }: AdmissionParts): Admission {
  const unread = createUnreadAnswers()
  const questions = createTurns(limits)
  const deliveries = createTurns({ ...DELIVERIES, waitMs: limits.waitMs })
  let kept = 0
  const keepBack = async () => {
    if (kept >= MOST_KEPT_BACK) return
    kept += 1
    await wait(KEPT_BACK_MS)
    kept -= 1
  }
  const note = (fault: Overload, consumer = '') => count({ code: fault.code, reason: String(fault.detail.reason), consumer })
  const take = async (turns: Turns, request: FastifyRequest, reply: FastifyReply) => {
    const caller = await authenticate(request.headers.authorization)
    request.caller = caller
    await allowance.spend(caller.consumer, 'requests', 1)
    unread.assertRead(caller.consumer)
    const turn = turns.take(caller.consumer)
    // A request holds its place until its answer is read: a client that does not read uses up its own share.
    reply.raw.once('close', turn.end).once('finish', turn.end)
    // A client may have left while its token was checked or its minute was asked: then neither event comes.
    if (reply.raw.destroyed) turn.end()
    request.endTurn = turn.end
    await turn.begun
  }
  const enter =
    (turns: Turns): Enter =>
    async (request, reply) => {
      try {
        await take(turns, request, reply)
      } catch (fault) {
        if (!(fault instanceof Overload)) throw fault
        if (fault.ofMinute) await keepBack()
        if (hasMoreToSay(request)) throw fault
        note(fault, request.caller?.consumer)
        reply.hijack()
        refuseAtOnce(fault, request.id, request.raw, reply.raw)
      }
    }
  return {
    turnAway: (request) => {
      if (!questions.isFull() || request.url !== '/graphql' || request.headers.origin !== undefined) return undefined
      const fault = processBusy('full')
      note(fault)
      return fault
    },
    question: enter(questions),
    delivery: enter(deliveries),
    countAnswers: (server) => {
      server.addHook('onSend', async ({ caller, endTurn }, reply, payload) => {
        if (reply.statusCode === 429 && endTurn !== null) {
          // Its place is for others meanwhile.
          endTurn()
          await keepBack()
        }
        if (caller === null || (typeof payload !== 'string' && !Buffer.isBuffer(payload))) return
        unread.hold(caller.consumer, Buffer.byteLength(payload), reply.raw)
      })
    },
  }
}

/** An answer to a page of another origin, as problem details, or of a hub that closes its connections. */
function hasMoreToSay({ headers, routeOptions, server }: FastifyRequest): boolean {
  return headers.origin !== undefined || routeOptions.config.rest !== undefined || !server.server.listening
}

/** Who asks, as its admission established. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (caller === null) throw new Invariant('inv_n0ad')
  return caller
}

export type AdmitParts = { operations: RegisteredDocuments; keeper: CurrentContracts }

/** @property server that answers under the caller's contract. */
type Admitted = { now: Date; today: string; caller: Caller; server: ContractServer }

/** The last steps of admission, of every request about data.
 *  @throws what `chooseServer` throws; SourceUnavailable when the database does not answer. */
export async function admit({ operations, keeper }: AdmitParts, request: FastifyRequest): Promise<Admitted> {
  const caller = callerOf(request)
  const now = new Date()
  await operations.refresh()
  const { today, servers } = await keeper.at(now)
  return { now, today, caller, server: chooseServer(servers, caller, request.headers['hub-purpose']) }
}

/** @property inFlight requests under way at once. @property perConsumer of them, for one consumer while another asks too.
 *  @property queue requests that wait at most. @property waitMs longest that one waits, in milliseconds. */
export type TurnLimits = { inFlight: number; perConsumer: number; queue: number; waitMs: number }

export type Turn = {
  /** Settles when the request may go on. @throws Overload when it may not. */
  begun: Promise<void>
  /** Ends the turn, also one that still waits; may be called again. */
  end(): void
}

export type Turns = {
  take(consumer: string): Turn
  /** Whether there is neither a place nor room to wait for one, for anybody. */
  isFull(): boolean
}

type Waiter = { go(): void; refuse(fault: Overload): void }
type Line = { active: number; waiting: Set<Waiter>; seen: number }

/** A consumer counts as asking for so long after its last request, in milliseconds. */
const ASKING_MS = 10_000

/**
 * Whose turn it is: how many requests are under way in this process, and a queue with an end for the others. Consumers take turns, so
 * that one that sends more does not get more. A consumer that is alone may use what the others do not ask for, except a few places that
 * are kept for who comes next.
 */
export function createTurns(limits: TurnLimits, now: () => number = () => performance.now()): Turns {
  // In the order of their next turn.
  const lines = new Map<string, Line>()
  let active = 0
  let waiting = 0

  const isAsking = ({ active, waiting, seen }: Line) => active > 0 || waiting.size > 0 || now() - seen < ASKING_MS
  const isAlone = (line: Line) => {
    for (const other of lines.values()) if (other !== line && isAsking(other)) return false
    return true
  }
  const shareOf = (line: Line) => (isAlone(line) ? Math.max(limits.perConsumer, limits.inFlight - limits.perConsumer) : limits.perConsumer)
  const mayGo = (line: Line) => active < limits.inFlight && line.active < shareOf(line)
  const refusal = (line: Line, reason: string) => (line.active >= limits.perConsumer ? shareUsed(reason) : processBusy(reason))

  function lineOf(consumer: string): Line {
    const known = lines.get(consumer)
    if (known !== undefined) return known
    for (const [name, line] of lines) if (!isAsking(line)) lines.delete(name)
    const line = { active: 0, waiting: new Set<Waiter>(), seen: now() }
    lines.set(consumer, line)
    return line
  }

  /** Gives free places to those who wait, one consumer after the other. */
  function serve(): void {
    let found = true
    while (found && waiting > 0 && active < limits.inFlight) {
      found = false
      for (const [consumer, line] of lines) {
        const [next] = line.waiting
        if (next === undefined || !mayGo(line)) continue
        // The Map keeps the order: who has had a turn goes to its end.
        lines.delete(consumer)
        lines.set(consumer, line)
        next.go()
        found = true
        break
      }
    }
  }

  return {
    isFull: () => active >= limits.inFlight && waiting >= limits.queue,
    take: (consumer) => {
      const line = lineOf(consumer)
      line.seen = now()
      let place: 'WAITING' | 'ACTIVE' | 'LEFT' = 'WAITING'
      const begin = () => {
        place = 'ACTIVE'
        active += 1
        line.active += 1
      }
      const { promise: begun, resolve, reject } = Promise.withResolvers<void>()
      const stopWaiting = () => {
        clearTimeout(timer)
        if (line.waiting.delete(waiter)) waiting -= 1
      }
      const waiter: Waiter = {
        go: () => {
          stopWaiting()
          begin()
          resolve()
        },
        refuse: (fault) => {
          stopWaiting()
          place = 'LEFT'
          reject(fault)
        },
      }
      let timer: NodeJS.Timeout | undefined
      const end = () => {
        if (place === 'WAITING') waiter.refuse(processBusy('left'))
        if (place !== 'ACTIVE') return
        place = 'LEFT'
        active -= 1
        line.active -= 1
        serve()
      }
      if (line.waiting.size === 0 && mayGo(line)) {
        begin()
        resolve()
      } else if (waiting >= limits.queue || line.waiting.size >= limits.queue / 2) {
        waiter.refuse(refusal(line, 'queue_full'))
      } else {
        waiting += 1
        line.waiting.add(waiter)
        timer = setTimeout(() => waiter.refuse(refusal(line, 'waited')), limits.waitMs)
      }
      return { begun, end }
    },
  }
}

/** Bytes that may wait for one consumer: more than its share of the largest answers. */
const MOST_UNREAD_BYTES = 32 * 1024 * 1024
/** Longest that a client may take to read an answer, in milliseconds. */
const READ_MS = 30_000

/** Answers that a client has not taken yet: bounded in bytes per consumer, and in time. */
export function createUnreadAnswers({ mostBytes = MOST_UNREAD_BYTES, readMs = READ_MS } = {}) {
  const unread = new Map<string, number>()
  const add = (consumer: string, bytes: number) => {
    const total = (unread.get(consumer) ?? 0) + bytes
    if (total === 0) unread.delete(consumer)
    else unread.set(consumer, total)
  }
  return {
    /** @throws Overload while too much waits to be read. */
    assertRead: (consumer: string) => {
      if ((unread.get(consumer) ?? 0) > mostBytes) throw shareUsed('unread_answers')
    },
    /** Counts an answer until it is read; cuts a connection that does not read. */
    hold: (consumer: string, bytes: number, response: ServerResponse) => {
      // The connection of a client that has left does not close again.
      if (bytes === 0 || response.destroyed) return
      add(consumer, bytes)
      const cut = setTimeout(() => response.socket?.destroy(), readMs).unref()
      // After everything was handed to the operating system, or the connection ended.
      response.once('close', () => {
        clearTimeout(cut)
        add(consumer, -bytes)
      })
    },
  }
}
