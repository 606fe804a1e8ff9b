/** What usually happens to a referral: in every state, which act comes next and after how long. All proposals of this project [P], but the share that is accepted. */

import type { ActInput } from '../../activities/referral/decide.ts'
import type { ActName, Side } from '../../activities/referral/machine.ts'
import { CODES } from '../../activities/referral/reason.ts'
import type { ReferralState } from '../../activities/referral/state.ts'
import { type Choice, choice, type Random } from '../../base/random.ts'
import { CALIBRATION } from './calibration.ts'

/** An act to come. @property after days from the last act, fewest and most. What comes too late is overtaken by the deadline that runs. */
export type Follow = { act: ActName; side: Side; after: readonly [number, number] }

const follow = (weight: number, act: ActName, side: Side, least: number, most: number) =>
  [{ act, side, after: [least, most] }, weight] as const

const { accepted } = CALIBRATION.referral

/** The wait for an appointment is as long as it was made: SCHEDULED counts from the appointment. */
const FOLLOWS: Partial<Record<ReferralState, Choice<Follow>>> = {
  DRAFT: choice([
    follow(0.85, 'submit', 'SENDER', 1, 9),
    follow(0.1, 'submit', 'SENDER', 25, 30),
    follow(0.05, 'withdraw', 'SENDER', 1, 9),
  ]),
  SENT: choice([
    follow(0.93, 'receive', 'RECEIVER', 1, 9),
    follow(0.03, 'receive', 'RECEIVER', 40, 50),
    follow(0.03, 'withdraw', 'SENDER', 1, 8),
    follow(0.01, 'correct', 'SENDER', 1, 5),
  ]),
  RECEIVED: choice([
    follow(accepted, 'accept', 'RECEIVER', 1, 20),
    follow(1 - accepted, 'reject', 'RECEIVER', 1, 20),
    follow(0.04, 'reroute', 'RECEIVER', 1, 8),
    follow(0.02, 'withdraw', 'SENDER', 1, 8),
    follow(0.1, 'requestInformation', 'RECEIVER', 1, 8),
  ]),
  INFO_REQUESTED: choice([
    follow(0.85, 'answerInformation', 'SENDER', 1, 12),
    follow(0.1, 'answerInformation', 'SENDER', 30, 40),
    follow(0.05, 'withdraw', 'SENDER', 1, 8),
  ]),
  ACCEPTED: choice([
    follow(0.88, 'schedule', 'RECEIVER', 1, 21),
    follow(0.05, 'hold', 'RECEIVER', 1, 10),
    follow(0.04, 'cancel', 'RECEIVER', 1, 12),
    follow(0.02, 'cancel', 'SENDER', 1, 12),
    follow(0.01, 'correct', 'SENDER', 1, 5),
  ]),
  SCHEDULED: choice([
    follow(0.74, 'start', 'RECEIVER', 0, 0),
    follow(0.08, 'start', 'RECEIVER', 1, 6),
    follow(0.14, 'reportNoShow', 'RECEIVER', 0, 1),
    follow(0.04, 'schedule', 'RECEIVER', 1, 3),
  ]),
  NO_SHOW: choice([
    follow(0.65, 'schedule', 'RECEIVER', 1, 12),
    follow(0.2, 'stop', 'RECEIVER', 3, 20),
    follow(0.15, 'stop', 'RECEIVER', 60, 70),
  ]),
  STARTED: choice([
    follow(0.48, 'complete', 'RECEIVER', 40, 300),
    follow(0.3, 'complete', 'RECEIVER', 300, 1400),
    follow(0.12, 'stop', 'RECEIVER', 20, 250),
    follow(0.1, 'hold', 'RECEIVER', 15, 150),
  ]),
  ON_HOLD: choice([follow(0.75, 'resume', 'RECEIVER', 20, 120), follow(0.25, 'stop', 'RECEIVER', 30, 110)]),
}

/** What comes next in a state; undefined when nothing does. */
export function drawFollow(state: ReferralState, draw: Random): Follow | undefined {
  return FOLLOWS[state]?.(draw)
}

/** Act with which a referral ends when the person has moved away. */
export function partingOf(state: ReferralState): { act: ActName; side: Side; given: ActInput } {
  if (state === 'ACCEPTED' || state === 'SCHEDULED') return { act: 'cancel', side: 'SENDER', given: { code: 'MOVED' } }
  const going = state === 'NO_SHOW' || state === 'STARTED' || state === 'ON_HOLD'
  if (going) return { act: 'stop', side: 'RECEIVER', given: { outcome: 'MOVED' } }
  return { act: 'withdraw', side: 'SENDER', given: state === 'DRAFT' ? {} : { code: 'MOVED' } }
}

const EXPLANATIONS = [
  'Wil graag Nederlands leren, liefst overdag.',
  'Kwam zelf langs met vragen over de lessen.',
  'Zoekt werk in de omgeving en is meteen beschikbaar.',
  'Begreep het gesprek goed in eenvoudig Nederlands.',
  'Is na de middag het best te bereiken.',
] as const
const QUESTIONS = ['Welke dagen passen?', 'Volgde de persoon al lessen?', 'Is er een tolk nodig voor het gesprek?'] as const
const ANSWERS = ['Alle dagen behalve woensdag.', 'Ja, een module vorig jaar.', 'Nee, een gesprek in eenvoudig Nederlands lukt.'] as const

/** What the sender adds in words; null for the many who add nothing. */
export function drawExplanation(draw: Random): string | null {
  return draw.chance(0.35) ? draw.pick(EXPLANATIONS) : null
}

const codesOf = (list: object) => Object.keys(list) as [string, ...string[]]
const REJECTIONS = codesOf(CODES.rejection)
const ENDINGS = codesOf(CODES.ending)
const CORRECTIONS = codesOf(CODES.correction)

/** What is brought with an act, but for appointments and receivers. @param state in which it is given. */
export function drawGiven(act: ActName, state: ReferralState, draw: Random): ActInput {
  switch (act) {
    case 'withdraw':
      return state === 'DRAFT' ? {} : { code: draw.pick(ENDINGS) }
    case 'cancel':
      return { code: draw.pick(ENDINGS) }
    case 'reject':
      return { code: draw.pick(REJECTIONS) }
    case 'correct':
      return { code: draw.pick(CORRECTIONS) }
    case 'requestInformation':
      return { text: draw.pick(QUESTIONS) }
    case 'answerInformation':
      return { text: draw.pick(ANSWERS) }
    case 'complete':
      return { outcome: draw.chance(0.75) ? 'GOAL_REACHED' : 'PARTIAL' }
    case 'stop':
      return { outcome: state === 'NO_SHOW' ? 'UNREACHABLE' : draw.pick(['PARTIAL', 'STOPPED_BY_PERSON', 'STOPPED_BY_SERVICE']) }
    default:
      return {}
  }
}
