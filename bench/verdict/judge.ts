/** From what was measured to what P1 to P12 say about it. */
import type { Leg } from '../load/leg.ts'
import { figureOf, ratioOf } from '../report/summary.ts'
import type { Figures } from '../single/figures.ts'
import type { Check, Source, Target } from '../targets.ts'

/** `reached` is how far the aim is: 1 when it is met, 0.8 when four fifths of it are. Undefined values were not measured. */
export type Verdict = { target: Target; check: Check; value: number | undefined; met: boolean | undefined; reached: number | undefined }

export type Measured = { legs: readonly Leg[]; figures: Partial<Figures> }

export function judge(targets: readonly Target[], measured: Measured): Verdict[] {
  return targets.flatMap((target) => target.checks.map((check) => judgeCheck(target, check, measured)))
}

/** Musts that were measured and missed. */
export function missed(verdicts: readonly Verdict[]): Verdict[] {
  return verdicts.filter(({ met }) => met === false)
}

function judgeCheck(target: Target, check: Check, measured: Measured): Verdict {
  const value = measuredValue(check.source, measured)
  if (value === undefined) return { target, check, value, met: undefined, reached: undefined }
  const { better, must, aim } = check
  const holds = (bound: number) => (better === 'MORE' ? value >= bound : value <= bound)
  const reached = holds(aim) ? 1 : better === 'MORE' ? value / aim : aim / value
  return { target, check, value, met: must === null ? undefined : holds(must), reached }
}

function measuredValue(source: Source, { legs, figures }: Measured): number | undefined {
  if (source.kind === 'single') return figures[source.figure]
  return source.kind === 'figure' ? figureOf(legs, source.figure) : ratioOf(legs, source.figure, source.to)
}
