import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { createLocalJWKSet, exportSPKI, generateKeyPair, importJWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { Fault } from '../../base/faults.ts'
import { type DevelopmentIssuer, startDevelopmentIssuer } from '../../development/issuer/development-issuer.ts'
import { requestToken } from '../../development/issuer/request-token.ts'
import { type PrivateJwk, readSecrets } from '../../development/issuer/secrets.ts'
import { createTokenVerifier, type TokenVerifierOptions } from './token.ts'

const AUDIENCE = 'doorstroom'
let dataDir: string
let issuer: DevelopmentIssuer

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'doorstroom-token-'))
  issuer = await startDevelopmentIssuer({ port: 0, dataDir, nodeEnv: 'test', audience: AUDIENCE })
})
afterAll(async () => {
  await issuer.close()
  await rm(dataDir, { recursive: true })
})

function createVerifier(options: Partial<TokenVerifierOptions> = {}) {
  return createTokenVerifier({ issuer: issuer.issuer, audience: AUDIENCE, clockToleranceSeconds: 5, keysCooldownMs: 0, ...options })
}

async function currentKey(): Promise<PrivateJwk> {
  const key = (await readSecrets(dataDir))?.signingKeys[0]
  if (key === undefined) throw new Error('The issuer has no key.')
  return key
}

const now = () => Math.floor(Date.now() / 1000)

/** Payload of a good token of a machine, with changes; null takes a claim away. */
function payload(changes: Record<string, unknown> = {}): JWTPayload {
  const claims = {
    iss: issuer.issuer,
    aud: AUDIENCE,
    sub: 'ocmw-gent',
    client_id: 'ocmw-gent',
    iat: now(),
    exp: now() + 60,
    vo_orgcode: '0212214125',
    vo_doelgroepcode: 'LB',
    scope: 'doorstroom:referral',
    ...changes,
  }
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null))
}

/** Token signed with the issuer's own key: only the payload can be at fault. */
async function signed(changes: Record<string, unknown> = {}, header: Record<string, unknown> = {}): Promise<string> {
  const key = await currentKey()
  const token = new SignJWT(payload(changes)).setProtectedHeader({ alg: 'RS256', kid: key.kid, ...header })
  return `Bearer ${await token.sign(await importJWK(key, 'RS256'))}`
}

async function refusal(authorization: string | undefined, options: Partial<TokenVerifierOptions> = {}) {
  const outcome = await createVerifier(options)(authorization).catch((error: unknown) => error)
  if (!(outcome instanceof Fault)) throw new Error('The token was not refused.')
  return { code: outcome.code, message: outcome.message, reason: outcome.detail.reason }
}

test('a machine is known by its organisation and by the purposes among its scopes', async () => {
  const token = await requestToken({ issuer: issuer.issuer, dataDir, consumer: 'ocmw-gent', purpose: 'REFERRAL' })
  expect(await createVerifier()(`Bearer ${token}`)).toEqual({
    consumer: 'ocmw-gent',
    organisationCode: '0212214125',
    targetGroup: 'LB',
    userId: null,
    purposes: ['REFERRAL'],
    delivers: [],
    expiresAt: expect.any(Number),
  })
})

test('a machine delivers the domains among its scopes, one or all, and may read nothing with that', async () => {
  const token = await requestToken({ issuer: issuer.issuer, dataDir, consumer: 'ocmw-gent-deliveries', purpose: 'DELIVER' })
  expect(await createVerifier()(`Bearer ${token}`)).toMatchObject({ consumer: 'ocmw-gent-deliveries', purposes: [], delivers: ['LOCAL'] })
  const all = await createVerifier()(await signed({ scope: 'doorstroom:deliver' }))
  expect(all).toMatchObject({ purposes: [], delivers: expect.arrayContaining(['DIRECTORY', 'INTEGRATION', 'WORK', 'LOCAL']) })
})

test('a person delivers nothing, whatever the scopes of the application', async () => {
  const doorstroom_rol_3d = 'DoorstroomReferral-hub:0212214125'
  const official = await createVerifier()(await signed({ sub: 'p1', scope: 'doorstroom:deliver', doorstroom_rol_3d }))
  expect(official).toMatchObject({ userId: 'p1', purposes: ['REFERRAL'], delivers: [] })
})

