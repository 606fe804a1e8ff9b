import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { findFreePort } from '../../src/database/embedded/free-port.ts'
import { startDevelopmentIssuer } from '../../src/development/issuer/development-issuer.ts'
import { requestToken } from '../../src/development/issuer/request-token.ts'
import { CHILD_ENV } from '../support/child-env.ts'
import { createTestDatabase } from '../support/database.ts'
import { TODAY } from '../support/hub.ts'
import { type ActResult, AGII, act, makeClients, OCMW_GENT, sending, type Where } from './parties.ts'

const KILLS = 6
const LANES = 8
/** Longest that a client keeps asking for one act. */
const PATIENCE_MS = 60_000

const dataDir = await mkdtemp(join(tmpdir(), 'doorstroom-crash-'))
const database = await createTestDatabase()
const issuer = await startDevelopmentIssuer({ port: 0, dataDir, nodeEnv: 'test', audience: 'doorstroom' })
const port = await findFreePort(0)
const address = `http://127.0.0.1:${port}`
afterAll(async () => {
  await issuer.close()
  await rm(dataDir, { recursive: true, force: true })
})

const tokenOf = async ({ consumer }: { consumer: string }): Promise<Where> => ({
  address,
  token: await requestToken({ issuer: issuer.issuer, dataDir, consumer, purpose: 'REFERRAL' }),
})

/** The hub as it is started in earnest, on the test's database. */
function startHub(): ChildProcess {
  return spawn(process.execPath, ['src/main.ts'], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...CHILD_ENV,
      NODE_ENV: 'test',
      LOG_LEVEL: 'fatal',
      DATABASE_URL: database.url,
      HUB_INSECURE: 'FICTIONAL_DATA_ONLY',
      OIDC_ISSUER: issuer.issuer,
      DATA_DIR: dataDir,
      PORT: String(port),
      SEED_PERSONS: '0',
      HUB_TODAY: TODAY,
    },
  })
}

const isReady = () =>
  fetch(`${address}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  )

/** Faults after which a client asks again with the same key; anything else is an answer. */
const TRY_AGAIN = new Set(['AUDIT_UNAVAILABLE', 'SOURCE_UNAVAILABLE', 'IDEMPOTENCY_IN_PROGRESS'])

/** Asks until there is an answer, always with the same key. @property attempts counts what was asked in vain. */
async function insist(where: Where, command: string, input: object, vain: { attempts: number }): Promise<ActResult> {
  const key = randomUUID()
  for (const began = Date.now(); Date.now() - began < PATIENCE_MS; vain.attempts += 1) {
    const result = await act(where, command, input, key).catch(() => undefined)
    if (result !== undefined && (result.fault === null || !TRY_AGAIN.has(result.fault))) return result
    await wait(50)
  }
  throw new Error(`No answer to ${command} in ${PATIENCE_MS} ms.`)
}

type Sides = { sender: Where; receiver: Where }

/** From the sending to the outcome. @returns what was not done as asked. */
async function leadThrough({ sender, receiver }: Sides, newcomerId: string, vain: { attempts: number }): Promise<string[]> {
  const sent = await insist(sender, 'submit', sending(newcomerId), vain)
  const id = sent.payload?.referral?.id
  if (id === undefined) return [`submit: ${sent.text}`]
  const appointmentAt = new Date(Date.now() + 86_400_000).toISOString()
  const acts = {
    receive: {},
    accept: {},
    schedule: { change: { appointmentAt } },
    start: {},
    complete: { change: { outcome: 'GOAL_REACHED' } },
  }
  for (const [index, [command, change]] of Object.entries(acts).entries()) {
    const done = await insist(receiver, command, { referral: { id, expectedVersion: index + 1 }, ...change }, vain)
    if (done.payload?.userErrors.length !== 0 || done.payload.referral?.version !== index + 2) return [`${command}: ${done.text}`]
  }
  return []
}

const ACTS = ['SUBMIT', 'RECEIVE', 'ACCEPT', 'SCHEDULE', 'START', 'COMPLETE']

test(`a hub killed ${KILLS} times under load, with clients that ask again with the same key: every act is done once`, {
  timeout: 300_000,
}, async () => {
  const sides = { sender: await tokenOf(OCMW_GENT), receiver: await tokenOf(AGII) }
  const clients = (await makeClients(database.pool, 5_000)).values()
  const vain = { attempts: 0 }
  const problems: string[] = []
  let killing = true
  let led = 0
  const lane = async () => {
    while (killing) {
      problems.push(...(await leadThrough(sides, clients.next().value ?? '', vain)))
      led += 1
    }
  }
  const lanes = Array.from({ length: LANES }, lane)
  for (let kill = 0; kill < KILLS; kill += 1) {
    const hub = startHub()
    while (!(await isReady())) await wait(50)
    await wait(Math.random() * 1_500)
    hub.kill('SIGKILL')
    await once(hub, 'exit')
  }
  killing = false
  const last = startHub()
  await Promise.all(lanes)
  last.kill('SIGTERM')
  expect(await once(last, 'exit')).toEqual([0, null])
  console.log(`hub killed ${JSON.stringify({ kills: KILLS, referrals: led, acts: led * ACTS.length, askedInVain: vain.attempts })}`)
  expect(problems).toEqual([])
  expect(vain.attempts).toBeGreaterThan(KILLS)
  expect(led).toBeGreaterThan(LANES)
  const { rows } = await database.pool.query(
    `select array_agg(distinct e.acts) as acts, count(*)::int as referrals, count(distinct r.person_id)::int as persons,
       (select count(*)::int from audit.event where kind = 'REFERRAL') as noted, (select count(*)::int from directory.idempotency_key) as keys,
       (select count(*)::int from directory.relationship where source like 'REFERRAL %') as relationships
     from referral.referral r join lateral (select string_agg(act || ' ' || version, ',' order by version) as acts from referral.event where referral_id = r.id) e on true`,
  )
  expect(rows).toEqual([
    {
      acts: [ACTS.map((name, index) => `${name} ${index + 1}`).join(',')],
      referrals: led,
      persons: led,
      // Every act, and at the sending also who found the person.
      noted: led * (ACTS.length + 1),
      keys: led * ACTS.length,
      // The receiver's, and that of its acceptance; a sender gains nothing by sending.
      relationships: led * 2,
    },
  ])
})
