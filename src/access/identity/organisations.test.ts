import type { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { RECIPIENTS } from '../../base/recipient.ts'
import type { Database } from '../../database/client.ts'
import { openPool } from '../../database/client.ts'
import { ROLES } from '../../database/connection.ts'
import { createOrganisationDirectory, type OrganisationDirectoryOptions } from './organisations.ts'

let database: Database
let owner: Pool
let clock: number

beforeAll(async () => {
  database = await createTestDatabase()
  owner = openPool(database.url, ROLES.owner, { connections: 1 })
})
afterAll(async () => await owner.end())

beforeEach(async () => {
  clock = 0
  await owner.query('TRUNCATE directory.organisation, directory.organisation_code')
})

type Row = { id: number; kind: string; code: string; from?: string; until?: string; placeholder?: boolean }

async function register({ id, kind, code, from = '2020-01-01', until, placeholder = false }: Row): Promise<void> {
  await owner.query(
    `INSERT INTO directory.organisation (id, kind, name, valid_from, valid_until) VALUES ($1, $2::directory.organisation_kind, $3, $4, $5)`,
    [id, kind, `Organisation ${id}`, from, until ?? null],
  )
  await owner.query(`INSERT INTO directory.organisation_code (scheme, code, organisation_id, placeholder) VALUES ('OVO', $1, $2, $3)`, [
    code,
    id,
    placeholder,
  ])
}

/** Directory as the hub reads it, over the app role, at a clock that the test moves. */
function openDirectory(options: Partial<OrganisationDirectoryOptions> = {}) {
  return createOrganisationDirectory({ database: database.pool, allowPlaceholders: true, now: () => clock, ...options })
}

test('an organisation is found by its code, and its kind decides the recipient group', async () => {
  await register({ id: 1, kind: 'OCMW', code: 'OVO900101' })
  await register({ id: 2, kind: 'SUPERVISOR', code: 'OVO900102' })
  const directory = openDirectory()
  expect(await directory.find('OVO900101')).toEqual({ id: 1, name: 'Organisation 1', recipient: 'OCMW' })
  expect(await directory.find('OVO900102')).toEqual({ id: 2, name: 'Organisation 2', recipient: 'SUPERVISOR' })
  expect(await directory.find('OVO900103')).toBeUndefined()
})

test('every kind of the database is a recipient group, and every group of organisations a kind', async () => {
  const { rows } = await database.pool.query<{ kinds: string[] }>('select enum_range(null::directory.organisation_kind)::text[] as kinds')
  expect(rows[0]?.kinds.toSorted()).toEqual(RECIPIENTS.filter((recipient) => recipient !== 'CITIZEN').toSorted())
})

test('only organisations that are valid on the day are found: the last day counts, the day after does not', async () => {
  await register({ id: 1, kind: 'MUNICIPALITY', code: 'OVO900101', until: '2025-01-01' })
  await register({ id: 2, kind: 'MUNICIPALITY', code: 'OVO900102', from: '2025-01-01' })
  const found = async (today: string) => {
    const directory = openDirectory({ today })
    return [(await directory.find('OVO900101'))?.id, (await directory.find('OVO900102'))?.id]
  }
  expect(await found('2024-12-31')).toEqual([1, undefined])
  expect(await found('2025-01-01')).toEqual([undefined, 2])
})

test('made-up codes count in development and never in production', async () => {
  await register({ id: 1, kind: 'INTEGRATION_AGENCY', code: 'OVO900101', placeholder: true })
  expect(await openDirectory({ allowPlaceholders: true }).find('OVO900101')).toMatchObject({ id: 1 })
  expect(await openDirectory({ allowPlaceholders: false }).find('OVO900101')).toBeUndefined()
})

test('an organisation that ends disappears within half a minute', async () => {
  await register({ id: 1, kind: 'OCMW', code: 'OVO900101' })
  const directory = openDirectory()
  await directory.find('OVO900101')
  await owner.query(`UPDATE directory.organisation SET valid_until = '2021-01-01' WHERE id = 1`)
  clock = 29_999
  expect(await directory.find('OVO900101')).toMatchObject({ id: 1 })
  clock = 30_000
  expect(await directory.find('OVO900101')).toBeUndefined()
})

test('a new organisation is found within seconds, and unknown codes cannot make the hub read the directory again and again', async () => {
  let reads = 0
  const counting = {
    query(text: string, values: unknown[]) {
      reads += 1
      return database.pool.query(text, values)
    },
  }
  const directory = openDirectory({ database: counting })
  expect(await directory.find('OVO900101')).toBeUndefined()
  await register({ id: 1, kind: 'OCMW', code: 'OVO900101' })
  clock = 4_999
  await Promise.all(Array.from({ length: 50 }, () => directory.find('OVO900101')))
  expect(reads).toBe(1)
  clock = 5_000
  const answers = await Promise.all(Array.from({ length: 50 }, () => directory.find('OVO900101')))
  expect(new Set(answers.map((answer) => answer?.id))).toEqual(new Set([1]))
  expect(reads).toBe(2)
})

test('an organisation of a kind that this version does not know is not a caller, is logged once, and does not stand in the way of others', async () => {
  await owner.query(`alter type directory.organisation_kind add value 'HOUSING_COMPANY'`)
  await register({ id: 1, kind: 'OCMW', code: 'OVO900101' })
  await register({ id: 2, kind: 'HOUSING_COMPANY', code: 'OVO900102' })
  await register({ id: 3, kind: 'HOUSING_COMPANY', code: 'OVO900103' })
  const lines: unknown[][] = []
  const directory = openDirectory({ log: { warn: (...line: unknown[]) => void lines.push(line) } })
  expect(await directory.find('OVO900102')).toBeUndefined()
  expect(await directory.find('OVO900101')).toEqual({ id: 1, name: 'Organisation 1', recipient: 'OCMW' })
  clock = 30_000
  expect(await directory.find('OVO900103')).toBeUndefined()
  expect(lines).toEqual([
    [{ kinds: ['HOUSING_COMPANY'] }, 'organisations of these kinds are not callers: the kind is not a recipient group'],
  ])
})

test('a directory that cannot be read is a fault of the source, and is read again afterwards', async () => {
  await register({ id: 1, kind: 'OCMW', code: 'OVO900101' })
  let broken = true
  const flaky = {
    query: async (text: string, values: unknown[]) =>
      broken ? Promise.reject(new Error('connection lost')) : await database.pool.query(text, values),
  }
  const directory = openDirectory({ database: flaky })
  await expect(directory.find('OVO900101')).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE', detail: { source: 'directory' } })
  broken = false
  expect(await directory.find('OVO900101')).toMatchObject({ id: 1 })
})
