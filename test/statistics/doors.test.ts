/** Every door shows the same figures: GraphQL, JSON, CSV, Parquet and SQL, over every table, read by real readers. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureBiLogin } from '../../src/activities/statistics/figures-database/bi-login.ts'
import { TABLE_NAMES } from '../../src/activities/statistics/tables/catalogue.ts'
import { connectionConfig } from '../../src/database/connection.ts'
import { FIGURES } from '../documents/bi-statistics.ts'
import type { FiguresQuery, FiguresQueryVariables, StatisticsTableName } from '../documents/generated/bi-statistics/graphql.ts'
import { dataOf } from '../support/answer.ts'
import { CHILD_ENV } from '../support/child-env.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'
import { needing } from '../support/machine.ts'
import { publishElsewhere } from './published.ts'
import { addIncentives, releaseFigures } from './released.ts'

const run = promisify(execFile)

let hub: TestHub
let folder: string
let biAddress: string
let token: string

beforeAll(async () => {
  hub = await startTestHub({ persons: 20_000 })
  await addIncentives(hub.database)
  await releaseFigures(hub.database)
  token = await hub.token('bi-tool', 'STATISTICS')
  const url = await publishElsewhere(hub.database)
  const login = await ensureBiLogin(url, hub.config.masterKey)
  biAddress = connectionConfig(url, login).connectionString ?? ''
  folder = await mkdtemp(join(tmpdir(), 'doorstroom-statistics-'))
}, 180_000)
afterAll(() => rm(folder, { recursive: true }))

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${hub.address}/statistics/v1/${path}`, { headers: { authorization: `Bearer ${token}`, 'hub-purpose': 'STATISTICS', ...headers } })

const psql = async (...statements: string[]) =>
  (await run('psql', [biAddress, '--no-psqlrc', '--csv', '--tuples-only', ...statements.flatMap((statement) => ['-c', statement])])).stdout

/** Rows as texts in one order of columns, so that doors can be compared. */
type Row = Record<string, unknown>
const toText = (columns: readonly string[], rows: readonly Row[]): string[] =>
  rows.map((row) => columns.map((column) => (row[column] == null ? '' : String(row[column]))).join('|'))

async function overGraphql(table: string): Promise<Row[]> {
  const rows: Row[] = []
  let after: string | null = null
  for (let more = true; more; ) {
    const asked: FiguresQueryVariables = { table: table.toUpperCase() as StatisticsTableName, after }
    const { statistics }: FiguresQuery = dataOf(await hub.ask('bi-tool', 'STATISTICS', FIGURES, asked))
    for (const { levels, at, ...node } of statistics?.nodes ?? [])
      rows.push({ levels: levels?.join(' '), ...Object.fromEntries((at ?? []).map(({ dimension, code }) => [dimension, code])), ...node })
    more = statistics?.pageInfo.hasNextPage === true
    after = statistics?.pageInfo.endCursor ?? null
  }
  return rows
}

async function overDuckDb(file: string, reader: string): Promise<Row[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const result = await connection.runAndReadAll(`select * from ${reader}('${file}')`)
  return result.getRowObjectsJS()
}

describe.each(TABLE_NAMES)('table %s', (table) => {
  let columns: string[]
  let expected: string[]
  beforeAll(async () => {
    const { figures } = (await (await get(`${table}.json`)).json()) as { figures: Row[] }
    columns = Object.keys(figures[0] ?? {})
    expected = toText(columns, figures)
  })

  test('has figures, some of them suppressed', () => {
    expect(expected.length).toBeGreaterThan(10)
    expect(expected.filter((row) => row.endsWith('|SUPPRESSED')).length).toBeGreaterThan(0)
    expect(expected.filter((row) => row.endsWith('|PUBLISHED')).length).toBeGreaterThan(0)
  })

  test('shows the same over GraphQL', async () => {
    expect(toText(columns, await overGraphql(table))).toEqual(expected)
  })

  test('shows the same in CSV, also to DuckDB', async () => {
    const text = await (await get(`${table}.csv`)).text()
    expect(toText(columns, parse(text, { columns: true }))).toEqual(expected)
    const file = join(folder, `${table}.csv`)
    await writeFile(file, text)
    expect(toText(columns, await overDuckDb(file, 'read_csv'))).toEqual(expected)
  })

  test('shows the same in Parquet to DuckDB', async () => {
    const file = join(folder, `${table}.parquet`)
    await writeFile(file, Buffer.from(await (await get(`${table}.parquet`)).arrayBuffer()))
    expect(toText(columns, await overDuckDb(file, 'read_parquet'))).toEqual(expected)
  })

  test('shows the same to psql', needing('psql'), async () => {
    const list = columns.map((column) => `"${column}"`).join(', ')
    const out = await psql(`select ${list} from ${table} where period = '2025' and latest order by version, position`)
    expect(parse(out).map((row: string[]) => row.join('|'))).toEqual(expected)
  })
})

