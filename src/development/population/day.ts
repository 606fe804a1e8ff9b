/** Calendar days as whole numbers, so that a million timelines are sums and comparisons instead of Date objects. */

/** Days since 1970-01-01. */
export type Day = number

/** Mean length of a calendar month, in days. */
export const MONTH = 30.4375
export const YEAR = 365.25

const MILLISECONDS = 86_400_000

/** @param text YYYY-MM-DD. @throws RangeError when it is no day of the calendar. */
export function parseDay(text: string): Day {
  const day = Date.parse(`${text}T00:00:00Z`) / MILLISECONDS
  if (!Number.isInteger(day) || isoDay(day) !== text) throw new RangeError('Expected a day as YYYY-MM-DD.')
  return day
}

/** YYYY-MM-DD. */
export function isoDay(day: Day): string {
  return new Date(day * MILLISECONDS).toISOString().slice(0, 10)
}

/** Same day of the month, `months` later; the last day of a shorter month runs over into the next, as JavaScript does. */
export function addMonths(day: Day, months: number): Day {
  const date = new Date(day * MILLISECONDS)
  return date.setUTCMonth(date.getUTCMonth() + months) / MILLISECONDS
}

/** A stretch of time: `until` is the first day on which it no longer holds, null while open. */
export type Period = { from: Day; until: Day | null }

/** Overlap of two periods; undefined when they have no day in common. */
export function overlap(one: Period, other: Period): Period | undefined {
  const from = Math.max(one.from, other.from)
  const until = earliest(one.until, other.until)
  return until !== null && until <= from ? undefined : { from, until }
}

/** Earlier of two ends; null is the end that never comes. */
export function earliest(one: Day | null, other: Day | null): Day | null {
  if (one === null || other === null) return one ?? other
  return Math.min(one, other)
}

/** The same days in as few periods as possible, in order. */
export function together(periods: readonly Period[]): Period[] {
  const joined: Period[] = []
  for (const { from, until } of periods.toSorted((one, other) => one.from - other.from)) {
    const last = joined.at(-1)
    if (last === undefined || (last.until !== null && last.until < from)) joined.push({ from, until })
    else if (last.until !== null) last.until = until === null ? null : Math.max(last.until, until)
  }
  return joined
}
