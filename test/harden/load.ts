/** Load on a hub: closed (each connection asks again when it is answered) or open (requests come at their times, however long the answers take). */
import { setTimeout as wait } from 'node:timers/promises'
import { openWire, type Wire, type WireAnswer } from './wire.ts'

/** @property ready connections that are open before the load begins, as a proxy keeps them: Node takes one new connection in each turn of its loop. */
export type Pace = { connections: number } | { perSecond: number; ready?: number }

/** @property next bytes of the next request. */
export type Load = { port: number; seconds: number; pace: Pace; next: () => Buffer }

/** @property answers how often each status came; 0 for no answer. */
export type LoadFigures = {
  sent: number
  answers: Record<string, number>
  /** Answers of status 200 that are no data, and refusals that do not say when to come back. */
  wrong: number
  /** Answers with data in each second of the load, by when they came. */
  bySecond: number[]
  /** Of answers with data, from when the request was due; milliseconds. */
  latency: { p50: number; p95: number; p99: number; most: number }
}

/** Longest that an answer is waited for after the load; nothing in the hub takes longer. */
const LAST_MS = 20_000
/** How often an open load looks what is due. */
const TICK_MS = 2

export async function load({ port, seconds, pace, next }: Load): Promise<LoadFigures> {
  const wires = createWires(port)
  if ('perSecond' in pace) await wires.open(pace.ready ?? 0)
  const began = performance.now()
  const until = began + seconds * 1000
  const tally = createTally(began)
  const ask = async (due: number) => {
    const wire = wires.take()
    tally.count(await wire.ask(next()), due)
    wires.giveBack(wire)
  }
  const asked = 'connections' in pace ? askAgain(pace.connections, until, ask) : askOnTime({ began, until, perSecond: pace.perSecond, ask })
  const late = setTimeout(wires.close, seconds * 1000 + LAST_MS)
  await asked
  clearTimeout(late)
  wires.close()
  return tally.figures()
}

type Ask = (due: number) => Promise<void>

/** A connection asks again when it is answered. */
async function askAgain(connections: number, until: number, ask: Ask): Promise<void> {
  const loop = async () => {
    while (performance.now() < until) await ask(performance.now())
  }
  await Promise.all(Array.from({ length: connections }, loop))
}

async function askOnTime({ began, until, perSecond, ask }: { began: number; until: number; perSecond: number; ask: Ask }): Promise<void> {
  const asked: Promise<void>[] = []
  const dueAt = (number: number) => began + (number * 1000) / perSecond
  while (dueAt(asked.length) < until) {
    while (dueAt(asked.length) < Math.min(performance.now(), until)) asked.push(ask(dueAt(asked.length)))
    await wait(TICK_MS)
  }
  await Promise.all(asked)
}

const AT_ONCE = 50
const HEALTH = Buffer.from('GET /health/live HTTP/1.1\r\nhost: hub\r\n\r\n')

/** Connections that are kept; a new one is opened while none is free. */
function createWires(port: number) {
  const open = new Set<Wire>()
  const idle: Wire[] = []
  const openOne = (): Wire => {
    const wire = openWire(port)
    open.add(wire)
    return wire
  }
  const giveBack = (wire: Wire): void => {
    if (wire.isOpen()) idle.push(wire)
    else open.delete(wire)
  }
  return {
    /** Opens so many, each with a question that costs nothing. */
    open: async (count: number): Promise<void> => {
      for (let done = 0; done < count; done += AT_ONCE)
        await Promise.all(
          Array.from({ length: AT_ONCE }, async () => {
            const wire = openOne()
            await wire.ask(HEALTH)
            giveBack(wire)
          }),
        )
    },
    take: (): Wire => {
      for (let wire = idle.pop(); wire !== undefined; wire = idle.pop()) if (wire.isOpen()) return wire
      return openOne()
    },
    giveBack,
    /** Whoever still waits for an answer gets none. */
    close: (): void => {
      for (const wire of open) wire.close()
    },
  }
}

function createTally(began: number) {
  const answers: Record<string, number> = {}
  const bySecond: number[] = []
  const taken: number[] = []
  let sent = 0
  let wrong = 0
  return {
    count: (answer: WireAnswer | undefined, due: number) => {
      const now = performance.now()
      const status = answer?.status ?? 0
      sent += 1
      answers[status] = (answers[status] ?? 0) + 1
      if (status === 200 && answer?.isData === true) {
        const second = Math.floor((now - began) / 1000)
        bySecond[second] = (bySecond[second] ?? 0) + 1
        taken.push(now - due)
      } else if (status === 200 || ((status === 429 || status === 503) && answer?.retryAfter !== true)) wrong += 1
    },
    figures: (): LoadFigures => {
      taken.sort((one, other) => one - other)
      const at = (share: number) => taken[Math.min(taken.length - 1, Math.floor(taken.length * share))] ?? 0
      const latency = { p50: at(0.5), p95: at(0.95), p99: at(0.99), most: taken.at(-1) ?? 0 }
      return { sent, answers, wrong, bySecond: Array.from(bySecond, (count) => count ?? 0), latency }
    },
  }
}
