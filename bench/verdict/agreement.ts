/** Whether two runs say the same: as far apart as the noise that they themselves showed, when each system was measured against itself. */
import type { Leg } from '../load/leg.ts'
import type { Noise } from '../report/noise.ts'
import { figureOf } from '../report/summary.ts'
import { renderRows } from '../report/table.ts'
import type { Source, Target } from '../targets.ts'

/** What the file of a run keeps of it. */
export type KeptRun = {
  verdicts: readonly { id: string; part: string; value?: number; met?: boolean }[]
  noise: readonly Omit<Noise, 'quiet'>[]
  legs: readonly Leg[]
}

/**
 * @property apart relative difference of the two values; of a figure that has a yardstick, of what it is a share of that. @property noise what
 * the A/A of the question allows; undefined where nothing was measured against itself: such figures are made in pairs, or are counts.
 */
export type Agreement = { id: string; part: string; values: [number, number]; apart: number; noise: number | undefined; agrees: boolean }

/** Figures that both runs have. Without noise of its own, a figure agrees when it gets the same verdict. */
export function compareRuns(targets: readonly Target[], [one, other]: readonly [KeptRun, KeptRun]): Agreement[] {
  return targets.flatMap(({ id, checks }) =>
    checks.flatMap(({ part, source }): Agreement[] => {
      const [a, b] = [one, other].map(({ verdicts }) => verdicts.find((verdict) => verdict.id === id && verdict.part === part))
      const [yard, otherYard] = [yardOf(source, one), yardOf(source, other)]
      if (a?.value === undefined || b?.value === undefined || yard === undefined || otherYard === undefined) return []
      const apart = apartOf(a.value / yard, b.value / otherYard)
      const noise = noiseOf(source, [...one.noise, ...other.noise])
      const agrees = a.met === b.met && (noise === undefined || apart <= noise)
      return [{ id, part, values: [a.value, b.value], apart, noise, agrees }]
    }),
  )
}

function apartOf(a: number, b: number): number {
  const larger = Math.max(a, b)
  return larger === 0 ? 0 : Math.abs(a - b) / larger
}

/** What a value is compared as a share of: a time, of what the other system took in the same run; undefined when that was not measured. */
function yardOf(source: Source, { legs }: KeptRun): number | undefined {
  return source.kind === 'figure' ? figureOf(legs, source.yardstick) : 1
}

/** How far the noisiest system was from itself on the question, in either run: one A/A may be small by luck. */
function noiseOf(source: Source, measured: KeptRun['noise']): number | undefined {
  if (source.kind === 'single') return undefined
  const { question, of } = source.figure
  return Math.max(0, ...measured.filter((noise) => noise.question === question).map((noise) => noise[of]))
}

const HEAD = ['', 'part', 'one', 'other', 'apart', 'A/A', 'agree']

export function renderAgreement(agreements: readonly Agreement[]): string {
  const percent = (value: number) => `${(value * 100).toFixed(0)} %`
  return renderRows([
    HEAD,
    ...agreements.map(({ id, part, values, apart, noise, agrees }) => [
      id,
      part,
      ...values.map((value) => value.toPrecision(3)),
      percent(apart),
      noise === undefined ? '-' : percent(noise),
      agrees ? 'yes' : 'NO',
    ]),
  ])
}
