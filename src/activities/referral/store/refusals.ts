/** Refusals of the machine and of the store, in words for the one who acts. */
import type { UserError } from '../../../graphql/schema/user-error.ts'
import { MUTATION_OF } from '../acts.ts'
import type { ActInput, InputProblem, Refusal } from '../decide.ts'
import { CONDITIONS } from '../machine.ts'

export function notFound(field: readonly string[]): UserError {
  return { code: 'NOT_FOUND', message: 'Not found.', field }
}

export function versionConflict(state: string): UserError {
  return {
    code: 'VERSION_CONFLICT',
    message: 'The referral changed since the version on which this act was decided. Read it again and decide again.',
    field: ['input', 'referral', 'expectedVersion'],
    state,
  }
}

export function openReferralExists(): UserError {
  return {
    code: 'OPEN_REFERRAL_EXISTS',
    message: 'This person already has an open referral for this reason between organisations of these kinds.',
    field: ['input', 'change', 'reason'],
  }
}

export function draftExists(): UserError {
  return {
    ...openReferralExists(),
    message:
      'Your organisation already has a draft for this person and reason, to an organisation of this kind. Replace, send or withdraw it.',
  }
}

/** Where the machine's names for what is given stand in the input of a mutation. */
const FIELD_OF: Record<keyof ActInput, readonly string[]> = {
  reason: ['input', 'change', 'reason'],
  receiver: ['input', 'change', 'receiver'],
  agreement: ['input', 'change', 'agreement'],
  code: ['input', 'change', 'code'],
  outcome: ['input', 'change', 'outcome'],
  appointmentAt: ['input', 'change', 'appointmentAt'],
  text: ['input', 'change', 'text'],
}

const PROBLEMS: Record<InputProblem, string> = {
  REQUIRED: 'This act requires this field.',
  UNKNOWN_CODE: 'Expected a code from the list of this act.',
  NOT_ON_PATH: 'Organisations of this kind do not refer to each other for this reason.',
  NOT_ENOUGH: 'This reason requires more involvement of the person: see the description of the reason.',
}

export function toUserError(refusal: Refusal): UserError {
  switch (refusal.code) {
    case 'NOT_FOUND':
      return notFound(['input', 'referral', 'id'])
    case 'BAD_USER_INPUT':
      return { code: 'BAD_USER_INPUT', message: PROBLEMS[refusal.problem], field: FIELD_OF[refusal.field] }
    case 'ILLEGAL_TRANSITION':
      return {
        code: 'ILLEGAL_TRANSITION',
        message: messageOf(refusal.because),
        field: [],
        state: refusal.state,
        may: refusal.may.map((act) => MUTATION_OF[act]).filter((name) => name !== undefined),
      }
  }
}

function messageOf(because: (Refusal & { code: 'ILLEGAL_TRANSITION' })['because']): string {
  if (because === 'STATE') return 'This is not possible in the present state of the referral.'
  if (because === 'SIDE') return 'Only the other side can do this.'
  return `This is possible only when ${CONDITIONS[because].en}.`
}
