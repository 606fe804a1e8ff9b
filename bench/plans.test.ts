import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { createVault } from '../src/base/vault.ts'
import { seedPopulation } from '../src/development/population/seed.ts'
import { FUNCTION_PREFIX } from '../src/query/fact-sheet.ts'
import { closeAfterFile } from '../test/support/closing.ts'
import { createTestDatabase } from '../test/support/database.ts'
import { QUESTION_NAMES } from './questions.ts'
import { makeAsks } from './setup/asks.ts'
import { openIssuer } from './setup/callers.ts'
import { BENCH_DAY, benchConfig, settle } from './setup/dataset.ts'
import { type ExplainedName, explainFunctions, explainHub } from './setup/explain.ts'

/** Enough for the batches of Q3. Tables this small would be read whole, so the planner is told that this is dear. */
const PERSONS = 5_000
const ASKING = { form: 'costs off', settings: ['enable_seqscan = off', 'enable_bitmapscan = off'] }

/** Reference data: a few hundred rows that are the same for everybody. */
const SMALL = /^(municipality|organisation|organisation_code)$/

const PLANS = [...QUESTION_NAMES, 'Q1-shared'] as const
const plans = new Map<ExplainedName, string>()
/** Of the functions that statements call for what is on no sheet of the day. */
const functions = new Map<string, string>()
const called = new Set<string>()
const CALL = new RegExp(`\\b(\\w+\\.${FUNCTION_PREFIX}\\w+)\\(`, 'g')

beforeAll(async () => {
  const database = await createTestDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'doorstroom-plans-'))
  const config = benchConfig(dataDir)
  const issuer = await openIssuer()
  closeAfterFile(async () => {
    await issuer.close()
    await rm(dataDir, { recursive: true, force: true })
  })
  await seedPopulation({ database, vault: createVault(config.masterKey), persons: PERSONS, seed: 1, today: BENCH_DAY })
  await settle(database)
  const asks = new Map(await Promise.all(QUESTION_NAMES.map(async (name) => [name, await makeAsks(database.pool, issuer, name)] as const)))
  for (const { name, plan, text } of await explainHub({ dataset: { database, config }, issuer: issuer.url, asks }, ASKING)) {
    plans.set(name, plan)
    for (const [, one = ''] of text.matchAll(CALL)) called.add(one)
  }
  for (const [name, plan] of await explainFunctions(database, ASKING)) functions.set(name, plan)
}, 120_000)

test.each(PLANS)('the generic plan of %s is the reviewed one', async (name) => {
  await expect(`${plans.get(name)}\n`).toMatchFileSnapshot(`plans/${name}.txt`)
})

test.each(PLANS)('%s reaches every table about persons through a condition on an index', (name) => {
  const scans = scansOf(plans.get(name) ?? '')
  expect(scans.length).toBeGreaterThan(2)
  expect(scans.filter(missesIndex)).toEqual([])
})

test('the generic plans of the functions that these questions call are the reviewed ones', async () => {
  const names = [...called].toSorted()
  expect(names.length).toBeGreaterThan(15)
  const text = names.map((name) => `== ${name}\n${functions.get(name)}\n`).join('\n')
  await expect(text).toMatchFileSnapshot('plans/functions.txt')
})

test('every function reaches every table about persons through a condition on an index', () => {
  const scans = [...functions].flatMap(([name, plan]) => scansOf(plan).map((scan) => ({ name, ...scan })))
  expect(new Set(scans.map(({ name }) => name)).size).toBe(functions.size)
  expect(scans.filter(missesIndex)).toEqual([])
})

type Scan = { table: string; byIndex: boolean }

/** Whether a scan reads persons without an index. */
const missesIndex = ({ table, byIndex }: Scan) => !byIndex && !SMALL.test(table)

/** Every scan of a table in a plan, and whether it is of an index with a condition. */
function scansOf(plan: string): Scan[] {
  const lines = plan.split('\n')
  return lines.flatMap((line, place) => {
    const found = /\b(Seq|Sample|Tid|Tid Range|Bitmap Heap|Index|Index Only) Scan(?: Backward)?(?: using \w+)? on (\w+)/.exec(line)
    const [, kind = '', table = ''] = found ?? []
    if (found === null) return []
    const next = lines.slice(place + 1).findIndex((below) => below.includes('->') || /^\s*(InitPlan|SubPlan|CTE)\b/.test(below))
    const own = lines.slice(place + 1, next === -1 ? undefined : place + 1 + next)
    return [{ table, byIndex: kind.startsWith('Index') && own.some((detail) => detail.includes('Index Cond')) }]
  })
}
