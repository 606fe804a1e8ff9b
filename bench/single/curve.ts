/** P10: the same questions at three sizes, each in a database of its own, in turns. */
import type { Gun } from '../load/gun.ts'
import { spreadOf } from '../report/summary.ts'
import { makeAsks } from '../setup/asks.ts'
import type { BenchIssuer } from '../setup/callers.ts'
import { type Dataset, openDataset } from '../setup/dataset.ts'
import { type SystemProcess, startSystem } from '../setup/processes.ts'
import { hubEncoder } from '../systems/hub/encode.ts'
import type { Figures } from './figures.ts'

const SIZES = [10_000, 100_000, 1_000_000]
const QUESTIONS = ['Q1', 'Q2'] as const

type Parts = {
  gun: Gun
  issuer: BenchIssuer
  dataDir: string
  seed: number
  rounds: number
  connections: number
  seconds: number
  progress: (done: number, total: number) => void
}
type Size = { persons: number; dataset: Dataset; hub: SystemProcess }

/** @returns figures, and the median p50 of each size and question for the record. */
export async function drawCurve(parts: Parts): Promise<{ figures: Partial<Figures>; p50: Record<string, number> }> {
  const sizes: Size[] = []
  try {
    for (const persons of SIZES) sizes.push(await openSize(parts, persons))
    const samples = new Map<string, number[]>()
    for (let round = -1; round < parts.rounds; round++) {
      for (const question of QUESTIONS) for (const size of sizes) await shoot(parts, { size, question, samples, counts: round >= 0 })
    }
    const p50 = Object.fromEntries([...samples].map(([key, values]) => [key, spreadOf(values).median]))
    return { figures: { curveQ1: steepness(p50, 'Q1'), curveQ2: steepness(p50, 'Q2') }, p50 }
  } finally {
    for (const { hub, dataset } of sizes) {
      await hub.stop()
      await dataset.close()
    }
  }
}

async function openSize({ gun, issuer, dataDir, seed, connections, progress }: Parts, persons: number): Promise<Size> {
  const dataset = await openDataset({ dataDir, persons, seed, progress })
  const settings = { databaseUrl: dataset.database.url, dataDir: dataset.config.dataDir, issuer: issuer.url, connections }
  const encode = hubEncoder(dataset)
  for (const question of QUESTIONS) {
    const asks = await makeAsks(dataset.database.pool, issuer, question)
    await gun.arm(`${persons} ${question}`, asks.map(encode))
  }
  return { persons, dataset, hub: await startSystem('hub', settings) }
}

type Shot = { size: Size; question: string; samples: Map<string, number[]>; counts: boolean }

async function shoot({ gun, connections, seconds }: Parts, { size, question, samples, counts }: Shot): Promise<void> {
  const key = `${size.persons} ${question}`
  const { failures, latency } = await gun.shoot(key, { port: size.hub.port, connections, seconds })
  if (failures > 0) throw new Error(`the hub failed ${failures} requests of ${question} with ${size.persons} persons`)
  if (counts) samples.set(key, [...(samples.get(key) ?? []), latency.p50])
}

function steepness(p50: Readonly<Record<string, number>>, question: string): number {
  const values = SIZES.map((persons) => p50[`${persons} ${question}`] ?? 0)
  return Math.max(...values) / Math.max(values[0] ?? 0, Number.EPSILON)
}