test('a file says which release it is, and is not sent again to who has it', async () => {
  const first = await get('funnel.csv')
  const etag = first.headers.get('etag') ?? ''
  expect([
    first.status,
    first.headers.get('statistics-version'),
    first.headers.get('statistics-as-of'),
    first.headers.get('cache-control'),
  ]).toEqual([200, '1', '2026-11-23', 'private, no-cache'])
  await first.body?.cancel()
  expect((await get('funnel.csv', { 'if-none-match': etag })).status).toBe(304)
  const other = await get('funnel.json', { 'if-none-match': etag })
  await other.body?.cancel()
  expect(other.status).toBe(200)
  const metadata = (await (await get('funnel.csv-metadata.json')).json()) as { url: string; 'dc:title': { '@value': string }[] }
  expect([metadata.url, metadata['dc:title'].length]).toEqual(['funnel.csv', 2])
})

test.each([
  ['funnel.csv?period=1999', 404, 'NOT_FOUND'],
  ['funnel.csv?version=7', 404, 'NOT_FOUND'],
  ['person.csv', 404, 'NOT_FOUND'],
  ['funnel.xlsx', 404, 'NOT_FOUND'],
  ['funnel.constructor', 404, 'NOT_FOUND'],
  ['funnel.csv?version=one', 400, 'BAD_USER_INPUT'],
  ['funnel.csv?where=1', 400, 'BAD_USER_INPUT'],
])('%s is answered %i %s', async (path, status, code) => {
  const answer = await get(path)
  const body = (await answer.json()) as { errors: { extensions: { code: string } }[] }
  expect([answer.status, body.errors[0]?.extensions.code]).toEqual([status, code])
})

test('files are for the contract that has figures, under its purpose', async () => {
  const other = await hub.token('ocmw-gent', 'REFERRAL')
  const codes = await Promise.all(
    [
      { authorization: '', 'hub-purpose': 'STATISTICS' },
      { 'hub-purpose': 'REFERRAL' },
      { authorization: `Bearer ${other}`, 'hub-purpose': 'REFERRAL' },
      { authorization: `Bearer ${other}`, 'hub-purpose': 'STATISTICS' },
    ].map(async (headers) => {
      const answer = await get('funnel.csv', headers)
      return ((await answer.json()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code
    }),
  )
  expect(codes).toEqual(['UNAUTHENTICATED', 'PURPOSE_NOT_GRANTED', 'NOT_FOUND', 'PURPOSE_NOT_GRANTED'])
})

test('every question for figures is on record, and is a use of nobody', async () => {
  await (await get('stock.parquet')).arrayBuffer()
  await hub.ask('bi-tool', 'STATISTICS', '{ statisticsTables { name } }')
  await expect
    .poll(async () => {
      const { rows } = await hub.database.pool.query(
        `select contract, decision, count(*) > 1 as many from audit.access_log where consumer = 'bi-tool' and decision = 'OK' group by 1, 2`,
      )
      return rows
    })
    .toEqual([{ contract: 'BI/STATISTICS', decision: 'OK', many: true }])
  const { rows } = await hub.database.pool.query(`select count(*)::int as uses from audit.data_use where consumer = 'bi-tool'`)
  expect(rows).toEqual([{ uses: 0 }])
})

test('the BI client shows the funnel by municipality', async () => {
  const args = [join(import.meta.dirname, '../../clients/bi-figures.ts'), '--hub', hub.address, '--by', 'MUNICIPALITY', '--period', '2025']
  const { stdout } = await run(process.execPath, args, { env: { ...CHILD_ENV, HUB_TOKEN: token } })
  const lines = stdout.trim().split('\n')
  expect(lines).toHaveLength(285 + 4)
  expect(lines[2]).toBe('funnel 2025 by municipality, version 1, as of 2026-11-23')
  expect(lines.find((line) => line.startsWith('  Antwerpen:'))).toMatch(
    /inflow \d+[05], reached (\d+[05]|hidden), .*contract (\d+[05]|hidden)/,
  )
  expect(lines.at(-1)).toContain('GRAPHQL_VALIDATION_FAILED Query.newcomers')
})
