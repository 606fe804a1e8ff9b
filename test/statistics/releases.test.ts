/** What a release promises: the same bytes twice, a new version for a correction, nothing that changes, nothing stored that could be narrowed. */
import { beforeAll, describe, expect, test } from 'vitest'
import { DisclosureRefused } from '../../src/activities/statistics/disclosure/protect.ts'
import { createDisclosureControl } from '../../src/activities/statistics/release/control.ts'
import { digestOf } from '../../src/activities/statistics/release/release.ts'
import { listReleases, readFigures } from '../../src/activities/statistics/release/store.ts'
import { loadConfig } from '../../src/base/config.ts'
import { createVault } from '../../src/base/vault.ts'
import type { Database } from '../../src/database/client.ts'
import { openPool } from '../../src/database/client.ts'
import { ROLES } from '../../src/database/connection.ts'
import { seedPopulation } from '../../src/development/population/seed.ts'
import { createTestDatabase } from '../support/database.ts'
import { releaseFigures } from './released.ts'

let database: Database
beforeAll(async () => {
  database = await createTestDatabase()
  const vault = createVault(loadConfig({ NODE_ENV: 'test' }).masterKey)
  await seedPopulation({ database, vault, persons: 8000, seed: 1, today: '2026-11-23' })
  await releaseFigures(database, { tables: ['durations', 'stock'] })
}, 120_000)

const durations = () => listReleases(database.pool, { table: 'durations', period: '2025' })

test('the same release again has the same bytes and no new version', async () => {
  const [again] = await releaseFigures(database, { tables: ['durations'] })
  const [stored] = await durations()
  expect(again).toMatchObject({ status: 'UNCHANGED', version: 1 })
  expect(again?.status === 'UNCHANGED' && digestOf(again.content).toString('hex')).toBe(stored?.digest)
})

test('what is stored still has its digest', async () => {
  for (const release of await listReleases(database.pool)) {
    const { id: _id, version: _version, digest, reason: _reason, ...content } = release
    expect(digestOf({ ...content, figures: await readFigures(database.pool, release) }).toString('hex')).toBe(digest)
  }
})

test('a correction is a new version with its reason; the old one stays', async () => {
  const before = await readFigures(database.pool, (await durations())[0] ?? fail())
  await database.pool.query(
    `update integration.contract set signed_on = signed_on - 40 where id in (select id from integration.contract where signed_on between '2025-06-01' and '2025-12-31')`,
  )
  const [outcome] = await releaseFigures(database, { tables: ['durations'], reason: 'Late deliveries of two agencies.' })
  expect(outcome).toMatchObject({ status: 'RELEASED', version: 2 })
  const [second, first] = await durations()
  expect([second?.version, second?.reason, first?.version]).toEqual([2, 'Late deliveries of two agencies.', 1])
  expect(await readFigures(database.pool, first ?? fail())).toEqual(before)
  expect(await releaseFigures(database, { tables: ['durations'] })).toMatchObject([{ status: 'UNCHANGED', version: 2 }])
})

test('a table that the auditor can narrow is tried coarser, and not stored when that fails too', async () => {
  const control = await createDisclosureControl()
  const margins: unknown[] = []
  const [outcome] = await releaseFigures(database, {
    tables: ['activation'],
    control: {
      ...control,
      protect: ({ table }) => {
        margins.push(table.margins)
        throw new DisclosureRefused(table.name, [])
      },
    },
  })
  expect(outcome).toMatchObject({ status: 'REFUSED' })
  expect(margins.length).toBeGreaterThan(0)
  expect(await listReleases(database.pool, { table: 'activation' })).toEqual([])
})

test('nothing to count is no release', async () => {
  expect(await releaseFigures(database, { tables: ['incentives'] })).toMatchObject([{ table: 'incentives', status: 'EMPTY' }])
})

test.each([
  [{ tables: ['persons'] }, /Table persons not found\. Available tables: funnel, /],
  [{ period: '2025-01' }, /Expected a year, for example 2025; found 2025-01/],
  [{ period: '2031' }, /begins after the day of counting/],
])('%j is refused with the reason', async (wish, reason) => {
  await expect(releaseFigures(database, { tables: ['stock'], ...wish })).rejects.toThrow(reason)
})

describe('what is released', () => {
  const CHANGES = [
    `update statistics.cell set value = 0`,
    `delete from statistics.cell`,
    `truncate statistics.cell`,
    `update statistics.release set version = 9`,
    `delete from statistics.release`,
    `insert into statistics.cell (release_id, position, by, at, measure, value) select id, 100000, '{}', '{}', 'X', 1 from statistics.release limit 1`,
  ]
  test.each(CHANGES)('is changed by nobody: %s', async (statement) => {
    for (const role of [ROLES.owner, ROLES.app, ROLES.statistics, ROLES.reader]) {
      const pool = openPool(database.url, role, { connections: 1 })
      await expect(pool.query(statement), role).rejects.toMatchObject({ code: '42501' })
      await pool.end()
    }
  })
})

test.each([
  'select family_name from directory.person',
  'select insz_encrypted from directory.person_number',
  'select street from directory.residence',
  'select phone from directory.person',
  'select explanation from referral.referral',
  'select facts_sealed from incentive.decision',
  'select exemption_ground from integration.fee',
  'select daily_amount_cents from work.benefit_right',
  'select * from audit.data_use',
  'update directory.person set birth_date = null',
])('who counts may not: %s', async (statement) => {
  const pool = openPool(database.url, ROLES.statistics, { connections: 1 })
  await expect(pool.query(statement)).rejects.toMatchObject({ code: '42501' })
  await pool.end()
})

function fail(): never {
  throw new Error('there is no such release')
}
