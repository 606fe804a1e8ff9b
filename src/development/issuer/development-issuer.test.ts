import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GRANTS, readClaims } from '../../access/identity/claims.ts'
import { CONSUMERS } from './consumers.ts'
import { type DevelopmentIssuer, startDevelopmentIssuer } from './development-issuer.ts'
import { requestToken } from './request-token.ts'
import { readSecrets } from './secrets.ts'
import { signIn } from './sign-in.ts'

let dataDir: string
let issuer: DevelopmentIssuer

const start = (port = 0) => startDevelopmentIssuer({ port, dataDir, nodeEnv: 'test', audience: 'doorstroom' })

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'doorstroom-issuer-'))
  issuer = await start()
})
afterAll(async () => {
  await issuer.close()
  await rm(dataDir, { recursive: true })
})

async function post(form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(`${issuer.issuer}/token`, { method: 'POST', body: new URLSearchParams(form), headers })
  const { error } = (await response.json()) as { error?: string }
  return { status: response.status, error }
}

async function basic(consumer: string): Promise<Record<string, string>> {
  const secret = (await readSecrets(dataDir))?.clients[consumer]?.secret
  return { authorization: `Basic ${Buffer.from(`${consumer}:${secret}`).toString('base64')}` }
}

const OF_ORGANISATIONS = CONSUMERS.filter(({ organisation }) => organisation !== null)

test.each(OF_ORGANISATIONS.flatMap(({ id, purposes }) => purposes.map((purpose) => [id, purpose] as const)))(
  '%s gets a token for %s that says which organisation it is',
  async (consumer, purpose) => {
    const claims = readClaims(decodeJwt(await requestToken({ issuer: issuer.issuer, dataDir, consumer, purpose })))
    const known = CONSUMERS.find(({ id }) => id === consumer)
    expect(claims.purposes).toContain(purpose)
    expect(claims).toMatchObject({ consumer, organisationCode: known?.organisation?.code, targetGroup: known?.organisation?.targetGroup })
    expect(claims.userId === null).toBe(known?.machine)
  },
)

test('a citizen gets a token that says who it is, and no organisation', async () => {
  const request = { issuer: issuer.issuer, dataDir, consumer: 'citizen-portal', purpose: 'OWN_DATA' } as const
  const [first, second] = [decodeJwt(await requestToken(request)), decodeJwt(await requestToken({ ...request, asPerson: 'citizen-2' }))]
  expect([first, second]).toMatchObject([
    { vo_doelgroepcode: 'BUR', vo_id: 'citizen-1', rrn: '90720400142' },
    { vo_doelgroepcode: 'BUR', vo_id: 'citizen-2', rrn: '91681100317' },
  ])
  expect(String(first.scope).split(' ')).toContain('doorstroom:own_data')
  expect(Object.keys(first).filter((claim) => claim.startsWith('vo_org') || claim.startsWith('doorstroom'))).toEqual([])
})

test('a purpose that a consumer does not hold is refused before the issuer is asked', async () => {
  const request = { issuer: issuer.issuer, dataDir, consumer: 'gemeente-gent', purpose: 'MATCHING' } as const
  await expect(requestToken(request)).rejects.toMatchObject({
    code: 'PURPOSE_NOT_GRANTED',
    message: 'gemeente-gent may use these purposes: REFERRAL, INCENTIVE_DECISION.',
  })
})

test('an unknown consumer is told which ones exist', async () => {
  await expect(requestToken({ issuer: issuer.issuer, dataDir, consumer: 'ocmw-gant', purpose: 'REFERRAL' })).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    message: expect.stringContaining('ocmw-gent, ocmw-gent-desk, ocmw-mechelen'),
  })
})

test('asking for a token while no issuer runs says what to do', async () => {
  const request = { dataDir, consumer: 'ocmw-gent', purpose: 'REFERRAL' } as const
  const refusal = { code: 'SOURCE_UNAVAILABLE', message: 'The issuer is not responding. Start the hub first.' }
  await expect(requestToken({ ...request, issuer: 'http://127.0.0.1:9' })).rejects.toMatchObject(refusal)
  await expect(requestToken({ ...request, issuer: issuer.issuer, dataDir: join(dataDir, 'nothing') })).rejects.toMatchObject({
    code: 'SOURCE_UNAVAILABLE',
  })
})

