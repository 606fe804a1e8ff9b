/**
 * The way of a referral, in one table: who may do what, when, with what, and what follows. Read a row as: "when the referral is `from`,
 * the `by` may do `act`; that needs `needs`; it is then `to`, and the `deadline` runs". Nothing else decides on transitions:
 * mutations, the deadlines' job, docs/referral.md and the tests all read this table (`decide.ts` applies it).
 */
import type { DeadlineName } from './deadline.ts'
import type { CodeList, ReferralOutcome } from './reason.ts'
import type { ReferralState } from './state.ts'

/** Parties of a referral; the system acts when a deadline passes. */
export const SIDES = ['SENDER', 'RECEIVER', 'SYSTEM'] as const
export type Side = (typeof SIDES)[number]

/** Every act, with its name for a caseworker. */
export const ACT_LABELS = {
  draft: { nl: 'concept bewaren', en: 'save as draft' },
  submit: { nl: 'versturen', en: 'send' },
  withdraw: { nl: 'intrekken', en: 'withdraw' },
  receive: { nl: 'ontvangst melden', en: 'report receipt' },
  requestInformation: { nl: 'info vragen', en: 'ask for information' },
  answerInformation: { nl: 'info geven', en: 'give information' },
  accept: { nl: 'aanvaarden', en: 'accept' },
  reject: { nl: 'niet aanvaarden', en: 'reject' },
  reroute: { nl: 'doorzenden', en: 'forward' },
  schedule: { nl: 'afspraak plannen', en: 'make an appointment' },
  reportNoShow: { nl: 'afwezigheid melden', en: 'report absence' },
  start: { nl: 'starten', en: 'start' },
  hold: { nl: 'opschorten', en: 'put on hold' },
  resume: { nl: 'hervatten', en: 'resume' },
  complete: { nl: 'afronden', en: 'complete' },
  stop: { nl: 'stopzetten', en: 'stop' },
  cancel: { nl: 'annuleren', en: 'cancel' },
  correct: { nl: 'als fout aanduiden', en: 'mark as a mistake' },
  expire: { nl: 'laten vervallen', en: 'expire' },
  close: { nl: 'afsluiten', en: 'close' },
  escalate: { nl: 'als te laat tonen', en: 'show as overdue' },
  purge: { nl: 'concept wissen', en: 'erase the draft' },
} as const satisfies Record<string, { nl: string; en: string }>
export type ActName = keyof typeof ACT_LABELS

/** What must also be true of the referral; a refusal names it. */
export const CONDITIONS = {
  NO_SHOWS_LEFT: { nl: 'de persoon miste minder dan twee afspraken', en: 'the person missed fewer than two appointments' },
  APPOINTMENT_PASSED: { nl: 'de afspraak is voorbij', en: 'the appointment has passed' },
  STARTED_BEFORE: { nl: 'de doorverwijzing was al gestart', en: 'the referral had started before the hold' },
  NOT_STARTED_BEFORE: { nl: 'de doorverwijzing was nog niet gestart', en: 'the referral had not started before the hold' },
} as const satisfies Record<string, { nl: string; en: string }>
export type TransitionCondition = keyof typeof CONDITIONS

/** Times that a person may miss an appointment. */
export const MAX_NO_SHOWS = 2

/** What opens or ends. RECEIVER_PARTY: the receiver knows the person by this referral; the sender knew the person before, and gains nothing. ACCEPTED: conditions of protocols on an accepted referral hold. */
export const EFFECTS = {
  OPENS_RECEIVER_PARTY: {
    nl: 'de ontvanger wordt partij en ziet de doorverwezen persoon',
    en: 'the receiver becomes a party and sees the person',
  },
  OPENS_ACCEPTED: { nl: 'de ontvanger ziet wat het protocol na aanvaarding toestaat', en: 'the fields granted after acceptance open' },
  ENDS_AFTER_READ_BACK: { nl: 'de toegang eindigt na de leestermijn', en: 'access ends after the reading period' },
  ENDS_NOW: { nl: 'de toegang eindigt meteen; de persoon is verborgen', en: 'access ends at once; the person is hidden' },
} as const satisfies Record<string, { nl: string; en: string }>
export type Effect = keyof typeof EFFECTS

/** What the one who acts must bring. `path`: reason and receiver that go together. `text`: a question or an answer, the only free text. */
export type Needs = Readonly<{
  path?: true
  agreement?: true
  code?: Exclude<CodeList, 'outcome'>
  outcome?: readonly ReferralOutcome[]
  appointmentAt?: true
  receiver?: true
  text?: true
}>

type More = Readonly<{
  needs?: Needs
  only?: TransitionCondition
  deadline?: DeadlineName
  effect?: Effect
  /** Outcome that the system writes itself. */
  outcome?: ReferralOutcome
}>

/** NEW: not kept anywhere yet. @property to null: nothing is kept any longer. */
export type Transition = Readonly<{
  act: ActName
  from: readonly (ReferralState | 'NEW')[]
  to: ReferralState | null
  by: readonly Side[]
}> &
  More

const step = (
  act: ActName,
  from: readonly (ReferralState | 'NEW')[],
  to: ReferralState | null,
  by: readonly Side[],
  more: More = {},
): Transition => ({ act, from, to, by, ...more })