test('a person is known by the roles of the organisation under which the person signed in', async () => {
  const token = await requestToken({ issuer: issuer.issuer, dataDir, consumer: 'vdab-consultant', purpose: 'MATCHING' })
  expect(await createVerifier()(`bearer ${token}`)).toEqual({
    consumer: 'vdab-consultant',
    organisationCode: '0887010362',
    targetGroup: 'GID',
    userId: 'person-vdab-1',
    purposes: ['REFERRAL', 'INCENTIVE_DECISION', 'TRAJECTORY_FOLLOW_UP', 'MATCHING'],
    delivers: [],
    expiresAt: expect.any(Number),
  })
})

test('a clock that runs a little ahead or behind is forgiven', async () => {
  const verify = createVerifier({ clockToleranceSeconds: 30 })
  expect(await verify(await signed({ iat: now() + 20 }))).toMatchObject({ consumer: 'ocmw-gent' })
  expect(await verify(await signed({ iat: now() - 60, exp: now() - 20 }))).toMatchObject({ consumer: 'ocmw-gent' })
})

/** Every way to be refused, and the reason class that only the log sees. */
const refused: [string, string, () => Promise<string | undefined>][] = [
  ['no token', 'token_missing', async () => undefined],
  ['an empty header', 'token_missing', async () => ''],
  ['another scheme', 'token_malformed', async () => 'Basic b2NtdzpnZW50'],
  ['an expired token', 'expired', async () => await signed({ iat: now() - 120, exp: now() - 60 })],
  ['a token without an end', 'claim_exp', async () => await signed({ exp: null })],
  ['a token that is not valid yet', 'claim_nbf', async () => await signed({ nbf: now() + 600 })],
  ['a token issued in the future', 'claim_iat', async () => await signed({ iat: now() + 600, exp: now() + 900 })],
  ['a token without time of issue', 'claim_iat', async () => await signed({ iat: null })],
  ['a token older than a day', 'expired', async () => await signed({ iat: now() - 90_000, exp: now() + 90_000 })],
  ['another audience', 'claim_aud', async () => await signed({ aud: 'another-api' })],
  ['another issuer', 'claim_iss', async () => await signed({ iss: 'https://issuer.example' })],
  ['alg none', 'token_malformed', async () => `Bearer ${new UnsecuredJWT(payload()).encode()}`],
  ['alg none with a signature', 'jose_alg_not_allowed', async () => `Bearer ${new UnsecuredJWT(payload()).encode()}c2ln`],
  ['HS256 with the public key as secret', 'jose_alg_not_allowed', confused],
  ['an unknown key id', 'jwks_no_matching_key', async () => await signed({}, { kid: 'unknown' })],
  ['a known key id with another key', 'jws_signature_verification_failed', forged],
  ['a key that the token brings along', 'jws_signature_verification_failed', selfSigned],
  ['an unknown critical header', 'jose_not_supported', async () => withHeader({ crit: ['b64x'], b64x: 1 })],
  ['a truncated token', 'jws_signature_verification_failed', async () => (await signed()).slice(0, -20)],
  ['a token without its third part', 'token_malformed', async () => (await signed()).replace(/\.[^.]*$/, '')],
  ['a changed payload', 'jws_signature_verification_failed', tampered],
  ['a header that is not JSON', 'jws_invalid', async () => 'Bearer bm90anNvbg.e30.c2ln'],
  ['a token of 10 MB', 'token_too_large', async () => `Bearer ${'a'.repeat(10_000_000)}.b.c`],
  ['no organisation', 'claim_vo_orgcode', async () => await signed({ vo_orgcode: null })],
  ['an organisation code of another kind', 'claim_vo_orgcode', async () => await signed({ vo_orgcode: "0212214125' OR 1=1" })],
  ['a citizen, where they are not served', 'claim_vo_doelgroepcode', async () => await citizen()],
  ['a company', 'claim_vo_doelgroepcode', async () => await signed({ vo_doelgroepcode: 'EA' })],
  ['no application', 'claim_client_id', async () => await signed({ client_id: null })],
  ['a client id with control characters', 'claim_client_id', async () => await signed({ client_id: 'ocmw\u0000gent' })],
  ['no purpose of this hub', 'no_purpose', async () => await signed({ scope: 'openid another:referral' })],
  [
    'a role for another organisation',
    'no_purpose',
    async () => await signed({ sub: 'p1', doorstroom_rol_3d: ['DoorstroomReferral-hub:0887010362'] }),
  ],
  ["a person with only the application's scopes", 'no_purpose', async () => await signed({ sub: 'p1' })],
]

