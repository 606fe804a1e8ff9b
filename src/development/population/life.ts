/** One synthetic person while its story is written: what is settled at arrival, and the ways in which rows may leave. */

import type { Random } from '../../base/random.ts'
import type { Sector } from '../../base/vault.ts'
import type { Day, Period } from './day.ts'
import type { Identity } from './identity.ts'
import type { Origin } from './origins.ts'
import type { ReferralTerms } from './referral-terms.ts'
import type { Emit } from './rows.ts'
import type { World } from './world.ts'

/** Subjects that are drawn from streams of their own. */
export const TOPICS = {
  identity: 1,
  arrival: 2,
  residence: 3,
  integration: 4,
  dutch: 5,
  dossier: 6,
  work: 7,
  matching: 8,
  local: 9,
  welfare: 10,
  referral: 11,
  consent: 12,
} as const

/** Why the person came, as far as the permit tells. */
export type Channel = 'EU' | 'ASYLUM' | 'FAMILY' | 'WORK' | 'STUDY'

/** Living in one municipality, under the code that it had then. */
export type Stay = Period & { nisCode: string }

/** An organisation that knows the person, as one row of a source tells. */
export type Relationship = { organisationId: number; sector: Sector; capacity: string; source: string; period: Period }

export type Life = {
  index: number
  identity: Identity
  origin: Origin
  channel: Channel
  obliged: boolean
  /** Within the decree's target group. */
  member: boolean
  arrivedOn: Day
  /** From when the decree's adult rules apply: arrival, or the eighteenth birthday. */
  adultOn: Day
  /** Last day of which the sources have told; nothing happens after it. */
  knownUntil: Day
  diedOn: Day | null
  /** First day away: moved abroad or died. */
  goneOn: Day | null
  stays: readonly Stay[]
  pseudonyms: Readonly<Record<Sector, string>>
  evidenceRef: string
  today: Day
  world: World
  terms: ReferralTerms
  emit: Emit
  /** Gathered while the story is written. */
  relations: Relationship[]
  draw(topic: keyof typeof TOPICS): Random
}

/** Whether a day lies within what is known of the person; undefined days never happened. */
export function happened(life: Life, day: Day | undefined): day is Day {
  return day !== undefined && day <= life.knownUntil && (life.goneOn === null || day < life.goneOn)
}

/** What is known of a planned period: undefined when it never began, open when it has not ended yet, ended when the person is gone. */
export function known(life: Life, { from, until }: Period): Period | undefined {
  if (!happened(life, from)) return undefined
  return { from, until: until !== null && happened(life, until) ? until : life.goneOn }
}

/** As columns. */
export function columns({ from, until }: Period): { valid_from: Day; valid_until: Day | null } {
  return { valid_from: from, valid_until: until }
}

/** Notes that an organisation knows the person in a capacity; written when all is known, by `emitRelations`. */
export function relate(life: Life, relation: Relationship): void {
  life.relations.push(relation)
}

/** Where the person lived on a day; undefined before arrival and after leaving. */
export function stayOn(life: Life, day: Day): Stay | undefined {
  return life.stays.find(({ from, until }) => from <= day && (until === null || day < until))
}
