/** Who a synthetic person is, before anything happens: ids, sex, birth date and a number of its own. */
import { completeInsz, type Insz } from '../../base/insz.ts'
import { Random } from '../../base/random.ts'
import { type Day, isoDay, YEAR } from './day.ts'
import type { Sex } from './names.ts'

/** Persons by age at `today`, in percent. [P] */
const AGES: readonly (readonly [from: number, until: number, percent: number])[] = [
  [18, 20, 4],
  [20, 25, 15],
  [25, 30, 20],
  [30, 35, 18],
  [35, 40, 13],
  [40, 45, 9],
  [45, 50, 7],
  [50, 55, 5],
  [55, 60, 4],
  [60, 65, 3],
  [65, 78, 2],
]

/**
 * Birth dates are dealt like cards, so that numbers are unique without remembering any: a deck of 16,384 dates in the proportions of AGES,
 * shuffled anew per block of as many persons. A date is at most twice in the deck, so (date, block, first or second) is one person's.
 */
const DECK = 16_384
const COPIES = 2

/** Sequence numbers in use: a stretch that the published test data rarely uses, so that an import and a population seldom meet. */
const FIRST_SEQUENCE = 400
const SEQUENCES = 500

/** Most persons that a seed can give. */
export const MAX_PERSONS = DECK * Math.floor(SEQUENCES / 2 / COPIES)

type Card = { ageDays: number; copy: number }

const CARDS: readonly Card[] = dealAges()

function dealAges(): Card[] {
  const total = AGES.reduce((sum, [, , percent]) => sum + percent, 0)
  const cards: Card[] = []
  for (let index = 0; index < DECK; index++) {
    const ageDays = Math.floor(ageAt(((index + 0.5) / DECK) * total) * YEAR)
    const before = cards.at(-1)
    cards.push({ ageDays, copy: before?.ageDays === ageDays ? before.copy + 1 : 0 })
  }
  return cards
}

function ageAt(percentile: number): number {
  let left = percentile
  for (const [from, until, percent] of AGES) {
    if (left < percent) return from + ((until - from) * left) / percent
    left -= percent
  }
  return AGES.at(-1)?.[1] ?? 0
}

/** Reorders 0 … DECK-1 without repetition: odd factors and shifts can be undone. */
function shuffled(position: number, seed: number, block: number): number {
  const key = new Random(seed, block, -1)
  let place = position
  for (let round = 0; round < 3; round++) {
    place = (Math.imul(place, key.word() | 1) + key.word()) & (DECK - 1)
    place ^= place >>> 7
  }
  return place
}

export type Identity = {
  personId: string
  evidenceRef: string
  sex: Sex
  birthDate: Day
  insz: Insz
  /** Number with the sex registered wrongly, that a corrected one can have replaced: as much this person's own. */
  earlierInsz: Insz
}

/** @param index from 0; below MAX_PERSONS. */
export function drawIdentity(draw: Random, options: { seed: number; index: number; today: Day }): Identity {
  const block = Math.floor(options.index / DECK)
  const card = CARDS[shuffled(options.index % DECK, options.seed, block)] ?? { ageDays: 0, copy: 0 }
  const birthDate = options.today - card.ageDays - 1
  const sex = draw.chance(0.5) ? 'FEMALE' : 'MALE'
  const pair = FIRST_SEQUENCE + 2 * (block * COPIES + card.copy)
  const odd = sex === 'MALE' ? 1 : 0
  return {
    // Begins with the number of the person, so that indexes on it grow at one end while a million are loaded.
    personId: uuid(options.index, draw),
    evidenceRef: uuid(draw.word(), draw),
    sex,
    birthDate,
    insz: syntheticInsz(birthDate, pair + odd),
    earlierInsz: syntheticInsz(birthDate, pair + 1 - odd),
  }
}

/** Even sequence numbers are women's; months are 61 to 72. */
function syntheticInsz(birthDate: Day, sequence: number): Insz {
  const [year = '', month = '', day = ''] = isoDay(birthDate).split('-')
  return completeInsz(`${year.slice(2)}${Number(month) + 60}${day}${sequence}`, Number(year) >= 2000)
}

/** Id, version 8 (custom), RFC variant: the first word given, the rest drawn. */
export function uuid(first: number, draw: Random): string {
  const hex = (word: number) => word.toString(16).padStart(8, '0')
  const second = hex(((draw.word() & 0xffff0fff) | 0x8000) >>> 0)
  const third = hex(((draw.word() & 0x3fffffff) | 0x80000000) >>> 0)
  return `${hex(first)}-${second.slice(0, 4)}-${second.slice(4)}-${third.slice(0, 4)}-${third.slice(4)}${hex(draw.word())}`
}