async function confused(): Promise<string> {
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...jwk } = await currentKey()
  const publicKey = await createLocalJWKSet({ keys: [jwk] })({ alg: 'RS256', kid: jwk.kid })
  const secret = Buffer.from(await exportSPKI(publicKey))
  return `Bearer ${await new SignJWT(payload()).setProtectedHeader({ alg: 'HS256', kid: jwk.kid }).sign(secret)}`
}

async function forged(): Promise<string> {
  const { privateKey } = await generateKeyPair('RS256')
  const { kid } = await currentKey()
  return `Bearer ${await new SignJWT(payload()).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey)}`
}

async function selfSigned(): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = await crypto.subtle.exportKey('jwk', publicKey)
  const header = { alg: 'RS256', jwk: { kty: 'RSA', n: jwk.n ?? '', e: jwk.e ?? '' } }
  return `Bearer ${await new SignJWT(payload()).setProtectedHeader(header).sign(privateKey)}`
}

async function withHeader(extra: Record<string, unknown>): Promise<string> {
  const { kid } = await currentKey()
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `Bearer ${encode({ alg: 'RS256', kid, ...extra })}.${encode(payload())}.c2ln`
}

async function tampered(): Promise<string> {
  const [header, , signature] = (await signed()).split('.')
  return [header, Buffer.from(JSON.stringify(payload({ vo_orgcode: '0887010362' }))).toString('base64url'), signature].join('.')
}

/** Token of a citizen, with changes. */
const citizen = (changes: Record<string, unknown> = {}) =>
  signed({
    sub: 'citizen-1',
    client_id: 'citizen-portal',
    vo_orgcode: null,
    vo_doelgroepcode: 'BUR',
    rrn: '90.72.04-001.42',
    scope: 'openid doorstroom:own_data doorstroom:referral',
    ...changes,
  })
const citizens = { allowSynthetic: true, hashInsz: (insz: string) => Buffer.from(`hash of ${insz.length} digits`) }

test('a citizen is known by the keyed hash of the own number, and holds no other purpose than its own data', async () => {
  expect(await createVerifier({ citizens })(await citizen())).toEqual({
    consumer: 'citizen-portal',
    userId: 'citizen-1',
    inszHash: Buffer.from('hash of 11 digits'),
    purposes: ['OWN_DATA'],
    delivers: [],
    expiresAt: expect.any(Number),
  })
})

test.each<[string, string, Record<string, unknown>, boolean]>([
  ['a number with wrong check digits', 'claim_rrn', { rrn: '90720400143' }, true],
  ['no number', 'claim_rrn', { rrn: null }, true],
  ['a list of numbers', 'claim_rrn', { rrn: ['90720400142', '91681100317'] }, true],
  ['a synthetic number in production', 'claim_rrn', {}, false],
  ['an organisation beside the number', 'claim_vo_orgcode', { vo_orgcode: '0212214125' }, true],
  ['a machine', 'claim_sub', { sub: 'citizen-portal' }, true],
  ['an application without the scope', 'no_purpose', { scope: 'openid rrn doorstroom:referral' }, true],
  ['a role instead of the scope', 'no_purpose', { scope: 'openid', doorstroom_rol_3d: ['DoorstroomOwnData-hub:0212214125'] }, true],
])('a citizen with %s is refused, and the log gets %s', async (_name, reason, changes, allowSynthetic) => {
  const refused = await refusal(await citizen(changes), { citizens: { ...citizens, allowSynthetic } })
  expect(refused).toEqual({ code: 'UNAUTHENTICATED', message: 'A valid access token is required.', reason })
})

test('the number of an official is not read, and the scope of citizens gives an organisation nothing', async () => {
  const verify = createVerifier({ citizens })
  const claims = await verify(await signed({ rrn: '90720400142', scope: 'doorstroom:referral doorstroom:own_data' }))
  expect(claims).toMatchObject({ organisationCode: '0212214125', purposes: ['REFERRAL'] })
  expect(claims).not.toHaveProperty('inszHash')
})

test.each(refused)('%s is refused as every other flaw is, and the log gets %s', async (_name, reason, make) => {
  expect(await refusal(await make())).toEqual({ code: 'UNAUTHENTICATED', message: 'A valid access token is required.', reason })
})

