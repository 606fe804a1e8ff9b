/**
 * Whose turn it is: how many requests are under way in this process, and a queue with an end for the others. Consumers take turns, so
 * that one that sends more does not get more. A consumer that is alone may use what the others do not ask for, except a few places that
 * are kept for who comes next.
 */
import { type Overload, processBusy, shareUsed } from '../../base/overload.ts'

/** @property inFlight requests under way at once. @property perConsumer of them, for one consumer while another asks too.
 *  @property queue requests that wait at most. @property waitMs longest that one waits, in milliseconds. */
export type TurnLimits = { inFlight: number; perConsumer: number; queue: number; waitMs: number }

export type Turn = {
  /** Settles when the request may go on. @throws Overload when it may not. */
  begun: Promise<void>
  /** Ends the turn, also one that still waits; may be called again. */
  end(): void
}

export type Turns = { take(consumer: string): Turn }

type Waiter = { go(): void; refuse(fault: Overload): void }
type Line = { active: number; waiting: Set<Waiter>; seen: number }

/** A consumer counts as asking for so long after its last request, in milliseconds. */
const ASKING_MS = 10_000

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
