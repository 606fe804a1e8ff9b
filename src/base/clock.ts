import { brusselsDay } from './day.ts'

/** Time of the hub. Days are Belgian: rights begin and end at midnight in Brussels, wherever the process runs. */
export type Clock = {
  now(): Date
  /** Day in Belgium as YYYY-MM-DD. */
  today(): string
  /** Both at once: what a request is answered by. */
  moment(): { now: Date; today: string }
}

/** @param fixedDay a day that stays, for demonstrations and tests. @param now the instant, for tests. */
export function createClock(fixedDay?: string, now: () => Date = () => new Date()): Clock {
  let minute = -1
  let day = ''
  const dayOf = (instant: Date) => {
    if (fixedDay !== undefined) return fixedDay
    // Formatting costs more than the rest of a small request's preparation, and a day ends on a whole minute.
    const current = Math.floor(instant.getTime() / 60_000)
    if (current !== minute) {
      minute = current
      day = brusselsDay(current * 60_000)
    }
    return day
  }
  const moment = () => {
    const instant = now()
    return { now: instant, today: dayOf(instant) }
  }
  return { now, today: () => dayOf(now()), moment }
}
