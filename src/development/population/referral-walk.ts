/** Walks one referral through the machine, act by act, up to today: every act is decided by the function that decides in the hub. */

import { DEADLINES, type DeadlineName } from '../../activities/referral/deadline.ts'
import { type ActInput, type AllowedAct, decide, type Standing } from '../../activities/referral/decide.ts'
import { type ActName, MAX_NO_SHOWS, type Side } from '../../activities/referral/machine.ts'
import type { Agreement, ReferralReason } from '../../activities/referral/reason.ts'
import { isTerminal, type ReferralState } from '../../activities/referral/state.ts'
import type { Random } from '../../base/random.ts'
import type { OrganisationRecipient } from '../../base/recipient.ts'
import type { Day } from './day.ts'
import { drawFollow, drawGiven, partingOf } from './referral-course.ts'
import { DAY_MS, type ReferralTerms } from './referral-terms.ts'

/** What is settled before a referral begins. */
export type Course = {
  sender: OrganisationRecipient
  receiver: OrganisationRecipient
  reason: ReferralReason
  agreement: Agreement
  begin: Moment & { act: 'draft' | 'submit' }
  /** Kind of the organisation to which the receiver can pass it on; null for none. */
  passesTo: OrganisationRecipient | null
  /** Nobody acts on this day or later. */
  today: Day
  /** First day away, of who moved: the referral ends by it. Nobody acts for the dead. */
  movedOn: Day | null
  diedOn: Day | null
  terms: ReferralTerms
}

/** @property day in Brussels. @property at epoch, ms. */
export type Moment = { day: Day; at: number }

/** One act, and what the machine decided on it. @property due deadline that runs after it. */
export type Step = Moment & {
  act: ActName
  side: Side
  given: ActInput
  decision: AllowedAct
  due: { name: DeadlineName; at: number } | null
}

type Act = Moment & { act: ActName; side: Side; given: ActInput }
type Walker = { standing: Standing; last: Step; asked: boolean }

/** @returns acts in order, the first one `begin`; none when it was a draft that was erased. */
export function walkReferral(course: Course, draw: Random): Step[] {
  const { sender, receiver, reason, agreement, begin } = course
  const fresh: Standing = { state: 'NEW', sender, reason: null, sent: false, noShows: 0, started: false, appointmentAt: null }
  const first = take(course, fresh, { ...begin, side: 'SENDER', given: { reason, receiver, agreement } }, null)
  const steps = [first.step]
  let walker: Walker = { standing: first.standing, last: first.step, asked: false }
  for (;;) {
    const next = nextAct(course, walker, draw)
    if (next === undefined) return steps
    const { standing, step } = take(course, walker.standing, next, walker.last)
    if (step.decision.to === null) return []
    steps.push(step)
    walker = { standing, last: step, asked: walker.asked || next.act === 'requestInformation' }
  }
}

/** Whatever comes first of an act that people plan, and the deadline that runs; undefined when neither has come by today. */
function nextAct(course: Course, walker: Walker, draw: Random): Act | undefined {
  const state = stateOf(walker)
  if (isTerminal(state)) return undefined
  const planned = byPeople(course, walker, state, draw)
  const reaction = bySystem(course, walker)
  if (reaction === undefined || (planned !== undefined && planned.at < reaction.at)) return planned
  return reaction
}

function stateOf({ last }: Walker): ReferralState {
  if (last.decision.to === null) throw new Error('A referral that is not stored has no state.')
  return last.decision.to
}

/** What the system does when a deadline has passed by today; once for each deadline. */
function bySystem({ terms, today }: Course, { last }: Walker): Act | undefined {
  if (last.due === null || last.act === 'escalate' || last.due.at > terms.startOf(today)) return undefined
  const day = Math.floor(last.due.at / DAY_MS) + 1
  return { act: DEADLINES[last.due.name].reaction, side: 'SYSTEM', given: {}, at: last.due.at, day }
}

