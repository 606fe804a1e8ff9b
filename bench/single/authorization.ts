/**
 * P6: what authorization costs, against the same build without it. A difference of a hundredth is looked for on a machine that drifts by
 * a tenth, so both run side by side alone, in many short legs, and each leg is compared with its neighbour.
 */
import type { Gun } from '../load/gun.ts'
import { type Leg, runLeg } from '../load/leg.ts'
import type { QuestionName } from '../questions.ts'
import { spreadOf } from '../report/summary.ts'
import type { Ask } from '../setup/asks.ts'
import type { Dataset } from '../setup/dataset.ts'
import { assertEqualAnswers } from '../setup/equality.ts'
import { type SystemProcess, startSystem } from '../setup/processes.ts'
import { SYSTEMS, type SystemSettings } from '../systems/system.ts'
import type { Figures } from './figures.ts'

const PAIRS = 24
const WARM_UP_LEGS = 3
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

/** @returns processor time per request of the hub as a multiple of the open one's, median of the pairs. */
export async function compareOpen(parts: Parts): Promise<Partial<Figures>> {
  const { gun, dataset, settings, asks, progress } = parts
  // The open one second: it widens what the contracts' logins may read, and the other would narrow that again.
  const hub = await startSystem('hub', settings)
  const open = await startSystem('hub-open', settings).catch(async (error: unknown) => {
    await hub.stop()
    throw error
  })
  const figures: Partial<Figures> = {}
  const total = asks.size * PAIRS
  let done = 0
  try {
    for (const [question, list] of asks) {
      const requests = list.map(SYSTEMS.hub.encoder(dataset))
      for (const { name } of [hub, open]) await gun.arm(`${name} ${question}`, requests)
      if (!SYSTEMS['hub-open'].otherPersons?.includes(question)) await assertEqualAnswers(question, [hub, open], () => requests)
      figures[FIGURES[question]] = await ratioOf(parts, question, hub, open, () => progress(++done, total))
    }
    return figures
  } finally {
    await open.stop()
    await hub.stop()
  }
}

async function ratioOf(parts: Parts, question: QuestionName, hub: SystemProcess, open: SystemProcess, told: () => void): Promise<number> {
  const { gun, dataset, connections, seconds } = parts
  const leg = async (system: SystemProcess): Promise<number> => {
    const measured = await runLeg(system, question, { gun, postmaster: dataset.postmaster, connections, seconds })
    if (measured.failures > 0) throw new Error(`${system.name} failed ${measured.failures} requests of ${question}: the run is void`)
    return cpuOf(measured)
  }
  for (let count = 0; count < WARM_UP_LEGS; count++) for (const system of [hub, open]) await leg(system)
  const ratios: number[] = []
  for (let pair = 0; pair < PAIRS; pair++) {
    const order = pair % 2 === 0 ? [hub, open] : [open, hub]
    const costs = new Map<SystemProcess, number>()
    for (const system of order) costs.set(system, await leg(system))
    ratios.push((costs.get(hub) ?? 0) / (costs.get(open) ?? 1))
    told()
  }
  return spreadOf(ratios).median
}

const cpuOf = ({ serverCpu, postgresCpu }: Leg) => serverCpu + postgresCpu
