/** Which synthetic population a database holds: kept as a delivery, since that is what it is. */
import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'
import { TABLE_NAMES } from './tables.ts'

/** Source under which populations are recorded in directory.delivery. */
const POPULATION_SOURCE = 'SYNTHETIC'

/** @param today YYYY-MM-DD. */
export type Population = { seed: number; today: string }

/** What to do when the database holds persons already. */
export const ON_EXISTING = ['REFUSE', 'EXTEND', 'REPLACE'] as const
export type OnExisting = (typeof ON_EXISTING)[number]

/** From which person to load; `fresh` when all tables are emptied first, which lets them be loaded faster. */
export type Start = { from: number; fresh: boolean }

/** The database holds persons that the wish does not go with. Its message is for the operator. */
export class PopulationExists extends Error {}

/**
 * @returns undefined when the population is there already.
 * @throws PopulationExists when persons are in the way.
 */
export async function findStart(
  client: ClientBase,
  wish: Population & { persons: number; onExisting: OnExisting },
): Promise<Start | undefined> {
  const { rows } = await client.query<{ any: boolean }>('select exists (select from directory.person) as any')
  if (wish.onExisting === 'REPLACE' || rows[0]?.any !== true) return { from: 0, fresh: true }
  const loaded = await listLoaded(client)
  const [other] = loaded.filter(({ seed, today }) => seed !== wish.seed || today !== wish.today)
  if (other !== undefined) {
    throw new PopulationExists(
      `The database contains the population of seed ${other.seed} and day ${other.today}, whose numbers could clash with those of another population: replace it, or use the same seed and day.`,
    )
  }
  const from = Math.max(0, ...loaded.map(({ until }) => until))
  if (from >= wish.persons) return undefined
  if (wish.onExisting === 'EXTEND') return { from, fresh: false }
  throw new PopulationExists(
    from > 0
      ? `The database contains the first ${from} persons of this population: extend it to ${wish.persons}, or replace it.`
      : 'The database contains persons from deliveries: extend it with the population, or replace them.',
  )
}

async function listLoaded(client: ClientBase): Promise<(Population & { until: number })[]> {
  const { rows } = await client.query<{ reference: string }>('select reference from directory.delivery where source = $1', [
    POPULATION_SOURCE,
  ])
  return rows.map(({ reference }) => {
    const [, seed = '', today = '', until = ''] = /^seed (\d+), day (\S+), persons \d+ to (\d+)$/.exec(reference) ?? []
    return { seed: Number(seed), today, until: Number(until) }
  })
}

/** Empties what a population fills; replacing also forgets deliveries, which would otherwise count as applied. */
export async function emptyTables(client: ClientBase, options: { deliveries: boolean }): Promise<void> {
  const about = ['directory.held_merge', 'directory.withdrawn', 'directory.handover', 'directory.snapshot']
  const tables = [
    ...TABLE_NAMES,
    ...about,
    ...(options.deliveries ? ['directory.delivery', 'directory.refusal', 'directory.merged_person'] : []),
  ]
  await client.query(`truncate ${tables.join(', ')} restart identity`)
}

/** Records persons `from` (included, from 0) to `until` (excluded) as loaded. */
export async function recordLoaded(client: ClientBase, population: Population & { from: number; until: number }): Promise<void> {
  const reference = `seed ${population.seed}, day ${population.today}, persons ${population.from} to ${population.until}`
  await client.query(
    `insert into directory.delivery (source, reference, digest, received_at, finished_at, records, applied, refused)
     values ($1, $2, $3, now(), clock_timestamp(), $4, $4, 0)`,
    [POPULATION_SOURCE, reference, createHash('sha256').update(reference).digest(), population.until - population.from],
  )
}
