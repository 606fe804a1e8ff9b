/**
 * P6: what authorization costs, against the same build without it. A difference of a hundredth is looked for on a machine that drifts by
 * a tenth, and two processes of the same build differ for as long as they live. So both run side by side alone, in several sittings
 * of new processes, and each leg is compared with its neighbour.
 */
import type { Gun } from '../load/gun.ts'
import { runLeg } from '../load/leg.ts'
import type { QuestionName } from '../questions.ts'
import { spreadOf } from '../report/summary.ts'
import type { Ask } from '../setup/asks.ts'
import type { Dataset } from '../setup/dataset.ts'
import { assertEqualAnswers } from '../setup/equality.ts'
import { type SystemProcess, startSystem } from '../setup/processes.ts'
import { SYSTEMS, type SystemSettings } from '../systems/system.ts'
import type { Figures } from './figures.ts'

const SITTINGS = 3
/** Pairs of legs of each question in a sitting. */
const PAIRS = 12
const WARM_UP_LEGS = 4
const FIGURES = { Q1: 'authorizationQ1', Q2: 'authorizationQ2', Q3: 'authorizationQ3' } as const

type Parts = {
  gun: Gun
  dataset: Dataset
  settings: SystemSettings
  connections: number
  seconds: number
  asks: ReadonlyMap<QuestionName, readonly Ask[]>
  progress: (done: number, total: number) => void
}

type Pair = { hub: SystemProcess; open: SystemProcess }

/** @returns processor time per request of the hub as a multiple of the open one's, median of the pairs. */
export async function compareOpen(parts: Parts): Promise<Partial<Figures>> {
  const ratios = new Map<QuestionName, number[]>([...parts.asks.keys()].map((question) => [question, []]))
  const total = SITTINGS * parts.asks.size
  for (let sitting = 0; sitting < SITTINGS; sitting++) {
    await withPair(parts.settings, async (pair) => {
      for (const [index, [question, found]] of [...ratios].entries()) {
        if (sitting === 0) await prepare(parts, pair, question)
        found.push(...(await compare(parts, pair, question)))
        parts.progress(sitting * parts.asks.size + index + 1, total)
      }
    })
  }
  return Object.fromEntries([...ratios].map(([question, found]) => [FIGURES[question], spreadOf(found).median]))
}

async function withPair(given: SystemSettings, work: (pair: Pair) => Promise<void>): Promise<void> {
  const settings = { ...given, sealing: 'WHEN_TOLD' } as const
  // The open one second: it widens what the contracts' logins may read, and the other would narrow that again.
  const hub = await startSystem('hub', settings)
  try {
    const open = await startSystem('hub-open', settings)
    try {
      await work({ hub, open })
    } finally {
      await open.stop()
    }
  } finally {
    await hub.stop()
  }
}

async function prepare({ asks, dataset, gun }: Parts, { hub, open }: Pair, question: QuestionName): Promise<void> {
  const requests = (asks.get(question) ?? []).map(SYSTEMS.hub.encoder(dataset))
  for (const { name } of [hub, open]) await gun.arm(`${name} ${question}`, requests)
  if (!SYSTEMS['hub-open'].otherPersons?.includes(question)) await assertEqualAnswers(question, [hub, open], () => requests)
}

async function compare({ gun, dataset, connections, seconds }: Parts, { hub, open }: Pair, question: QuestionName): Promise<number[]> {
  const leg = async (system: SystemProcess): Promise<number> => {
    const { failures, requests, cpu } = await runLeg(system, question, { gun, postmaster: dataset.postmaster, connections, seconds })
    if (failures > 0) throw new Error(`${system.name} failed ${failures} of ${requests} requests of ${question}: the run is void`)
    return cpu
  }
  for (let count = 0; count < WARM_UP_LEGS; count++) for (const system of [hub, open]) await leg(system)
  const ratios: number[] = []
  for (let pair = 0; pair < PAIRS; pair++) {
    const costs = new Map<SystemProcess, number>()
    for (const system of pair % 2 === 0 ? [hub, open] : [open, hub]) costs.set(system, await leg(system))
    ratios.push((costs.get(hub) ?? 0) / (costs.get(open) ?? 1))
  }
  return ratios
}
