/** Input of mutations, checked before anything is looked up. Messages name the field and never repeat the value. */

import { parseOrganisationCode } from '../../../base/organisation-code.ts'
import { problemOf, TEXT_PROBLEMS } from '../../../graphql/schema/free-text.ts'
import type { UserError } from '../../../graphql/schema/user-error.ts'

export type SelectorInput = { id: string; expectedVersion: number }
export type MoveInput = {
  referral: SelectorInput
  change?: {
    code?: string | null
    outcome?: string | null
    appointmentAt?: string | null
    receiver?: string | null
    text?: string | null
  } | null
}
export type SubmitInput = {
  newcomer?: { id?: string | null; insz?: Buffer | null } | null
  referral?: SelectorInput | null
  asDraft?: boolean | null
  change: {
    receiver: string
    reason: string
    agreement?: string | null
    explanation?: string | null
    contact?: { name?: string | null; phone?: string | null; email?: string | null } | null
  }
}

const wrong = (message: string, ...field: string[]): UserError => ({ code: 'BAD_USER_INPUT', message, field: ['input', ...field] })

function checkText(text: string | null | undefined, ...field: string[]): UserError[] {
  const problem = text == null ? undefined : problemOf(text)
  return problem === undefined ? [] : [wrong(TEXT_PROBLEMS[problem], ...field)]
}

function checkLength(text: string | null | undefined, max: number, ...field: string[]): UserError[] {
  return (text?.length ?? 0) > max ? [wrong(`Use at most ${max} characters.`, ...field)] : []
}

/** How its code is spelled; whether it exists is looked up later. */
function checkReceiver(code: string | null | undefined): UserError[] {
  if (code == null || parseOrganisationCode(code) !== undefined) return []
  return [wrong('Give a KBO number of ten digits, or an OVO code.', 'change', 'receiver')]
}

export function checkMove({ appointmentAt, receiver, text }: NonNullable<MoveInput['change']>, now: Date): UserError[] {
  const past = appointmentAt != null && new Date(appointmentAt) <= now
  return [
    ...(past ? [wrong('The appointment must be in the future.', 'change', 'appointmentAt')] : []),
    ...checkReceiver(receiver),
    ...checkText(text, 'change', 'text'),
  ]
}

export function checkSend({ newcomer, referral, change }: SubmitInput): UserError[] {
  const named = [newcomer?.id, newcomer?.insz].filter((value) => value != null).length
  const whom =
    referral == null
      ? named === 1
        ? []
        : [wrong('Give exactly one field.', 'newcomer')]
      : newcomer == null
        ? []
        : [wrong('The draft already names its person: leave this out.', 'newcomer')]
  return [
    ...whom,
    ...checkReceiver(change.receiver),
    ...checkText(change.explanation, 'change', 'explanation'),
    ...checkLength(change.contact?.name, 100, 'change', 'contact', 'name'),
    ...checkLength(change.contact?.phone, 30, 'change', 'contact', 'phone'),
    ...checkLength(change.contact?.email, 254, 'change', 'contact', 'email'),
  ]
}
