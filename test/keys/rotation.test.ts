/** Keys that are replaced while two hubs answer, act and take deliveries in, for themselves and for each other. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Client, type Pool } from 'pg'
import { afterAll, expect, test } from 'vitest'
import type { Insz } from '../../src/base/insz.ts'
import { createVault, type Vault } from '../../src/base/vault.ts'
import { openPool } from '../../src/database/client.ts'
import { connectionConfig, ROLES } from '../../src/database/connection.ts'
import { openDataKey } from '../../src/database/keys/kept-keys.ts'
import { startDevelopmentIssuer } from '../../src/development/issuer/development-issuer.ts'
import { requestToken, type TokenUse } from '../../src/development/issuer/request-token.ts'
import { seedPopulation } from '../../src/development/population/seed.ts'
import { loginOf } from '../../src/query/contract-logins/login.ts'
import { listLost, type Work, workOn } from '../harden/hub-at-work.ts'
import { makeClients } from '../referral/parties.ts'
import { createTestDatabase } from '../support/database.ts'
import { post, TODAY } from '../support/hub.ts'
import { POPULATION } from '../support/run-postgres.ts'
import { type RunningProcess, run, startHubProcess } from './hub-process.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'doorstroom-rotation-'))
const database = await createTestDatabase()
const { pool } = database
const issuer = await startDevelopmentIssuer({ port: 0, dataDir, nodeEnv: 'test', audience: 'doorstroom' })
const running = new Set<RunningProcess>()
afterAll(async () => {
  for (const hub of running) await hub.stop()
  await issuer.close()
  rmSync(dataDir, { recursive: true, force: true })
})

// Of its own: logins belong to the server, and those of other tests derive from the public key of development.
const dataKey = randomBytes(32)
const OLD = { HUB_MASTER_KEY: dataKey.toString('base64') }
const NEW = { HUB_MASTER_KEY: randomBytes(32).toString('base64') }
const BOTH = { ...NEW, HUB_MASTER_KEY_PREVIOUS: OLD.HUB_MASTER_KEY }
const vault = createVault(dataKey)
await seedPopulation({ database, vault, persons: 400, ...POPULATION })
// So many that everybody who acts has somebody to act on.
await makeClients(pool, 3_000)

const site = {
  env: {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'test',
    LOG_LEVEL: 'fatal',
    DATABASE_URL: database.url,
    HUB_INSECURE: 'FICTIONAL_DATA_ONLY',
    OIDC_ISSUER: issuer.issuer,
    DATA_DIR: dataDir,
    HUB_TODAY: TODAY,
    AUDIT_SIGNING_KEY: generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    HUB_QUEUE: '1000',
    HUB_QUEUE_SECONDS: '30',
    HUB_REQUESTS_PER_MINUTE: '1000000',
    HUB_COST_PER_MINUTE: '1000000000',
    NEW_DOCUMENTS_PER_MINUTE: '1000000',
  },
}

const tokens = new Map<string, Promise<string>>()
const token = (consumer: string, purpose: TokenUse): Promise<string> => {
  const asked = tokens.get(`${consumer} ${purpose}`) ?? requestToken({ issuer: issuer.issuer, dataDir, consumer, purpose })
  tokens.set(`${consumer} ${purpose}`, asked)
  return asked
}

async function start(keys: Record<string, string>): Promise<RunningProcess> {
  const hub = await startHubProcess(site, keys)
  running.add(hub)
  return hub
}

const command = (keys: Record<string, string>, ...words: string[]) =>
  run(site, ['src/cli.ts', 'rotate', ...words, '--reason', 'test 45', '--actor', 'operations'], keys)

/** Asks, acts and delivers without end, and acts on persons of its own. @returns a function that ends it. */
function work({ address }: RunningProcess, firstPerson: number): () => Promise<Work> {
  let over = false
  const done = workOn({ address, pool, vault, token }, () => over, 2, firstPerson)
  return () => {
    over = true
    return done
  }
}

const LIST = '{ newcomers(first: 20) { totalCount nodes { id } } }'
const list = async ({ address }: RunningProcess, consumer: string, purpose: 'REFERRAL' | 'MATCHING' | 'TRAJECTORY_FOLLOW_UP') =>
  post(address, await token(consumer, purpose), purpose, { query: LIST })

