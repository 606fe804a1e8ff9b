/** The SQL door of figures beside a hub on one server: every right of its login is enumerated, and it can make nobody wait. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureBiLogin } from '../../src/activities/statistics/figures-database/bi-login.ts'
import { ensureFiguresDatabase } from '../../src/activities/statistics/figures-database/figures-database.ts'
import { publishFigures } from '../../src/activities/statistics/figures-database/publish.ts'
import { loadConfig } from '../../src/base/config.ts'
import { createVault } from '../../src/base/vault.ts'
import { connectDatabase, type Database } from '../../src/database/client.ts'
import { connectionConfig, type Login, withDatabase, withLogin } from '../../src/database/connection.ts'
import { type EmbeddedServer, startEmbedded } from '../../src/database/embedded/embedded.ts'
import { migrate } from '../../src/database/migrations/migrate.ts'
import { loadReference } from '../../src/database/reference/reference.ts'
import { seedPopulation } from '../../src/development/population/seed.ts'
import { listRights } from '../support/rights.ts'
import { releaseFigures } from './released.ts'

const { masterKey, referenceDir } = loadConfig({ NODE_ENV: 'test' })
const dataDir = mkdtempSync(join(tmpdir(), 'doorstroom-bi-'))

let server: EmbeddedServer
let database: Database
let figures: string
let login: Login
let superuser: Client

beforeAll(async () => {
  server = await startEmbedded({ dataDir, durable: false, port: 0 })
  await migrate(server.url)
  database = connectDatabase(server.url, { connections: 4 })
  await loadReference(database.pool, { folder: referenceDir, production: false })
  await seedPopulation({ database, vault: createVault(masterKey), persons: 1000, seed: 1, today: '2026-11-23' })
  await releaseFigures(database, { tables: ['stock'] })
  figures = await ensureFiguresDatabase({ url: server.url })
  await publishFigures(database.pool, figures)
  login = await ensureBiLogin(figures, masterKey)
  superuser = await connect(figures, { user: 'postgres', password: readFileSync(join(dataDir, 'postgres.password'), 'utf8') })
}, 60_000)
afterAll(async () => {
  await Promise.all([superuser?.end(), database?.close()])
  await server?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function connect(url: string, as: Login): Promise<Client> {
  const client = new Client(connectionConfig(url, as))
  client.on('error', () => {})
  await client.connect()
  return client
}

/** What is harmless by its kind, and what the door is for. Everything else is too much. */
const HARMLESS = [
  /^relation statistics_release\.\w+ \(view\): SELECT$/,
  // PostgreSQL's description of this database: of its own tables, not of what databases share and not of what the server counts.
  /^relation pg_catalog\.\w+: SELECT$/,
  /^relation information_schema\.\w+( \(view\))?: SELECT$/,
  /^schema (statistics_release|pg_catalog|information_schema): USAGE$/,
  /^database doorstroom_figures: CONNECT$/,
  // A function that only computes. Those that tell of the server are named by what they tell.
  /^function (pg_catalog|information_schema)\.\w+ \(immutable\): EXECUTE$/,
  /^function (pg_catalog|information_schema)\.(?!pg_(stat(?!istics_obj)|ls|read|show|lock|control|current|snapshot|postmaster|conf|replication|get_replication|tablespace|listening|timezone)|txid_)\w+ \(stable\): EXECUTE$/,
  /^type /,
]

async function listExcess(): Promise<string[]> {
  return (await listRights(superuser, login.user)).flatMap(({ held }) => held.filter((line) => !HARMLESS.some((rule) => rule.test(line))))
}

describe('the login of BI tools', () => {
  test('has no right beside the released views, over every object of every kind', async () => {
    const kinds = await listRights(superuser, login.user)
    console.log(
      `rights of the BI login: ${kinds.map(({ kind, counted, held }) => `${held.length} on ${counted} of kind ${kind}`).join(', ')}`,
    )
    expect(await listExcess()).toEqual([])
    const counts = new Map(kinds.map(({ kind, counted }) => [kind, counted]))
    expect(counts.get('function')).toBeGreaterThan(3_000)
    expect(counts.get('relation')).toBeGreaterThan(200)
    expect(counts.get('database')).toBe(4)
    expect(kinds.flatMap(({ held }) => held.filter((line) => line.startsWith('relation statistics_release.')))).toEqual(
      ['dictionary', 'release', 'stock'].map((name) => `relation statistics_release.${name} (view): SELECT`),
    )
  })

  test.each([
    ['grant select on statistics.cell to public', 'revoke all on statistics.cell from public', ['relation statistics.cell: SELECT']],
    [
      'grant execute on function pg_advisory_lock(bigint) to public',
      'revoke all on function pg_advisory_lock(bigint) from public',
      ['function pg_catalog.pg_advisory_lock (volatile): EXECUTE'],
    ],
    [
      'grant select (datname) on pg_database to public',
      'revoke all on pg_database from public',
      ['relation pg_catalog.pg_database (shared): SELECT'],
    ],
    [
      'grant temporary on database doorstroom_figures to public',
      'revoke all on database doorstroom_figures from public',
      ['database doorstroom_figures: TEMPORARY'],
    ],
    ['grant connect on database doorstroom to public', 'revoke all on database doorstroom from public', ['database doorstroom: CONNECT']],
    ['grant usage on language plpgsql to public', 'revoke all on language plpgsql from public', ['language plpgsql: USAGE']],
  ])('is found with more: %s', async (grant, revoke, found) => {
    await superuser.query(grant)
    expect(await listExcess()).toEqual(found)
    await expect(ensureBiLogin(figures, masterKey)).rejects.toThrow(
      'The database of figures is open to more than figures. Have a superuser run this',
    )
    await superuser.query(revoke)
    expect(await listExcess()).toEqual([])
  })

  test.each(['doorstroom', 'postgres', 'template1'])('cannot connect to %s', async (name) => {
    await expect(connect(withDatabase(figures, name), login)).rejects.toMatchObject({ code: '42501' })
  })

  test('loses what an earlier hub let it have', async () => {
    await withLogin(server.url, (client) => client.query(`grant doorstroom_reader to ${login.user} with inherit true`))
    await ensureBiLogin(figures, masterKey)
    expect(await listExcess()).toEqual([])
  })
})

describe('a reader in an open transaction', () => {
  test('does not make the next release wait, and is ended when a view changes', async () => {
    const reader = await connect(figures, login)
    await reader.query('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; begin')
    await reader.query('select count(*) from stock')
    await releaseFigures(database, { tables: ['durations'] })
    expect(await publishFigures(database.pool, figures)).toBe(1)
    expect((await reader.query('select count(*)::int > 0 as read from durations')).rows).toEqual([{ read: true }])
    await withLogin(figures, (owner) => owner.query(`comment on view statistics_release.stock is 'of an earlier hub'`))
    expect(await publishFigures(database.pool, figures)).toBe(0)
    await expect(reader.query('select 1')).rejects.toThrow()
  })

  test('a release that was published is not replaced by another one', async () => {
    await withLogin(figures, (owner) => owner.query(`update statistics.release set digest = 'other' where table_name = 'stock'`))
    await expect(publishFigures(database.pool, figures)).rejects.toThrow(
      'The database of figures has other figures for stock 2025 version 1: it belongs to another hub, or one of the two was restored.',
    )
  })
})
