import { brusselsDay } from './day.ts'

/** Time of the hub. Days are Belgian: rights begin and end at midnight in Brussels, wherever the process runs. */
export type Clock = {
  now(): Date
  /** Day in Belgium as YYYY-MM-DD. */
  today(): string
  /** Day in Belgium on which an instant falls, by this clock. */
  dayOf(instant: Date): string
}

/** @param fixedDay a day that stays, for demonstrations and tests. @param now the instant, for tests. */
export function createClock(fixedDay?: string, now: () => Date = () => new Date()): Clock {
  const dayOf = (instant: Date) => fixedDay ?? brusselsDay(instant)
  return { now, today: () => dayOf(now()), dayOf }
}