/** What clients were told that is not success. */
const troubles = ({ answers, wrong }: Work) => [...wrong, ...[...answers.keys()].filter((name) => !name.endsWith(' OK'))]
const total = ({ answers }: Work) => [...answers.values()].reduce((sum, count) => sum + count, 0)

/** Numbers that lead to several persons, or to one with several numbers for one INSZ; persons without a number. */
async function findTwice(asked: Pool = pool, by: Vault = vault): Promise<unknown[]> {
  const { rows } = await asked.query<{ sealed: Buffer; hash: Buffer }>(
    'select insz_encrypted as sealed, insz_hash as hash from directory.person_number',
  )
  const numbers = rows.map(({ sealed, hash }) => ({ insz: by.decryptInsz(sealed), hash: hash.toString('hex') }))
  const twice = numbers.filter(({ insz }, index) => numbers.findIndex((other) => other.insz === insz) !== index)
  const unfound = numbers.filter(({ insz, hash }) => by.hashInsz(insz).toString('hex') !== hash)
  return [...twice, ...unfound]
}

const eventsOf = async (kind: string) =>
  (await pool.query<{ actor: string; detail: string }>('select actor, detail from audit.event where kind = $1', [kind])).rows

test('the master key: two hubs, of which one knows the new key, serve on while the command runs, is killed, and runs again; then the key of before is refused', {
  timeout: 600_000,
}, async () => {
  const first = await start(OLD)
  const before = await list(first, 'agii-frontend', 'REFERRAL')
  expect(before.status).toBe(200)
  const second = await start(BOTH)
  const [endFirst, endSecond] = [work(first, 0), work(second, 800)]
  await wait(1_000)

  // Killed at any moment, it has done all or nothing.
  for (const ms of [700, 1_500, 2_300]) await run(site, ['src/cli.ts', 'rotate', 'master-key', '--reason', 'test 45'], BOTH, ms)
  const rotated = await command(BOTH, 'master-key')
  expect({ code: rotated.code, told: /belongs to HUB_MASTER_KEY/.test(rotated.stdout) }).toEqual({ code: 0, told: true })
  const again = await command(NEW, 'master-key')
  expect({ code: again.code, told: again.stdout.startsWith('Nothing to do') }).toEqual({ code: 0, told: true })
  expect(await eventsOf('MASTER_KEY')).toEqual([
    expect.objectContaining({ detail: expect.stringMatching(/^replaces [0-9a-f]{16}: test 45$/) }),
  ])

  // A hub that runs needs neither key any more; one that starts needs the new one.
  await wait(1_000)
  const ofFirst = await endFirst()
  await first.stop()
  const third = await start(NEW)
  const endThird = work(third, 1_600)
  await wait(6_000)
  const works = [ofFirst, await endSecond(), await endThird()]
  expect(works.flatMap(troubles)).toEqual([])
  for (const each of works) {
    expect(await listLost({ pool }, each)).toEqual([])
    expect(each.deliveries.size).toBeGreaterThan(0)
  }
  expect(works.some(({ acts }) => acts.size > 0)).toBe(true)
  expect(await findTwice()).toEqual([])
  expect((await list(third, 'agii-frontend', 'REFERRAL')).text).toBe(before.text)
  console.log(
    `master key ${JSON.stringify(works.map((each) => ({ answers: total(each), acts: each.acts.size, deliveries: each.deliveries.size })))}`,
  )

  for (const program of [['src/main.ts'], ['src/cli.ts', 'orphans']]) {
    const refused = await run(site, program, OLD)
    const lines = refused.stderr.trimEnd().split('\n')
    expect({ code: refused.code, last: lines.at(-1)?.startsWith('HUB_MASTER_KEY: must be the key of this database') }).toEqual({
      code: 78,
      last: true,
    })
    if (program[0] === 'src/main.ts') expect(lines).toHaveLength(1)
  }
})

