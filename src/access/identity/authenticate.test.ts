import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import type { Insz } from '../../base/insz.ts'
import { createVault } from '../../base/vault.ts'
import { openPool } from '../../database/client.ts'
import { ROLES } from '../../database/connection.ts'
import { CONSUMERS } from '../../development/issuer/consumers.ts'
import { type DevelopmentIssuer, startDevelopmentIssuer } from '../../development/issuer/development-issuer.ts'
import { requestToken } from '../../development/issuer/request-token.ts'
import { createAuthenticator } from './authenticate.ts'
import { createOrganisationDirectory, type OrganisationDirectory } from './organisations.ts'
import { createTokenVerifier, type VerifyToken } from './token.ts'

const RECIPIENTS_BY_CODE: [string, string][] = [
  ['0543307391', 'INTEGRATION_AGENCY'],
  ['0212214125', 'OCMW'],
  ['0887010362', 'VDAB'],
  ['0421722346', 'BI'],
]

const dataKey = Buffer.alloc(32, 7)
let dataDir: string
let issuer: DevelopmentIssuer
let verifyToken: VerifyToken
let organisations: OrganisationDirectory

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'doorstroom-caller-'))
  issuer = await startDevelopmentIssuer({ port: 0, dataDir, nodeEnv: 'test', audience: 'doorstroom' })
  const citizens = { allowSynthetic: true, hashInsz: createVault(dataKey).hashInsz }
  verifyToken = createTokenVerifier({ issuer: issuer.issuer, audience: 'doorstroom', clockToleranceSeconds: 5, citizens })
  const database = await createTestDatabase()
  const owner = openPool(database.url, ROLES.owner, { connections: 1 })
  await owner.query('TRUNCATE directory.organisation, directory.organisation_code')
  for (const [index, [code, kind]] of RECIPIENTS_BY_CODE.entries()) {
    const values = [index + 1, kind, `Organisation ${code}`]
    await owner.query(`INSERT INTO directory.organisation (id, kind, name, valid_from) VALUES ($1, $2, $3, '2000-01-01')`, values)
    await owner.query(
      `INSERT INTO directory.organisation_code (scheme, code, organisation_id, placeholder) VALUES ('KBO', $1, $2, false)`,
      [code, index + 1],
    )
  }
  await owner.end()
  organisations = createOrganisationDirectory({ database: database.pool, allowPlaceholders: false })
})
afterAll(async () => {
  await issuer.close()
  await rm(dataDir, { recursive: true })
})

async function tokenOf(consumer: string, asPerson = false): Promise<string> {
  const purpose = CONSUMERS.find(({ id }) => id === consumer)?.purposes[0] ?? 'OWN_DATA'
  return `Bearer ${await requestToken({ issuer: issuer.issuer, dataDir, consumer, purpose, asPerson })}`
}

test('a machine of a welfare office is a caller without a person', async () => {
  const authenticate = createAuthenticator({ verifyToken, organisations, dataKey })
  expect(await authenticate(await tokenOf('ocmw-gent'))).toEqual({
    consumer: 'ocmw-gent',
    human: false,
    userRef: null,
    recipient: 'OCMW',
    organisation: { id: 2, name: 'Organisation 0212214125', recipient: 'OCMW' },
    subject: null,
    purposes: ['REFERRAL'],
    delivers: [],
  })
})

test('a person is a caller under an opaque reference: stable per hub, another one under another key', async () => {
  const authenticate = createAuthenticator({ verifyToken, organisations, dataKey })
  const elsewhere = createAuthenticator({ verifyToken, organisations, dataKey: Buffer.alloc(32, 8) })
  const token = await tokenOf('agii-frontend', true)
  const caller = await authenticate(token)
  expect(caller).toMatchObject({ consumer: 'agii-frontend', human: true, organisation: { recipient: 'INTEGRATION_AGENCY' } })
  expect(caller.userRef).toMatch(/^[\w-]{22}$/)
  expect((await authenticate(await tokenOf('agii-frontend', true))).userRef).toBe(caller.userRef)
  expect((await elsewhere(token)).userRef).not.toBe(caller.userRef)
})

test('a citizen is a caller without an organisation, whose number is kept as the hash by which the directory finds it', async () => {
  const authenticate = createAuthenticator({ verifyToken, organisations, dataKey })
  const caller = await authenticate(await tokenOf('citizen-portal'))
  expect(caller).toEqual({
    consumer: 'citizen-portal',
    human: true,
    userRef: null,
    recipient: 'CITIZEN',
    organisation: null,
    subject: { inszHash: createVault(dataKey).hashInsz('90720400142' as Insz) },
    purposes: ['OWN_DATA'],
    delivers: [],
  })
})

