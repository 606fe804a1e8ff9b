/** Applies the table of transitions to one referral. Pure: what is known of it and what is asked go in, a decision comes out. */
import type { OrganisationRecipient } from '../../base/recipient.ts'
import type { DeadlineName } from './deadline.ts'
import {
  type ActName,
  type Effect,
  MAX_NO_SHOWS,
  type Needs,
  type Side,
  TRANSITIONS,
  type Transition,
  type TransitionCondition,
} from './machine.ts'
import {
  AGREEMENTS,
  type Agreement,
  CODES,
  isAgreementEnough,
  isOnPath,
  REFERRAL_REASONS,
  type ReferralOutcome,
  type ReferralReason,
} from './reason.ts'
import type { ReferralState } from './state.ts'

/** What is known of a referral. @property sent whether it was ever sent: until then only its sender knows of it. @property noShows absences reported. @property started whether a start was ever reported. */
export type Standing = Readonly<{
  state: ReferralState | 'NEW'
  /** Kind of the sending organisation. */
  sender: OrganisationRecipient
  /** Null when NEW. */
  reason: ReferralReason | null
  sent: boolean
  noShows: number
  started: boolean
  appointmentAt: Date | null
}>

/** What the one who acts brings; everything is checked here, so texts may be anything. */
export type ActInput = Readonly<{
  /** Why someone is referred: one of REFERRAL_REASONS. */
  reason?: string
  /** Kind of the organisation that the referral goes to. */
  receiver?: OrganisationRecipient
  agreement?: string
  /** Code of the list that the act asks for. */
  code?: string
  outcome?: string
  appointmentAt?: Date
  /** Question or answer. */
  text?: string
}>

/** @property to null: the referral is not kept. @property deadline that begins; null: none runs any more. @property outcome that goes back to the sender. */
export type AllowedAct = Readonly<{
  allowed: true
  from: ReferralState | 'NEW'
  to: ReferralState | null
  deadline: DeadlineName | null
  effect: Effect | null
  sent: boolean
  noShows: number
  started: boolean
  outcome: ReferralOutcome | null
}>

export type InputProblem = 'REQUIRED' | 'UNKNOWN_CODE' | 'NOT_ON_PATH' | 'NOT_ENOUGH'

/** Why not. NOT_FOUND: for this side the referral does not exist. @property may what this side may do now instead. */
export type Refusal =
  | Readonly<{ code: 'NOT_FOUND' }>
  | Readonly<{
      code: 'ILLEGAL_TRANSITION'
      state: ReferralState | 'NEW'
      because: 'STATE' | 'SIDE' | TransitionCondition
      may: readonly ActName[]
    }>
  | Readonly<{ code: 'BAD_USER_INPUT'; field: keyof ActInput; problem: InputProblem }>

export type ActDecision = AllowedAct | Readonly<{ allowed: false; refusal: Refusal }>

/** Decides on an act of one side of a referral. Only parties are asked for: whoever is none never gets here. @param at when it is done. */
export function decide(standing: Standing, act: ActName, side: Side, given: ActInput, at: Date): ActDecision {
  if (side === 'RECEIVER' && !standing.sent) return refuse({ code: 'NOT_FOUND' })
  const rows = TRANSITIONS.filter((row) => row.act === act && row.from.includes(standing.state))
  const own = rows.filter((row) => row.by.includes(side))
  const row = own.find((candidate) => holds(candidate.only, standing, at))
  if (row === undefined) {
    const because = rows.length === 0 ? 'STATE' : own.length === 0 ? 'SIDE' : (own[0]?.only ?? 'STATE')
    return refuse({ code: 'ILLEGAL_TRANSITION', state: standing.state, because, may: listAllowed(standing, side, at) })
  }
  const problem = findProblem(row.needs ?? {}, standing, given)
  return problem === undefined ? allow(row, standing, given) : refuse({ code: 'BAD_USER_INPUT', ...problem })
}