test('the logins of contracts: hubs that serve meet a refusal, read the new key, and no request fails', { timeout: 600_000 }, async () => {
  const hubs = [...running].slice(1)
  const ends = hubs.map((hub, place) => work(hub, 1_900 + 500 * place))
  await wait(1_000)
  for (let round = 0; round < 3; round += 1) {
    const { code, stdout } = await command(NEW, 'contract-logins')
    expect({ code, told: /^\d+ logins have new passwords/.test(stdout) }).toEqual({ code: 0, told: true })
    // Contracts that nobody asked under so far open their first connections now, several at once.
    const purposes = (['MATCHING', 'TRAJECTORY_FOLLOW_UP', 'REFERRAL'] as const)[round] ?? 'REFERRAL'
    const answers = await Promise.all(hubs.flatMap((hub) => Array.from({ length: 6 }, () => list(hub, 'vdab-matching', purposes))))
    expect(answers.map(({ status, body }) => ({ status, errors: body.errors }))).toEqual(
      answers.map(() => ({ status: 200, errors: undefined })),
    )
  }
  const works = await Promise.all(ends.map((end) => end()))
  expect(works.flatMap(troubles)).toEqual([])
  for (const each of works) expect(await listLost({ pool }, each)).toEqual([])
  expect(await eventsOf('CONTRACT_LOGINS')).toEqual(
    Array.from({ length: 3 }, () => ({ actor: 'operations', detail: 'new passwords: test 45' })),
  )
  console.log(
    `contract logins ${JSON.stringify(works.map((each) => ({ answers: total(each), acts: each.acts.size, deliveries: each.deliveries.size })))}`,
  )

  const client = new Client(connectionConfig(database.url, loginOf(dataKey, 'OCMW/REFERRAL')))
  await expect(client.connect()).rejects.toMatchObject({ code: '28P01' })
})

/** Somebody whom OCMW Gent knows by number. */
async function findClient(): Promise<Insz> {
  const { rows } = await pool.query<{ sealed: Buffer }>(
    `select n.insz_encrypted as sealed from directory.person_number n join directory.relationship r using (person_id)
     join directory.organisation_code c using (organisation_id)
     where n.current and c.code = '0212214125' and r.capacity = 'LIVING_WAGE_CLIENT' and r.valid_until is null order by n.insz_hash limit 1`,
  )
  return vault.decryptInsz(rows[0]?.sealed ?? Buffer.alloc(0))
}

const BY_INSZ = 'query ($insz: Insz!) { newcomerByInsz(insz: $insz) { id } }'
const find = async ({ address }: RunningProcess, insz: Insz) =>
  (await post(address, await token('ocmw-gent', 'REFERRAL'), 'REFERRAL', { query: BY_INSZ, variables: { insz } })).text

test('the key of the data: refused beside a hub, undone by a kill; afterwards everybody is found once, by the ids of before', {
  timeout: 600_000,
}, async () => {
  const insz = await findClient()
  const hubs = [...running].slice(1)
  const [hub] = hubs as [RunningProcess]
  const [found, listed] = [await find(hub, insz), (await list(hub, 'vdab-matching', 'MATCHING')).text]
  expect(JSON.parse(found)).toMatchObject({ data: { newcomerByInsz: { id: expect.any(String) } } })
  const beside = await command(NEW, 'data-key')
  expect({ code: beside.code, last: beside.stderr.trimEnd().split('\n').at(-1) }).toEqual({
    code: 1,
    last: expect.stringMatching(/^Others are connected to this database \(\d+\): stop every hub/),
  })
  for (const each of hubs) await each.stop()
  await database.close()
  await run(site, ['src/cli.ts', 'rotate', 'data-key', '--reason', 'test 45'], NEW, 1_500)
  await wait(1_000)

  const rotated = await command(NEW, 'data-key')
  expect({ code: rotated.code, told: rotated.stdout.startsWith('Everything derives from another key') }).toEqual({ code: 0, told: true })
  const next = await openDataKey(database.url, { masterKey: Buffer.from(NEW.HUB_MASTER_KEY, 'base64') })
  expect(next).not.toEqual(dataKey)
  const after = await start(NEW)
  const reading = openPool(database.url, ROLES.app, { connections: 1 })
  try {
    expect(await find(after, insz)).toBe(found)
    expect((await list(after, 'vdab-matching', 'MATCHING')).text).toBe(listed)
    expect(await findTwice(reading, createVault(next))).toEqual([])
    const { rows } = await reading.query(`select actor, subject from audit.event where kind = 'DATA_KEY' and actor = 'operations'`)
    expect(rows).toEqual([
      { actor: 'operations', subject: expect.stringMatching(/^\d{3} numbers, \d+ rows of facts, 0 that did not open, \d+ logins$/) },
    ])
    const old = await reading.query('select from pg_roles where rolname = $1', [loginOf(dataKey, 'OCMW/REFERRAL').user])
    expect(old.rowCount).toBe(0)
  } finally {
    await reading.end()
    await after.stop()
  }
})
