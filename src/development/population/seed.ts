/** Fills a database with a synthetic population, all of it or nothing. */
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ClientBase } from 'pg'
import { loadDeadlines } from '../../activities/referral/deadline.ts'
import type { Vault } from '../../base/vault.ts'
import { openPool } from '../../database/client.ts'
import { ROLES } from '../../database/connection.ts'
import { takeLock } from '../../database/locks.ts'
import { runInTransaction } from '../../database/transaction.ts'
import type { Setting } from './arrival.ts'
import { copyBatch, dropIndexes, finishTables } from './copy.ts'
import { parseDay } from './day.ts'
import { MAX_PERSONS } from './identity.ts'
import { emptyTables, findStart, type OnExisting, recordLoaded, type Start } from './ledger.ts'
import { writePerson } from './person.ts'
import { readWorld } from './read-world.ts'
import { createReferralTerms } from './referral-terms.ts'
import { createBatch } from './rows.ts'
import type { TableName } from './tables.ts'

/** What to load. The same seed, persons and day give the same rows, whatever else differs. */
export type SeedOptions = {
  database: { url: string }
  vault: Vault
  /** From 1 to MAX_PERSONS. */
  persons: number
  /** Whole number from 0 to 2^32 - 1. */
  seed: number
  /** YYYY-MM-DD: nothing in the population happens after it. */
  today: string
  /** Default REFUSE. */
  onExisting?: OnExisting
  /** Persons per batch; changes memory and speed, never rows. */
  batchPersons?: number
  /** From so many persons, indexes are built after loading. */
  indexesLastFrom?: number
  /** Folder with the deadlines of referrals. Default: as they ship. */
  referenceDir?: string
  /** Told after every batch how many persons of how many are sent. */
  progress?: (done: number, total: number) => void
}

export type SeedResult = {
  /** PRESENT: the population was loaded before, nothing changed. */
  status: 'LOADED' | 'PRESENT'
  /** Persons added. */
  persons: number
  /** Rows added, by table. */
  rows: ReadonlyMap<TableName, number>
  seconds: number
}

const SHIPPED_REFERENCE = join(import.meta.dirname, '../../../reference')
const BATCH_PERSONS = 5_000
/** Indexes are built at the end when there is much to load: measured faster from here. */
const MANY_PERSONS = 50_000
/** Persons written between two looks at the network, so that loading goes on meanwhile. */
const PERSONS_PER_TURN = 50

/** @throws RangeError for a size, seed or day out of range; PopulationExists when persons are in the way; nothing is changed then. */
export async function seedPopulation(options: SeedOptions): Promise<SeedResult> {
  checkOptions(options)
  const started = performance.now()
  const pool = openPool(options.database.url, ROLES.owner, { connections: 1, statementTimeoutMs: 0 })
  try {
    const loaded = await runInTransaction(pool, (client) => loadIn(client, options))
    return { ...loaded, seconds: (performance.now() - started) / 1000 }
  } finally {
    await pool.end()
  }
}

function checkOptions({ persons, seed, today }: SeedOptions): void {
  if (!Number.isInteger(persons) || persons < 1 || persons > MAX_PERSONS) throw new RangeError(`Expected 1 to ${MAX_PERSONS} persons.`)
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) throw new RangeError('Expected a seed from 0 to 4294967295.')
  parseDay(today)
}

async function loadIn(client: ClientBase, options: SeedOptions): Promise<Omit<SeedResult, 'seconds'>> {
  const onExisting = options.onExisting ?? 'REFUSE'
  await client.query(takeLock('population'))
  const start = await findStart(client, { ...options, onExisting })
  if (start === undefined) return { status: 'PRESENT', persons: 0, rows: new Map() }
  const terms = createReferralTerms(await loadDeadlines(options.referenceDir ?? SHIPPED_REFERENCE))
  const setting = { seed: options.seed, today: parseDay(options.today), world: await readWorld(client), vault: options.vault, terms }
  if (start.fresh) await emptyTables(client, { deliveries: onExisting === 'REPLACE' })
  const many = options.persons - start.from >= (options.indexesLastFrom ?? MANY_PERSONS)
  const indexes = many ? await dropIndexes(client) : []
  const rows = await loadBatches(client, { ...options, start, setting })
  await finishTables(client, indexes)
  await recordLoaded(client, { ...options, from: start.from, until: options.persons })
  return { status: 'LOADED', persons: options.persons - start.from, rows }
}

type Loading = SeedOptions & { start: Start; setting: Setting }

/** One batch is written while the one before it is sent: two in memory, never more. */
async function loadBatches(client: ClientBase, { start, setting, persons, batchPersons = BATCH_PERSONS, progress }: Loading) {
  const counts = new Map<TableName, number>()
  let sending: Promise<void> = Promise.resolve()
  for (let from = start.from; from < persons; from += batchPersons) {
    const until = Math.min(from + batchPersons, persons)
    const [rows] = await Promise.all([writeBatch(setting, from, until), sending])
    for (const [table, { rows: count }] of rows) counts.set(table, (counts.get(table) ?? 0) + count)
    sending = copyBatch(client, rows, { freeze: start.fresh }).then(() => progress?.(until - start.from, persons - start.from))
  }
  await sending
  return counts
}

async function writeBatch(setting: Setting, from: number, until: number) {
  const batch = createBatch()
  for (let index = from; index < until; index++) {
    writePerson(setting, index, batch)
    if (index % PERSONS_PER_TURN === 0) await nextTurn()
  }
  return batch.take()
}
