/** The targets that are not a matter of legs: which of them a run asks for, one after the other. */
import type { Gun } from '../load/gun.ts'
import type { BenchOptions } from '../options.ts'
import type { QuestionName } from '../questions.ts'
import type { Ask } from '../setup/asks.ts'
import type { BenchIssuer } from '../setup/callers.ts'
import type { Dataset } from '../setup/dataset.ts'
import { hubEncoder } from '../systems/hub/encode.ts'
import type { SystemSettings } from '../systems/system.ts'
import type { TargetId } from '../targets.ts'
import { compareOpen } from './authorization.ts'
import { drawCurve } from './curve.ts'
import type { Figures } from './figures.ts'
import { type ImportResult, timeImport } from './import.ts'
import { weighHub } from './memory.ts'
import { timePlans } from './plans.ts'
import { countStatements } from './statements.ts'

/** Figures, and what stands behind them. */
export type Singles = { figures: Partial<Figures>; p50?: Record<string, number>; imported?: ImportResult }

type Parts = {
  options: BenchOptions
  dataset: Dataset
  issuer: BenchIssuer
  settings: SystemSettings
  gun: Gun
  asks: ReadonlyMap<QuestionName, readonly Ask[]>
  /** Shows how far something is, in a unit. */
  withProgress: <T>(unit: string, work: (progress: (done: number, total: number) => void) => Promise<T>) => Promise<T>
}

/** Enough for a rate: every person comes with some twenty records. */
const IMPORTED_PERSONS = 5_000

export async function measureSingles(parts: Parts): Promise<Singles> {
  const { options, dataset, issuer, settings, gun, asks } = parts
  const wants = (id: TargetId) => options.only.includes(id)
  const figures: Partial<Figures> = {}
  const page = asks.get('Q2')?.[0]
  if (wants('P8') && page !== undefined) Object.assign(figures, await countStatements({ dataset, issuer: issuer.url, ask: page }))
  if (wants('P9')) Object.assign(figures, await timePlans(dataset))
  if (wants('P6')) {
    const legs = { connections: options.connections, seconds: options.seconds / 2 }
    Object.assign(figures, await parts.withProgress('questions of sittings', (progress) => compareOpen({ ...parts, ...legs, progress })))
  }
  if (wants('P11')) {
    const encode = hubEncoder(dataset)
    for (const [question, list] of asks) await gun.arm(`hub ${question}`, list.map(encode))
    Object.assign(figures, await weighHub({ gun, settings, questions: options.queries, seconds: 2 * options.seconds }))
  }
  const imported = wants('P12') ? await timeImport(dataset, options.dataDir, IMPORTED_PERSONS) : undefined
  const curve = wants('P10')
    ? await parts.withProgress('persons', (progress) =>
        drawCurve({ ...options, rounds: options.sittings * options.rounds, gun, issuer, progress }),
      )
    : undefined
  return {
    figures: { ...figures, ...imported?.figures, ...curve?.figures },
    ...(imported === undefined ? {} : { imported }),
    ...(curve === undefined ? {} : { p50: curve.p50 }),
  }
}