const BEFORE_ACCEPTANCE: readonly ReferralState[] = ['SENT', 'RECEIVED', 'INFO_REQUESTED']
/** A mistake can come to light after the end. */
const WHENEVER_SENT: readonly ReferralState[] = [
  ...BEFORE_ACCEPTANCE,
  ...(['REJECTED', 'REROUTED', 'ACCEPTED', 'SCHEDULED', 'NO_SHOW', 'STARTED', 'ON_HOLD'] as const),
  ...(['COMPLETED', 'STOPPED', 'CLOSED_NOT_REACHED', 'CANCELLED', 'WITHDRAWN', 'EXPIRED'] as const),
]
const GOOD: readonly ReferralOutcome[] = ['GOAL_REACHED', 'PARTIAL']
const NOT_COMPLETED: readonly ReferralOutcome[] = [
  'PARTIAL',
  'NOT_STARTED',
  'STOPPED_BY_PERSON',
  'STOPPED_BY_SERVICE',
  'MOVED',
  'UNREACHABLE',
]
const NEVER_CAME: readonly ReferralOutcome[] = ['NOT_STARTED', 'STOPPED_BY_PERSON', 'STOPPED_BY_SERVICE', 'MOVED', 'UNREACHABLE']
const END = 'ENDS_AFTER_READ_BACK'

export const TRANSITIONS: readonly Transition[] = [
  // Sending.
  step('draft', ['NEW', 'DRAFT'], 'DRAFT', ['SENDER'], { needs: { path: true }, deadline: 'DRAFT' }),
  step('submit', ['NEW', 'DRAFT'], 'SENT', ['SENDER'], {
    needs: { path: true, agreement: true },
    deadline: 'RECEIPT',
  }),
  step('withdraw', ['DRAFT'], 'WITHDRAWN', ['SENDER']),
  step('withdraw', BEFORE_ACCEPTANCE, 'WITHDRAWN', ['SENDER'], { needs: { code: 'ending' }, effect: END }),

  // Judging.
  step('receive', ['SENT'], 'RECEIVED', ['RECEIVER'], { deadline: 'ANSWER', effect: 'OPENS_RECEIVER_PARTY' }),
  step('requestInformation', ['RECEIVED'], 'INFO_REQUESTED', ['RECEIVER'], { needs: { text: true }, deadline: 'INFORMATION' }),
  step('answerInformation', ['INFO_REQUESTED'], 'RECEIVED', ['SENDER'], { needs: { text: true }, deadline: 'ANSWER' }),
  step('accept', ['RECEIVED'], 'ACCEPTED', ['RECEIVER'], { deadline: 'PLANNING', effect: 'OPENS_ACCEPTED' }),
  step('reject', ['RECEIVED'], 'REJECTED', ['RECEIVER'], { needs: { code: 'rejection' }, effect: END }),
  step('reroute', ['RECEIVED'], 'REROUTED', ['RECEIVER'], { needs: { receiver: true }, effect: END }),

  // Beginning. An appointment can be moved; after two absences there is no third.
  step('schedule', ['ACCEPTED', 'SCHEDULED', 'NO_SHOW'], 'SCHEDULED', ['RECEIVER'], {
    needs: { appointmentAt: true },
    only: 'NO_SHOWS_LEFT',
    deadline: 'APPOINTMENT',
  }),
  step('reportNoShow', ['SCHEDULED'], 'NO_SHOW', ['RECEIVER'], { only: 'APPOINTMENT_PASSED', deadline: 'NO_SHOW' }),
  step('start', ['SCHEDULED'], 'STARTED', ['RECEIVER']),
  // Before anything started, the sender may still hear that the person objects.
  step('cancel', ['ACCEPTED', 'SCHEDULED'], 'CANCELLED', ['SENDER', 'RECEIVER'], { needs: { code: 'ending' }, effect: END }),

  // On the way. A hold ends where it began, so that nothing is reported as started that has not.
  step('hold', ['ACCEPTED', 'STARTED'], 'ON_HOLD', ['RECEIVER'], { deadline: 'REVIEW' }),
  step('resume', ['ON_HOLD'], 'STARTED', ['RECEIVER'], { only: 'STARTED_BEFORE' }),
  step('resume', ['ON_HOLD'], 'ACCEPTED', ['RECEIVER'], { only: 'NOT_STARTED_BEFORE', deadline: 'PLANNING' }),

  // Ending. The outcome goes back to the sender with the act itself.
  step('complete', ['STARTED'], 'COMPLETED', ['RECEIVER'], { needs: { outcome: GOOD }, effect: END }),
  step('stop', ['STARTED', 'ON_HOLD'], 'STOPPED', ['RECEIVER'], { needs: { outcome: NOT_COMPLETED }, effect: END }),
  step('stop', ['NO_SHOW'], 'CLOSED_NOT_REACHED', ['RECEIVER'], { needs: { outcome: NEVER_CAME }, effect: END }),
  step('correct', WHENEVER_SENT, 'ENTERED_IN_ERROR', ['SENDER'], { needs: { code: 'correction' }, effect: 'ENDS_NOW' }),

  // Deadlines.
  step('purge', ['DRAFT'], null, ['SYSTEM']),
  step('expire', ['SENT', 'INFO_REQUESTED'], 'EXPIRED', ['SYSTEM'], { effect: END }),
  step('close', ['NO_SHOW'], 'CLOSED_NOT_REACHED', ['SYSTEM'], { outcome: 'UNREACHABLE', effect: END }),
  step('escalate', ['RECEIVED'], 'RECEIVED', ['SYSTEM']),
  step('escalate', ['ACCEPTED'], 'ACCEPTED', ['SYSTEM']),
  step('escalate', ['SCHEDULED'], 'SCHEDULED', ['SYSTEM']),
  step('escalate', ['ON_HOLD'], 'ON_HOLD', ['SYSTEM']),
]
