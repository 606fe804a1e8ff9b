import { Random } from '../../src/base/random.ts'
import type { Claim } from './attacks.ts'

/** What an attack achieved on up to 1,000 targets. A claim that does not contain the truth is no recovery. */
export type Score = { readonly targets: number; readonly exact: number; readonly narrow: number; readonly narrowest: number | null }

const TARGETS = 1_000
/** Least width of what may be said of a hidden figure. */
const WIDTH = 5

/** Draws the targets and counts what was recovered. */
export function scoreOf(claims: readonly Claim[]): Score {
  const draw = new Random(claims.length, 3, 3)
  const lots = claims.map((claim) => ({ claim, lot: draw.share() })).sort((a, b) => a.lot - b.lot)
  const targets = lots.slice(0, TARGETS).map(({ claim }) => claim)
  const right = targets.filter(({ low, high, truth }) => low <= truth && truth <= high)
  const widths = right.map(({ low, high }) => high - low)
  return {
    targets: targets.length,
    exact: widths.filter((width) => width === 0).length,
    narrow: widths.filter((width) => width > 0 && width < WIDTH).length,
    narrowest: widths.reduce<number | null>((least, width) => Math.min(least ?? width, width), null),
  }
}