test('roles count only for the own organisation when a token carries several', async () => {
  const doorstroom_rol_3d = ['DoorstroomMatching-hub:0887010362', 'DoorstroomReferral-hub:0212214125', 'DoorstroomAudit-other:0212214125']
  expect(await createVerifier()(await signed({ sub: 'p1', doorstroom_rol_3d }))).toMatchObject({ purposes: ['REFERRAL'], userId: 'p1' })
})

test('a new signing key is taken up without a restart, and what the old key signed stays valid', async () => {
  const verify = createVerifier()
  const request = { issuer: issuer.issuer, dataDir, consumer: 'agii-frontend', purpose: 'REFERRAL' } as const
  const before = await requestToken(request)
  await verify(`Bearer ${before}`)
  await issuer.rotateSigningKey()
  const after = await requestToken(request)
  expect(await verify(`Bearer ${after}`)).toMatchObject({ consumer: 'agii-frontend' })
  expect(await verify(`Bearer ${before}`)).toMatchObject({ consumer: 'agii-frontend' })
})

test('a key that the issuer withdrew is refused once the known keys are too old', async () => {
  const verify = createVerifier({ keysMaxAgeMs: 0 })
  const token = await signed()
  await verify(token)
  await issuer.rotateSigningKey()
  await issuer.rotateSigningKey()
  await expect(verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail: { reason: 'jwks_no_matching_key' } })
})

test('a key that the issuer withdrew is not trusted longer when the clock is set back', async () => {
  let elapsed = 0
  // As long as the token: by the clock that is set back the keys stay fresh.
  const verify = createVerifier({ keysMaxAgeMs: 60_000, keysCooldownMs: 600_000, elapsed: () => elapsed })
  const token = await signed()
  await verify(token)
  await issuer.rotateSigningKey()
  await issuer.rotateSigningKey()
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  onTestFinished(() => void vi.useRealTimers())
  elapsed = 60_000
  expect(await verify(token)).toMatchObject({ consumer: 'ocmw-gent' })
  elapsed = 60_001
  await expect(verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail: { reason: 'jwks_no_matching_key' } })
})

test('an issuer that does not answer is a fault of the source, not of the token', async () => {
  const token = await signed()
  expect(await refusal(token, { issuer: 'http://127.0.0.1:9' })).toEqual({
    code: 'SOURCE_UNAVAILABLE',
    message: 'The identity provider is not responding. Try again later.',
    reason: undefined,
  })
})

test('an issuer that speaks for another name is not believed', async () => {
  const alias = issuer.issuer.replace('127.0.0.1', 'localhost')
  expect(await refusal(await signed({ iss: alias }), { issuer: alias })).toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
})

test('the hub asks the issuer again after it was away', async () => {
  let away = true
  const verify = createVerifier({ fetch: async (...request) => (away ? Promise.reject(new Error('away')) : await fetch(...request)) })
  const token = await signed()
  await expect(verify(token)).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
  away = false
  expect(await verify(token)).toMatchObject({ consumer: 'ocmw-gent' })
})

test('whatever stands in the header, the answer is the same refusal, and the issuer is not asked for its keys again and again', async () => {
  let asked = 0
  const load: typeof fetch = async (...request) => {
    asked += 1
    return await fetch(...request)
  }
  // As in production, made-up key ids wait for the next look at the issuer's keys. Its answer may take long on a busy machine.
  const verify = createVerifier({ fetch: load, keysCooldownMs: 600_000, timeoutMs: 15_000 })
  await verify(await signed())
  const key = await currentKey()
  const part = fc.oneof(fc.string(), fc.json(), fc.constant(JSON.stringify({ alg: 'RS256', kid: key.kid })))
  const encoded = part.map((text) => Buffer.from(text).toString('base64url'))
  const header = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.tuple(encoded, encoded, encoded).map((parts) => `Bearer ${parts.join('.')}`),
  )
  await fc.assert(
    fc.asyncProperty(header, async (authorization) => {
      const error = await verify(authorization).catch((cause: unknown) => cause)
      expect(error).toMatchObject({ code: 'UNAUTHENTICATED', message: 'A valid access token is required.' })
    }),
    { numRuns: 300 },
  )
  expect(asked).toBe(2)
})