function byPeople(course: Course, walker: Walker, state: ReferralState, draw: Random): Act | undefined {
  const act = plan(course, walker, state, draw)
  const { movedOn, diedOn, today } = course
  const parts = movedOn !== null && act.day >= movedOn
  const last = parts ? { ...partingOf(state), ...inOffice(Math.max(movedOn, walker.last.day + 1), draw) } : act
  return last.day < today && (diedOn === null || last.day < diedOn) ? last : undefined
}

function plan(course: Course, walker: Walker, state: ReferralState, draw: Random): Act {
  const { act, side, after } = possible(course, walker, state, draw)
  if (state === 'SCHEDULED' && act !== 'schedule') return afterAppointment({ act, side }, walker, draw.whole(...after), draw)
  const moment = inOffice(walker.last.day + draw.whole(...after), draw)
  return { act, side, ...moment, given: givenFor(course, act, state, moment, draw) }
}

/** Draws again what the course of this referral does not allow. */
function possible(course: Course, walker: Walker, state: ReferralState, draw: Random) {
  for (;;) {
    const found = drawFollow(state, draw)
    if (found === undefined) throw new Error(`No rule says what follows ${state}.`)
    const impossible =
      (found.act === 'reroute' && course.passesTo === null) ||
      (found.act === 'requestInformation' && walker.asked) ||
      (found.act === 'schedule' && walker.standing.noShows >= MAX_NO_SHOWS)
    if (!impossible) return found
  }
}

function givenFor(
  { passesTo, reason, agreement, receiver }: Course,
  act: ActName,
  state: ReferralState,
  moment: Moment,
  draw: Random,
): ActInput {
  if (act === 'submit') return { reason, receiver, agreement }
  if (act === 'reroute' && passesTo !== null) return { receiver: passesTo }
  if (act === 'schedule') return { appointmentAt: new Date(inOffice(moment.day + draw.whole(3, 21), draw).at) }
  return drawGiven(act, state, draw)
}

/** What is told of an appointment is told when it is over. */
function afterAppointment(act: { act: ActName; side: Side }, { standing, last }: Walker, days: number, draw: Random): Act {
  const appointment = standing.appointmentAt?.getTime() ?? last.at
  const soon = appointment + draw.whole(10, 50) * MINUTE_MS
  if (days === 0 && soon > last.at) return { ...act, given: {}, at: soon, day: Math.floor(soon / DAY_MS) }
  return { ...act, given: {}, ...inOffice(Math.max(Math.floor(appointment / DAY_MS), last.day) + Math.max(days, 1), draw) }
}

const MINUTE_MS = 60_000
const OPENS_AT = 8 * 60
const CLOSES_AT = 15 * 60

/** A time at which offices are open, in summer and in winter: on the day, or on the Monday after a weekend. */
export function inOffice(wanted: Day, draw: Random): Moment {
  const weekday = (wanted + 4) % 7
  const day = weekday === 6 ? wanted + 2 : weekday === 0 ? wanted + 1 : wanted
  return { day, at: day * DAY_MS + draw.whole(OPENS_AT, CLOSES_AT) * MINUTE_MS }
}

function take({ terms, sender, reason }: Course, standing: Standing, next: Act, last: Step | null): { standing: Standing; step: Step } {
  const decision = decide(standing, next.act, next.side, next.given, new Date(next.at))
  if (!decision.allowed) throw new Error(`The state machine does not allow the ${next.side} to ${next.act} in ${standing.state}.`)
  const { deadline, to, sent, noShows, started } = decision
  const appointmentAt = next.given.appointmentAt ?? standing.appointmentAt
  const from = deadline === 'APPOINTMENT' && appointmentAt !== null ? Math.floor(appointmentAt.getTime() / DAY_MS) : next.day
  const due = deadline === null ? null : { name: deadline, at: terms.dueAt(deadline, from) }
  return {
    standing: { sender, reason, state: to ?? 'NEW', sent, noShows, started, appointmentAt },
    // An escalation leaves the deadline that has passed as it is.
    step: { ...next, decision, due: next.act === 'escalate' ? (last?.due ?? null) : due },
  }
}
