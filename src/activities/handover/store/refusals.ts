/** Refusals of a handover, in words for the one who acts. None says more of the other's file than the queue does. */
import type { UserError } from '../../../graphql/schema/user-error.ts'

/** The same for a person who is not in scope, without an own file, and without a conflict. */
export const notHeld = (): UserError => ({
  code: 'NOT_FOUND',
  message: "Not found: none of your organisation's files of this kind is in conflict with another's.",
  field: ['input', 'newcomerId'],
})

/** @property since first day of the conflict. @property lastBegins first day of the last own row that goes on after the day asked; null when none does. */
type File = { since: string; lastBegins: string | null }

/** Why a file cannot end on a day: then nobody would hold it, or it ends sooner, or a part of it would never have begun. */
export function problemOf({ since, lastBegins }: File, endsOn: string): UserError | undefined {
  if (endsOn < since) return atEndsOn('Expected a day on which the other organisation holds its file too: overlapsSince or later.')
  if (lastBegins === null) return atEndsOn('Your file ends on this day or earlier already.')
  if (lastBegins < endsOn) return undefined
  return atEndsOn('Expected a day after the first day of your file. What should never have begun is withdrawn by a delivery.')
}

const atEndsOn = (message: string): UserError => ({ code: 'BAD_USER_INPUT', message, field: ['input', 'endsOn'] })
