/** Deadlines of referrals on the population's calendar. Working days take a while to count, and a million persons share the same few thousand days. */
import { type DeadlineName, type DeadlineSettings, dueAt } from '../../activities/referral/deadline.ts'
import { endOfBrusselsDay } from '../../activities/referral/working-days.ts'
import { type Day, isoDay } from './day.ts'

export const DAY_MS = 86_400_000

export type ReferralTerms = {
  readBackDays: number
  /** Instant (epoch, ms) at which a deadline has passed that counts from `day`. */
  dueAt(name: DeadlineName, day: Day): number
  /** Midnight in Brussels at which `day` begins (epoch, ms). */
  startOf(day: Day): number
}

export function createReferralTerms(settings: DeadlineSettings): ReferralTerms {
  const due = new Map<string, number>()
  const remember = (key: string, count: () => number) => {
    const known = due.get(key) ?? count()
    due.set(key, known)
    return known
  }
  return {
    readBackDays: settings.readBackDays,
    dueAt: (name, day) =>
      remember(`${name} ${day}`, () => {
        const noon = new Date((day + 0.5) * DAY_MS)
        return dueAt(name, settings, noon, noon).getTime()
      }),
    startOf: (day) => remember(`${day}`, () => endOfBrusselsDay(isoDay(day - 1)).getTime()),
  }
}
