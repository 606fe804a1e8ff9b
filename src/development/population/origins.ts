/** Where people come from: weights are contracts of 2019 by nationality [S62], the rest of the EU and of the world filled up to 4,581 and 18,093 [S25]. */

import { type Choice, choice } from '../../base/random.ts'
import { EU_OF_ENTITLED } from './calibration.ts'
import type { NameRegion } from './names.ts'

export type Origin = {
  /** ISO 3166-1 alpha-2. */
  country: string
  eu: boolean
  /** Contracts signed in 2019. */
  contracts: number
  /** Obliged among those contracts: family migrants and recognised refugees. [P] */
  obliged: number
  /** Recognised refugees among the obliged. [P] */
  refugee: number
  names: NameRegion
  /** ISO 639-3, the first is the mother tongue. */
  languages: readonly [string, ...string[]]
  /** Whether the mother tongue is written in the Latin script. */
  latin: boolean
}

type Line = [country: string, contracts: number, obliged: number, refugee: number, names: NameRegion, languages: string, script?: 'other']

const EU: readonly Line[] = [
  ['RO', 1243, 0, 0, 'romanian', 'ron eng'],
  ['BG', 845, 0, 0, 'slavic', 'bul tur', 'other'],
  ['PL', 647, 0, 0, 'slavic', 'pol eng'],
  ['ES', 360, 0, 0, 'iberian', 'spa eng'],
  ['NL', 260, 0, 0, 'western', 'nld eng'],
  ['PT', 250, 0, 0, 'iberian', 'por spa'],
  ['IT', 240, 0, 0, 'iberian', 'ita eng'],
  ['GR', 170, 0, 0, 'slavic', 'ell eng', 'other'],
  ['SK', 140, 0, 0, 'slavic', 'slk ces'],
  ['FR', 130, 0, 0, 'western', 'fra eng'],
  ['HU', 110, 0, 0, 'slavic', 'hun eng'],
  ['LT', 100, 0, 0, 'slavic', 'lit rus'],
  ['DE', 86, 0, 0, 'western', 'deu eng'],
]

const THIRD: readonly Line[] = [
  ['MA', 2668, 0.5, 0.02, 'maghreb', 'ary fra', 'other'],
  ['AF', 1276, 0.75, 0.85, 'persian', 'prs pus', 'other'],
  ['TR', 1069, 0.5, 0.2, 'turkic', 'tur'],
  ['SY', 1065, 0.75, 0.85, 'levant', 'apc kmr', 'other'],
  ['PS', 974, 0.75, 0.9, 'levant', 'apc eng', 'other'],
  ['IN', 678, 0.3, 0.02, 'indian', 'hin eng', 'other'],
  ['IQ', 596, 0.75, 0.75, 'levant', 'acm kmr', 'other'],
  ['SO', 560, 0.75, 0.8, 'horn', 'som'],
  ['ER', 550, 0.75, 0.85, 'horn', 'tir', 'other'],
  ['UA', 540, 0.3, 0.1, 'slavic', 'ukr rus', 'other'],
  ['GH', 520, 0.45, 0.05, 'westAfrican', 'twi eng'],
  ['RU', 500, 0.5, 0.4, 'slavic', 'rus', 'other'],
  ['CM', 470, 0.45, 0.2, 'westAfrican', 'fra eng'],
  ['NG', 450, 0.45, 0.1, 'westAfrican', 'eng'],
  ['CD', 440, 0.5, 0.3, 'centralAfrican', 'lin fra'],
  ['PK', 420, 0.5, 0.2, 'indian', 'urd eng', 'other'],
  ['IR', 410, 0.6, 0.6, 'persian', 'fas eng', 'other'],
  ['GN', 400, 0.65, 0.7, 'westAfrican', 'ful fra'],
  ['AL', 390, 0.5, 0.3, 'slavic', 'sqi eng'],
  ['XK', 370, 0.5, 0.2, 'slavic', 'sqi srp'],
  ['CN', 360, 0.35, 0.05, 'eastAsian', 'zho eng', 'other'],
  ['BR', 350, 0.4, 0.02, 'iberian', 'por eng'],
  ['TN', 330, 0.5, 0.02, 'maghreb', 'aeb fra', 'other'],
  ['DZ', 310, 0.5, 0.05, 'maghreb', 'arq fra', 'other'],
  ['EG', 300, 0.5, 0.2, 'levant', 'arz eng', 'other'],
  ['TH', 290, 0.5, 0, 'eastAsian', 'tha eng', 'other'],
  ['PH', 280, 0.45, 0, 'iberian', 'fil eng'],
  ['NP', 270, 0.45, 0.1, 'indian', 'nep eng', 'other'],
  ['ET', 260, 0.55, 0.5, 'horn', 'amh', 'other'],
  ['GB', 250, 0.1, 0, 'western', 'eng'],
  ['RS', 240, 0.5, 0.1, 'slavic', 'srp'],
  ['AM', 230, 0.55, 0.4, 'persian', 'hye rus', 'other'],
  ['BD', 220, 0.5, 0.2, 'indian', 'ben eng', 'other'],
  ['US', 200, 0.3, 0, 'western', 'eng'],
  ['CO', 190, 0.4, 0.1, 'iberian', 'spa'],
  ['BI', 180, 0.65, 0.7, 'centralAfrican', 'run fra'],
  ['SN', 170, 0.5, 0.1, 'westAfrican', 'wol fra'],
  ['VN', 160, 0.45, 0.05, 'eastAsian', 'vie'],
  ['RW', 150, 0.55, 0.4, 'centralAfrican', 'kin fra'],
]

function toOrigin([country, contracts, obliged, refugee, names, languages, script]: Line): Origin {
  const [first = country, ...rest] = languages.split(' ')
  return {
    country,
    eu: EU.some(([code]) => code === country),
    contracts,
    obliged,
    refugee,
    names,
    languages: [first, ...rest],
    latin: script !== 'other',
  }
}

const EU_ORIGINS = EU.map(toOrigin)
const THIRD_ORIGINS = THIRD.map(toOrigin)

const euOrigin = choice(EU_ORIGINS.map((origin) => [origin, origin.contracts]))
const entitledThird = choice(THIRD_ORIGINS.map((origin) => [origin, origin.contracts * (1 - origin.obliged)]))

/** Origin of an obliged person: never the EU. */
export const obligedOrigin: Choice<Origin> = choice(THIRD_ORIGINS.map((origin) => [origin, origin.contracts * origin.obliged]))

/** Origin of an entitled person. */
export const entitledOrigin: Choice<Origin> = (draw) => (draw.chance(EU_OF_ENTITLED) ? euOrigin(draw) : entitledThird(draw))
