/** P1 to P12: what is measured, against what, and how good it must and should be. */
import type { QuestionName } from './questions.ts'
import type { OfSystem } from './report/summary.ts'
import type { Figures } from './single/figures.ts'
import type { SystemName } from './systems/system.ts'

export const TARGET_IDS = ['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7', 'P8', 'P9', 'P10', 'P11', 'P12'] as const
export type TargetId = (typeof TARGET_IDS)[number]

/**
 * How a value comes about: a figure, one system's figure as a multiple of another's, or something measured on its own. A figure moves with the
 * machine, so it has a yardstick: what of another system moves with it.
 */
export type Source =
  | { kind: 'figure'; figure: OfSystem; yardstick: OfSystem }
  | { kind: 'ratio'; figure: OfSystem; to: OfSystem }
  | { kind: 'single'; figure: keyof Figures }

export type Check = {
  /** What of the target: a question, a size. */
  part: string
  /** Which way is better. */
  better: 'MORE' | 'LESS'
  /** Null: nothing is demanded. */
  must: number | null
  aim: number
  unit: 'x' | 'ms' | 'µs' | 'MiB' | ''
  source: Source
}

export type Target = { id: TargetId; measure: string; against: string; checks: readonly Check[] }

type Bounds = readonly [must: number | null, aim: number]
type PerQuestion = Record<QuestionName, Bounds>

const NAMES = ['Q1', 'Q2', 'Q3'] as const

function rates(system: SystemName, to: SystemName, bounds: PerQuestion): Check[] {
  return NAMES.map((question) => {
    const [must, aim] = bounds[question]
    const of = (name: SystemName) => ({ system: name, of: 'perSecond', question }) as const
    return { part: question, better: 'MORE', must, aim, unit: 'x', source: { kind: 'ratio', figure: of(system), to: of(to) } }
  })
}

function costs(system: SystemName, to: SystemName, [must, aim]: Bounds): Check[] {
  return NAMES.map((question) => {
    const of = (name: SystemName) => ({ system: name, of: 'cpu', question }) as const
    return { part: question, better: 'LESS', must, aim, unit: 'x', source: { kind: 'ratio', figure: of(system), to: of(to) } }
  })
}

function single(part: string, figure: keyof Figures, unit: Check['unit'], [must, aim]: Bounds, better: Check['better'] = 'LESS'): Check {
  return { part, better, must, aim, unit, source: { kind: 'single', figure } }
}

const all = (must: number, aim: number): PerQuestion => ({ Q1: [must, aim], Q2: [must, aim], Q3: [must, aim] })

function nodeTime(question: QuestionName, aim: number): Check {
  const figure = { system: 'hub-registered', of: 'serverCpu', question } as const
  const yardstick = { system: 'L', of: 'cpu', question } as const
  return { part: question, better: 'LESS', must: null, aim, unit: 'ms', source: { kind: 'figure', figure, yardstick } }
}

export const TARGETS: readonly Target[] = [
  {
    id: 'P1',
    measure: 'requests/s with evidence',
    against: 'PostGraphile, which records nothing',
    checks: rates('hub', 'P', { Q1: [1.5, 2.5], Q2: [1.1, 1.5], Q3: [1.3, 2] }),
  },
  {
    id: 'P2',
    measure: 'requests/s without evidence (bench only)',
    against: 'PostGraphile',
    checks: rates('hub-no-evidence', 'P', { Q1: [2.5, 3.5], Q2: [1.3, 1.8], Q3: [2, 2.5] }),
  },
  {
    id: 'P3',
    measure: 'requests/s with evidence',
    against: 'Apollo, Prisma loaders, shield on every field; records nothing',
    checks: rates('hub', 'card', all(3, 6)),
  },
  {
    id: 'P4',
    measure: 'requests/s with evidence, registered operations',
    against: 'the limit with the same scope join and data-use insert',
    checks: rates('hub-registered', 'L', all(0.55, 0.8)),
  },
  {
    id: 'P5',
    measure: 'node CPU per request, registered operations',
    against: '-',
    checks: [nodeTime('Q1', 0.12), nodeTime('Q2', 0.3), nodeTime('Q3', 1)],
  },
  {
    id: 'P6',
    measure: 'CPU per request: cost of authorization',
    against: 'the same build, whole schema granted, every person in scope',
    checks: [
      single('Q1', 'authorizationQ1', 'x', [1.05, 1.01]),
      single('Q2', 'authorizationQ2', 'x', [1.05, 1.01]),
      single('Q3', 'authorizationQ3', 'x', [1.05, 1.01]),
    ],
  },
  {
    id: 'P7',
    measure: 'CPU per request: cost of recording',
    against: 'recording off (bench only)',
    checks: costs('hub', 'hub-no-evidence', [1.6, 1.25]),
  },
  {
    id: 'P8',
    measure: 'SQL statements per operation; decisions per resolved field',
    against: '-',
    checks: [
      single('20 persons', 'statementsFor20', '', [2, 1]),
      single('100 persons', 'statementsFor100', '', [2, 1]),
      single('difference', 'statementsApart', '', [0, 0]),
      single('decisions', 'decisionsPerField', '', [0, 0]),
    ],
  },
  {
    id: 'P9',
    measure: 'plan of an operation with 300 fields',
    against: '-',
    checks: [single('lookup, hot', 'lookupMicros', 'µs', [5, 1]), single('compile, cold', 'compileMs', 'ms', [10, 2])],
  },
  {
    id: 'P10',
    measure: 'p50 from 10,000 to 1,000,000 persons',
    against: 'itself',
    checks: [single('Q1', 'curveQ1', 'x', [1.3, 1]), single('Q2', 'curveQ2', 'x', [1.3, 1])],
  },
  { id: 'P11', measure: 'peak RSS at 50 connections', against: '-', checks: [single('hub', 'peakMib', 'MiB', [350, 200])] },
  {
    id: 'P12',
    measure: 'import of deliveries, persons/s',
    against: 'COPY of the same rows into tables without index',
    checks: [single('NDJSON', 'importShare', 'x', [0.1, 0.3], 'MORE')],
  },
]

/** Systems that the checks of some targets compare. */
export function systemsOf(ids: readonly TargetId[]): SystemName[] {
  const sources = TARGETS.filter(({ id }) => ids.includes(id)).flatMap(({ checks }) => checks.map(({ source }) => source))
  const compared = sources.flatMap((source) => {
    if (source.kind === 'single') return []
    return [source.figure.system, (source.kind === 'ratio' ? source.to : source.yardstick).system]
  })
  return [...new Set(compared)]
}