/** Acts that a side may do now, in the order of the table. */
export function listAllowed(standing: Standing, side: Side, at: Date): ActName[] {
  const rows = TRANSITIONS.filter((row) => row.from.includes(standing.state) && row.by.includes(side) && holds(row.only, standing, at))
  return [...new Set(rows.map(({ act }) => act))]
}

function refuse(refusal: Refusal): ActDecision {
  return { allowed: false, refusal }
}

function allow({ to, deadline, effect, outcome, needs }: Transition, standing: Standing, given: ActInput): AllowedAct {
  return {
    allowed: true,
    from: standing.state,
    to,
    deadline: deadline ?? null,
    effect: effect ?? null,
    sent: standing.sent || to === 'SENT',
    noShows: standing.noShows + (to === 'NO_SHOW' ? 1 : 0),
    started: standing.started || to === 'STARTED',
    outcome: outcome ?? needs?.outcome?.find((code) => code === given.outcome) ?? null,
  }
}

function holds(condition: TransitionCondition | undefined, { noShows, started, appointmentAt }: Standing, at: Date): boolean {
  switch (condition) {
    case undefined:
      return true
    case 'NO_SHOWS_LEFT':
      return noShows < MAX_NO_SHOWS
    case 'APPOINTMENT_PASSED':
      return appointmentAt !== null && appointmentAt <= at
    case 'STARTED_BEFORE':
      return started
    case 'NOT_STARTED_BEFORE':
      return !started
  }
}

type Problem = { field: keyof ActInput; problem: InputProblem }

/** First thing that is missing or does not fit, in the order in which a form asks for it. */
function findProblem(needs: Needs, standing: Standing, given: ActInput): Problem | undefined {
  return (
    (needs.path && findPathProblem(given.reason, standing.sender, given.receiver)) ||
    (needs.receiver && findPathProblem(standing.reason ?? undefined, standing.sender, given.receiver)) ||
    (needs.agreement && findAgreementProblem(given)) ||
    (needs.code && findCodeProblem('code', given.code, Object.keys(CODES[needs.code]))) ||
    (needs.outcome && findCodeProblem('outcome', given.outcome, needs.outcome)) ||
    (needs.appointmentAt && given.appointmentAt === undefined && { field: 'appointmentAt', problem: 'REQUIRED' }) ||
    (needs.text && !given.text?.trim() && { field: 'text', problem: 'REQUIRED' }) ||
    undefined
  )
}

function findPathProblem(
  reason: string | undefined,
  from: OrganisationRecipient,
  to: OrganisationRecipient | undefined,
): Problem | undefined {
  const unknown = findCodeProblem('reason', reason, Object.keys(REFERRAL_REASONS))
  if (unknown !== undefined) return unknown
  if (to === undefined) return { field: 'receiver', problem: 'REQUIRED' }
  return isReason(reason) && isOnPath(reason, from, to) ? undefined : { field: 'receiver', problem: 'NOT_ON_PATH' }
}

function findAgreementProblem({ reason, agreement }: ActInput): Problem | undefined {
  const unknown = findCodeProblem('agreement', agreement, Object.keys(AGREEMENTS))
  if (unknown !== undefined) return unknown
  const enough = isReason(reason) && isAgreement(agreement) && isAgreementEnough(reason, agreement)
  return enough ? undefined : { field: 'agreement', problem: 'NOT_ENOUGH' }
}

function findCodeProblem(field: keyof ActInput, code: string | undefined, known: readonly string[]): Problem | undefined {
  if (code === undefined) return { field, problem: 'REQUIRED' }
  return known.includes(code) ? undefined : { field, problem: 'UNKNOWN_CODE' }
}

function isReason(code: string | undefined): code is ReferralReason {
  return code !== undefined && Object.hasOwn(REFERRAL_REASONS, code)
}

function isAgreement(code: string | undefined): code is Agreement {
  return code !== undefined && Object.hasOwn(AGREEMENTS, code)
}
