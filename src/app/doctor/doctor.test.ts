import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHILD_ENV } from '../../../test/support/child-env.ts'
import { createTestDatabase } from '../../../test/support/database.ts'
import { loadConfig } from '../../base/config.ts'
import { openPool } from '../../database/client.ts'
import { ROLES } from '../../database/connection.ts'
import { startDevelopmentIssuer } from '../../development/issuer/development-issuer.ts'
import { openDatabase } from '../open-database.ts'
import { CHECKS, examineInstallation } from './examine.ts'
import { renderDiagnoses } from './render.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'doorstroom-doctor-'))
const database = await createTestDatabase()
const issuer = await startDevelopmentIssuer({ port: 0, dataDir, nodeEnv: 'test', audience: 'doorstroom' })
afterAll(async () => {
  await issuer.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const other = await createTestDatabase()

const SECRET = 'hunter2'
const GIVEN = {
  DATABASE_URL: database.url,
  OIDC_ISSUER: issuer.issuer,
  DATA_DIR: dataDir,
  HUB_TODAY: '2026-11-23',
  HUB_INSECURE: 'FICTIONAL_DATA_ONLY',
}
const SIGNING_KEY = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')

/** State and text of the check of this name, and everything that is told. */
async function examine(name: string, env: Record<string, string>) {
  const diagnoses = await examineInstallation({ ...GIVEN, ...env })
  const found = diagnoses.find((diagnosis) => diagnosis.name === name)
  return { state: found?.state, found: found?.found, told: JSON.stringify(diagnoses) }
}

async function diagnose(name: string, env: Record<string, string>) {
  const { state, found } = await examine(name, env)
  return { state, found }
}

beforeAll(async () => {
  const opened = await openDatabase(loadConfig(GIVEN))
  await opened.close()
})

test('an installation without a fault has none, in every check', async () => {
  const diagnoses = await examineInstallation(GIVEN)
  expect(diagnoses.map(({ name }) => name).toSorted()).toEqual(['database', ...CHECKS.map(({ name }) => name)].toSorted())
  const states = new Map(diagnoses.map(({ name, state }) => [name, state]))
  // The disk of the machine that tests this may be nearly full.
  states.delete('free disk space')
  states.delete('connections')
  // Logins belong to the server, and other tests make them too.
  states.delete('logins of contracts')
  expect([...states].filter(([, state]) => state !== 'OK')).toEqual([['settings', 'WARNING']])
}, 60_000)

describe('the doctor finds', () => {
  test.each<[string, string, Record<string, string>, string]>([
    ['wrong settings', 'settings', { PORT: SECRET }, 'PORT: must be a whole number from 0 to 65535'],
    [
      'a folder that is missing',
      'folders and files',
      { PROTOCOLS_DIR: join(dataDir, SECRET) },
      'PROTOCOLS_DIR: must be a folder that this user may read (ENOENT)',
    ],
    [
      'a database that is not there',
      'database',
      { DATABASE_URL: `postgresql://hub:${SECRET}@127.0.0.1:9/hub` },
      'DATABASE_URL: nothing answers',
    ],
    [
      'another master key',
      'master key',
      { HUB_MASTER_KEY: Buffer.alloc(32, 9).toString('base64') },
      'It is another one than that of this database.',
    ],
    ['another signing key', 'signing key', { AUDIT_SIGNING_KEY: SIGNING_KEY }, 'It is another one than that of this database.'],
    [
      'an issuer that is not there',
      'issuer',
      { OIDC_ISSUER: 'http://127.0.0.1:9' },
      'UNREACHABLE: nothing answers at the address of OIDC_ISSUER.',
    ],
    ['an issuer that names itself otherwise', 'issuer', { OIDC_ISSUER: `${issuer.issuer}/` }, 'OTHER_ISSUER: the discovery document names'],
  ])(
    '%s',
    async (_what, name, env, text) => {
      const { state, found, told } = await examine(name, env)
      expect({ state, begins: found?.slice(0, text.length) }).toEqual({ state: 'FAULT', begins: text })
      expect(told).not.toContain(SECRET)
    },
    60_000,
  )

  test('a master key that is being replaced, and one that was', async () => {
    const [before, after] = [loadConfig(GIVEN).masterKey.toString('base64'), Buffer.alloc(32, 9).toString('base64')]
    expect(await diagnose('master key', { HUB_MASTER_KEY: after, HUB_MASTER_KEY_PREVIOUS: before })).toEqual({
      state: 'WARNING',
      found: 'The database still belongs to HUB_MASTER_KEY_PREVIOUS.',
    })
    expect(await diagnose('master key', { HUB_MASTER_KEY: before, HUB_MASTER_KEY_PREVIOUS: after })).toEqual({
      state: 'WARNING',
      found: 'It is replaced, and the key of before is still set.',
    })
  }, 60_000)

  test('that no protocol is in force', async () => {
    const protocolsDir = join(dataDir, 'none')
    mkdirSync(protocolsDir)
    expect((await diagnose('protocols in force', { PROTOCOLS_DIR: protocolsDir })).state).toBe('FAULT')
  }, 60_000)

  test('an anchor file that was damaged', async () => {
    const file = join(dataDir, 'damaged.ndjson')
    writeFileSync(file, '{"checkpoint":1}\n')
    expect(await diagnose('anchor file', { AUDIT_ANCHOR_FILE: file })).toEqual({
      state: 'FAULT',
      found: 'It has a line that is not an anchor.',
    })
  }, 60_000)

  test('a migration of another version, and evidence that waits too long', async () => {
    const env = { DATABASE_URL: other.url }
    const owner = openPool(other.url, ROLES.owner, { connections: 1 })
    try {
      await owner.query(`update public._prisma_migrations set checksum = 'other' where migration_name like '%_first'`)
      expect(await diagnose('migrations', env)).toEqual({
        state: 'FAULT',
        found: 'The database has migrations that this version has not: 20261123000000_first.',
      })
      await owner.query(
        `insert into audit.use_set (digest, recipient, purpose, protocols, coordinates, conditions) values ('', '', '', '[]', '[]', '{}')`,
      )
      await owner.query(`insert into audit.data_use (operation_id, trace_id, at, consumer, use_set_id, persons, open)
        select gen_random_uuid(), '', now() - interval '1 hour', '', id, '{}', '{}' from audit.use_set`)
      expect(await diagnose('sealing', env)).toMatchObject({
        state: 'FAULT',
        found: expect.stringMatching(/^Evidence of use waits for its seal since 36\d\d s/),
      })
    } finally {
      await owner.end()
    }
  }, 60_000)
})

test('it works without any database, and a fault is an exit code', async () => {
  appendFileSync(join(dataDir, 'not-a-folder'), '')
  const env = { ...CHILD_ENV, DATA_DIR: join(dataDir, 'empty') }
  const run = async (more: Record<string, string>, ...args: string[]) => {
    const child = spawn(process.execPath, ['src/cli.ts', 'doctor', ...args], { env: { ...env, ...more } })
    let text = ''
    child.stdout.on('data', (bytes: Buffer) => {
      text += bytes.toString()
    })
    const code = await new Promise((resolve) => child.once('close', resolve))
    return { text, code }
  }
  const fine = await run({}, '--json')
  const states = JSON.parse(fine.text).filter(({ name }: { name: string }) => name !== 'free disk space')
  expect({ code: fine.code, states: new Set(states.map(({ state }: { state: string }) => state)) }).toEqual({
    code: 0,
    states: new Set(['OK', 'SKIPPED']),
  })
  expect((await run({ PROTOCOLS_DIR: join(dataDir, 'not-a-folder') })).code).toBe(1)
}, 60_000)

test('a page has a line for each finding and fits a terminal', () => {
  const page = renderDiagnoses([
    { name: 'clock', state: 'FAULT', found: 'Hub and database are 9.0 s apart.', remedy: 'Set both clocks by NTP.' },
  ])
  expect(stripVTControlCharacters(page).split('\n').slice(3)).toEqual([
    '│ clock               │ FAULT   │ Hub and database are 9.0 s apart.          │ Set both clocks by NTP.                │',
    '└─────────────────────┴─────────┴────────────────────────────────────────────┴────────────────────────────────────────┘',
    '1 fault.',
  ])
})
