/** Refusals of a handover, in words for the one who acts. None says more of the other's file than the queue does. */
import { addDays } from '../../../base/day.ts'
import type { UserError } from '../../../graphql/schema/user-error.ts'

/** The same for a person who is not in scope, without an own file, and without a conflict. */
export const notHeld = (): UserError => ({
  code: 'NOT_FOUND',
  message: "Not found: none of your organisation's files of this kind is in conflict with another's.",
  field: ['input', 'newcomerId'],
})

/** Until a file ends both hold it, and the other one is told that it is handed over: that is a matter of weeks, and not of years. */
export const MOST_DAYS_AHEAD = 92

/** @property since first day of the conflict. @property lastBegins first day of the last own row that goes on after the day asked; null when none does. */
type File = { since: string; lastBegins: string | null }

/** Why a file cannot end on a day: then nobody would hold it, or both for too long, or it ends sooner, or a part of it would never have begun. */
export function problemOf({ since, lastBegins }: File, endsOn: string, today: string): UserError | undefined {
  if (endsOn > addDays(today, MOST_DAYS_AHEAD)) return atEndsOn(`Expected a day at most ${MOST_DAYS_AHEAD} days after today.`)
  if (endsOn < since) return atEndsOn('Expected a day on which the other organisation holds its file too: overlapsSince or later.')
  if (lastBegins === null) return atEndsOn('Your file ends on this day or earlier already.')
  if (lastBegins < endsOn) return undefined
  return atEndsOn('Expected a day after the first day of your file. What should never have begun is withdrawn by a delivery.')
}

const atEndsOn = (message: string): UserError => ({ code: 'BAD_USER_INPUT', message, field: ['input', 'endsOn'] })