test('an unknown organisation, or one in a target group that is not its own, is refused as a flawed token is', async () => {
  const authenticate = createAuthenticator({ verifyToken, organisations, dataKey })
  const refusal = { code: 'UNAUTHENTICATED', message: 'A valid access token is required.' }
  await expect(authenticate(await tokenOf('gemeente-gent'))).rejects.toMatchObject({
    ...refusal,
    detail: { reason: 'organisation_unknown' },
  })
  await expect(authenticate(await tokenOf('atlas-frontend'))).rejects.toMatchObject({ ...refusal, detail: { reason: 'target_group' } })
  await expect(authenticate(undefined)).rejects.toMatchObject({ ...refusal, detail: { reason: 'token_missing' } })
})

/** Authenticator that counts how often a signature is verified. */
function counted(options: { now: () => number; rememberedTokens?: number }) {
  const count = { verified: 0 }
  const counting: VerifyToken = async (authorization) => {
    count.verified += 1
    return await verifyToken(authorization)
  }
  return { count, authenticate: createAuthenticator({ verifyToken: counting, organisations, dataKey, ...options }) }
}

test('a token is verified once, again after five minutes, and never remembered beyond its end', async () => {
  let clock = Date.now()
  const { authenticate, count } = counted({ now: () => clock })
  const token = await tokenOf('vdab-matching')
  const first = await authenticate(token)
  expect(await authenticate(token)).toEqual(first)
  expect(count.verified).toBe(1)
  clock += 300_000
  await authenticate(token)
  expect(count.verified).toBe(2)
  const claims = await verifyToken(token)
  clock = claims.expiresAt
  await authenticate(token)
  expect(count.verified).toBe(3)
})

/** Stops the clock of the day until the test ends, so that a slow machine adds no milliseconds between two readings of it. */
function stopClock(): number {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  return Date.now()
}

test('a clock that is set back, or forth and back, does not let a token count longer', async () => {
  let elapsed = 0
  const { authenticate } = counted({ now: () => elapsed })
  const token = await tokenOf('vdab-matching')
  const began = stopClock()
  await authenticate(token)
  const lifeMs = (await verifyToken(token)).expiresAt - began
  elapsed = lifeMs + 5_001
  // The clock of the day still stands at the moment of verification: by it the token has its whole life before it.
  expect(await verifyToken(token)).toMatchObject({ consumer: 'vdab-matching' })
  const refused = { code: 'UNAUTHENTICATED', detail: { reason: 'expired' } }
  await expect(authenticate(token)).rejects.toMatchObject(refused)
  vi.setSystemTime(began + 86_400_000)
  await expect(authenticate(token)).rejects.toMatchObject(refused)
  vi.setSystemTime(began)
  await expect(authenticate(token)).rejects.toMatchObject(refused)
})

test('a token that is verified again while the clock is back ends when it would have ended', async () => {
  let elapsed = 0
  const { authenticate, count } = counted({ now: () => elapsed })
  const token = await tokenOf('vdab-matching')
  const began = stopClock()
  await authenticate(token)
  const lifeMs = (await verifyToken(token)).expiresAt - began
  elapsed = lifeMs - 1_000
  await authenticate(token)
  expect(count.verified).toBe(2)
  elapsed = lifeMs + 5_001
  await expect(authenticate(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
})

test('the least recently used token is forgotten first, and a changed one is never taken for another', async () => {
  const { authenticate, count } = counted({ now: Date.now, rememberedTokens: 2 })
  const [a, b, c] = [await tokenOf('ocmw-gent'), await tokenOf('vdab-matching'), await tokenOf('agii-frontend')]
  for (const token of [a, b, a, c, a]) await authenticate(token)
  expect(count.verified).toBe(3)
  await authenticate(b)
  expect(count.verified).toBe(4)
  await expect(authenticate(`${a.slice(0, -4)}AAAA`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
})

test('the caller of a token is found once while the directory is fresh, and one whose organisation ended is refused as soon as it is read again', async () => {
  let clock = Date.now()
  let ended = false
  let [readAt, found] = [0, 0]
  // As the directory of the hub: read again when thirty seconds have passed.
  const directory: OrganisationDirectory = {
    freshUntil: () => readAt + 30_000,
    find: async (code) => {
      found += 1
      if (clock >= readAt + 30_000) readAt = clock
      return ended && readAt > start ? undefined : organisations.find(code)
    },
  }
  const start = clock
  const authenticate = createAuthenticator({ verifyToken, organisations: directory, dataKey, now: () => clock })
  const token = await tokenOf('ocmw-gent')
  const first = await authenticate(token)
  await authenticate(token)
  expect(found).toBe(2)
  expect(await authenticate(token)).toEqual(first)
  expect(found).toBe(2)
  ended = true
  clock = start + 29_999
  expect(await authenticate(token)).toEqual(first)
  clock = start + 30_000
  await expect(authenticate(token)).rejects.toMatchObject({ detail: { reason: 'organisation_unknown' } })
})
