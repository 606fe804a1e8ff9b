/**
 * P10: the same questions at three sizes, each in a database of its own, in turns. What the machine does meanwhile changes more from one
 * minute to the next than size does, so a size is compared with the smallest one of the same round, in many short rounds.
 */
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
/** Rounds of the curve for each round of the bench, of legs half as long. */
const FINER = 3
/** Until most pages that are asked for have been read once. */
const WARM_UP_ROUNDS = 3

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

/** Latencies by size and question (`10000 Q1`), in the order of the rounds. */
type Samples = Map<string, number[]>

/** @returns figures, and the median p50 of each size and question for the record. */
export async function drawCurve(parts: Parts): Promise<{ figures: Partial<Figures>; p50: Record<string, number> }> {
  const sizes: Size[] = []
  try {
    for (const persons of SIZES) sizes.push(await openSize(parts, persons))
    const samples: Samples = new Map()
    for (let round = -WARM_UP_ROUNDS; round < FINER * parts.rounds; round++) {
      const order = round % 2 === 0 ? sizes : sizes.toReversed()
      for (const question of QUESTIONS) for (const size of order) await shoot(parts, { size, question, samples, counts: round >= 0 })
    }
    const p50 = Object.fromEntries([...samples].map(([key, values]) => [key, spreadOf(values).median]))
    return { figures: { curveQ1: steepness(samples, 'Q1'), curveQ2: steepness(samples, 'Q2') }, p50 }
  } finally {
    for (const { hub, dataset } of sizes) {
      await hub.stop()
      await dataset.close()
    }
  }
}

async function openSize(parts: Parts, persons: number): Promise<Size> {
  const { dataDir, seed, progress } = parts
  const dataset = await openDataset({ dataDir, persons, seed, progress })
  try {
    return { persons, dataset, hub: await startOn(dataset, persons, parts) }
  } catch (error) {
    // Nobody else knows of it yet, and a server that goes on keeps this process.
    await dataset.close()
    throw error
  }
}

async function startOn(dataset: Dataset, persons: number, { gun, issuer, connections }: Parts): Promise<SystemProcess> {
  const settings = {
    databaseUrl: dataset.database.url,
    dataDir: dataset.config.dataDir,
    issuer: issuer.url,
    connections,
    sealing: 'WHEN_TOLD',
  } as const
  const encode = hubEncoder(dataset)
  for (const question of QUESTIONS) {
    const asks = await makeAsks(dataset.database.pool, issuer, question)
    await gun.arm(`${persons} ${question}`, asks.map(encode))
  }
  return await startSystem('hub', settings)
}

type Shot = { size: Size; question: string; samples: Samples; counts: boolean }

async function shoot({ gun, connections, seconds }: Parts, { size, question, samples, counts }: Shot): Promise<void> {
  const key = `${size.persons} ${question}`
  const { failures, latency } = await gun.shoot(key, { port: size.hub.port, connections, seconds: seconds / 2 })
  // Left to its clock, a hub would seal while another size is asked.
  await size.hub.seal()
  if (failures > 0) throw new Error(`the hub failed ${failures} requests of ${question} with ${size.persons} persons`)
  if (counts) samples.set(key, [...(samples.get(key) ?? []), latency.p50])
}

/** Largest of the sizes' medians, each as a multiple of the smallest size. */
function steepness(samples: Samples, question: string): number {
  const of = (persons: number) => samples.get(`${persons} ${question}`) ?? []
  const smallest = of(Math.min(...SIZES))
  const multiples = SIZES.map((persons) => spreadOf(of(persons).map((value, round) => value / (smallest[round] ?? Number.NaN))).median)
  return Math.max(...multiples)
}