test('the issuer itself refuses wrong secrets, missing proof and purposes that the application does not hold', async () => {
  const scope = GRANTS.REFERRAL.scope
  const grant = { grant_type: 'client_credentials', scope }
  const wrong = { authorization: `Basic ${Buffer.from('ocmw-gent:wrong').toString('base64')}` }
  expect(await post(grant, wrong)).toEqual({ status: 401, error: 'invalid_client' })
  expect(await post({ ...grant, client_id: 'ocmw-mechelen' })).toEqual({ status: 401, error: 'invalid_client' })
  expect(await post({ ...grant, scope: GRANTS.MATCHING.scope }, await basic('ocmw-gent'))).toEqual({ status: 400, error: 'invalid_scope' })
  expect(await post({ ...grant, client_id: 'vdab-consultant' })).toEqual({ status: 400, error: 'invalid_request' })
})

test('a code is good once, and only with the verifier that belongs to it', async () => {
  const form = await signIn({ issuer: issuer.issuer, consumer: 'vdab-consultant', person: 'person-vdab-2' })
  const other = await signIn({ issuer: issuer.issuer, consumer: 'vdab-consultant', person: 'person-vdab-2' })
  const client_id = 'vdab-consultant'
  expect(await post({ ...other, code_verifier: form.code_verifier, client_id })).toEqual({ status: 400, error: 'invalid_grant' })
  expect(await post({ ...form, client_id })).toEqual({ status: 200, error: undefined })
  expect(await post({ ...form, client_id })).toEqual({ status: 400, error: 'invalid_grant' })
})

test('an application of people without PKCE is sent back with an error', async () => {
  const query = new URLSearchParams({
    client_id: 'vdab-consultant',
    response_type: 'code',
    scope: 'openid',
    redirect_uri: 'http://127.0.0.1/callback',
  })
  const response = await fetch(`${issuer.issuer}/auth?${query}`, { redirect: 'manual' })
  expect(new URL(response.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_request')
})

test('tokens survive a restart on the same port, because the keys and the address are kept', async () => {
  const request = { dataDir, consumer: 'ocmw-gent', purpose: 'REFERRAL' } as const
  const before = await requestToken({ ...request, issuer: issuer.issuer })
  await issuer.close()
  issuer = await start(Number(new URL(issuer.issuer).port))
  const after = await requestToken({ ...request, issuer: issuer.issuer })
  expect(decodeProtectedHeader(after).kid).toBe(decodeProtectedHeader(before).kid)
  expect(decodeJwt(after).iss).toBe(decodeJwt(before).iss)
})

test('the secrets are for the owner of the data folder only', async () => {
  const modes = await Promise.all([join(dataDir, 'issuer'), join(dataDir, 'issuer', 'secrets.json')].map((path) => stat(path)))
  expect(modes.map(({ mode }) => (mode & 0o777).toString(8))).toEqual(['700', '600'])
})

test('a published key set holds no private part', async () => {
  const { keys } = (await (await fetch(`${issuer.issuer}/jwks`)).json()) as { keys: Record<string, string>[] }
  expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']])
})

test('production refuses the development issuer', async () => {
  const options = { port: 0, dataDir, nodeEnv: 'production', audience: 'doorstroom' }
  await expect(startDevelopmentIssuer(options)).rejects.toThrow(
    'The development issuer does not run in production: set OIDC_ISSUER to a real issuer.',
  )
})

test('a taken port is named', async () => {
  const { port } = new URL(issuer.issuer)
  await expect(start(Number(port))).rejects.toThrow(
    `Port ${port} is in use, and the development issuer needs it. Set ISSUER_PORT to a free port.`,
  )
})

test('damaged secrets are named, without a word of what they hold', async () => {
  const damaged = await mkdtemp(join(tmpdir(), 'doorstroom-issuer-'))
  const other = await startDevelopmentIssuer({ port: 0, dataDir: damaged, nodeEnv: 'test', audience: 'doorstroom' })
  await other.close()
  const path = join(damaged, 'issuer', 'secrets.json')
  await writeFile(path, '{"signingKeys": "hush')
  await expect(readSecrets(damaged)).rejects.toThrow(
    `${path} is damaged. Delete it and start again: new keys are created, and existing tokens become invalid.`,
  )
  await rm(damaged, { recursive: true })
})
