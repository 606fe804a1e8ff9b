import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt, exportSPKI, importJWK, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSecrets } from '../../src/development/issuer/secrets.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'
import { sendRaw } from './raw-http.ts'

let hub: TestHub
let good: string
let protocolsDir: string

/** The agreement on referral with the OCMWs ended; every other one is in force. */
beforeAll(async () => {
  protocolsDir = await mkdtemp(join(tmpdir(), 'doorstroom-protocols-'))
  await cp('protocols', protocolsDir, { recursive: true })
  for (const name of (await readdir(protocolsDir)).filter((file) => file.endsWith('.yaml'))) {
    const path = join(protocolsDir, name)
    const text = await readFile(path, 'utf8')
    if (/^recipient: OCMW$/m.test(text) && /^purposes: \[.*REFERRAL/m.test(text))
      await writeFile(path, text.replace(/^inForce: .*$/m, 'inForce: { from: 2020-01-01, until: 2021-01-01 }'))
  }
  hub = await startTestHub({ persons: 0, protocolsDir })
  good = await hub.token('ocmw-gent', 'INCENTIVE_DECISION')
})
afterAll(() => rm(protocolsDir, { recursive: true }))

const now = () => Math.floor(Date.now() / 1000)

/** The good token with other claims, signed by the issuer's own key: only the claims can be at fault. */
async function signed(changes: Record<string, unknown>, header: Record<string, unknown> = {}): Promise<string> {
  const key = (await readSecrets(hub.config.dataDir))?.signingKeys[0]
  if (key === undefined) throw new Error('The issuer has no key.')
  const payload = { ...decodeJwt(good), ...changes }
  return await new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: key.kid, ...header }).sign(await importJWK(key, 'RS256'))
}

/** A token whose secret is the issuer's published key. */
async function confused(): Promise<string> {
  const key = (await readSecrets(hub.config.dataDir))?.signingKeys[0]
  if (key === undefined) throw new Error('The issuer has no key.')
  const { d, p, q, dp, dq, qi, ...published } = key as Record<string, unknown>
  const secret = new TextEncoder().encode(await exportSPKI((await importJWK({ ...published, ext: true } as never, 'RS256')) as CryptoKey))
  return await new SignJWT(decodeJwt(good)).setProtectedHeader({ alg: 'HS256', kid: key.kid }).sign(secret)
}

type Sent = { authorization?: string; purpose?: string }
type Refusal = { status: number; body: unknown; log: Record<string, unknown>[] }

async function send({ authorization, purpose }: Sent): Promise<Refusal> {
  const from = hub.log.length
  const response = await fetch(`${hub.address}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(authorization === undefined ? {} : { authorization }),
      ...(purpose === undefined ? {} : { 'hub-purpose': purpose }),
    },
    body: JSON.stringify({ query: '{ viewer { consumer } }' }),
  })
  return { status: response.status, body: await response.json(), log: hub.log.slice(from).map((line) => JSON.parse(line)) }
}

const withToken = (token: string): Sent => ({ authorization: `Bearer ${token}`, purpose: 'INCENTIVE_DECISION' })
const UNAUTHENTICATED = {
  status: 401,
  body: { errors: [{ message: 'A valid access token is required.', extensions: { code: 'UNAUTHENTICATED' } }] },
}
const NOT_GRANTED = {
  status: 403,
  body: {
    errors: [
      {
        message: 'This purpose is not granted to this token, or no protocol in force covers it.',
        extensions: { code: 'PURPOSE_NOT_GRANTED' },
      },
    ],
  },
}
const MISSING = {
  status: 400,
  body: { errors: [{ message: 'Declare the purpose of the request in the Hub-Purpose header.', extensions: { code: 'PURPOSE_MISSING' } }] },
}

describe('twelve requests without the right to ask are refused, alike per class, and logged without the token', () => {
  test('the token that they are made from is good', async () => {
    expect(await send(withToken(good))).toMatchObject({ status: 200, body: { data: { viewer: { consumer: 'ocmw-gent' } } } })
  })

  test.each<[name: string, request: () => Promise<Sent>, refusal: object, reason: string | undefined]>([
    ['no token', async () => ({ purpose: 'INCENTIVE_DECISION' }), UNAUTHENTICATED, 'token_missing'],
    ['expired', async () => withToken(await signed({ iat: now() - 600, exp: now() - 300 })), UNAUTHENTICATED, 'expired'],
    ['wrong audience', async () => withToken(await signed({ aud: 'another-hub' })), UNAUTHENTICATED, 'claim_aud'],
    ['wrong issuer', async () => withToken(await signed({ iss: 'https://issuer.example' })), UNAUTHENTICATED, 'claim_iss'],
    ['alg none', async () => withToken(new UnsecuredJWT(decodeJwt(good)).encode()), UNAUTHENTICATED, 'token_malformed'],
    ['HS256 with the public key', async () => withToken(await confused()), UNAUTHENTICATED, 'jose_alg_not_allowed'],
    ['issued in the future', async () => withToken(await signed({ iat: now() + 600, exp: now() + 900 })), UNAUTHENTICATED, 'claim_iat'],
    ['organisation unknown', async () => withToken(await signed({ vo_orgcode: '0999999999' })), UNAUTHENTICATED, 'organisation_unknown'],
    ['no purpose', async () => ({ authorization: `Bearer ${good}` }), MISSING, undefined],
    ['purpose not granted', async () => ({ ...withToken(good), purpose: 'MATCHING' }), NOT_GRANTED, undefined],
    [
      'purpose whose protocol ended',
      async () => ({ ...withToken(await hub.token('ocmw-gent', 'REFERRAL')), purpose: 'REFERRAL' }),
      NOT_GRANTED,
      undefined,
    ],
  ])('%s', async (_name, request, refusal, reason) => {
    const sent = await request()
    const { log, ...answer } = await send(sent)
    expect(answer).toEqual(refusal)
    const line = log.filter(({ msg }) => msg === 'refused')
    expect(line.map(({ detail }) => (detail as { reason?: string }).reason)).toEqual([reason])
    for (const part of sent.authorization?.split(/[ .]/).filter((text) => text.length > 20) ?? [])
      expect(JSON.stringify(log)).not.toContain(part)
  })

  test('ten megabytes of token', async () => {
    const from = hub.log.length
    const marker = 'QUJDREVGR0hJSktMTU5P'
    const head = `POST /graphql HTTP/1.1\r\nhost: hub\r\nhub-purpose: REFERRAL\r\nauthorization: Bearer `
    const { status, body } = await sendRaw(hub.address, [head, marker.repeat(500_000), '\r\n\r\n'])
    expect({ status, body: JSON.parse(body) }).toEqual(UNAUTHENTICATED)
    const log = hub.log.slice(from).join('')
    expect(log).toContain('headers_too_large')
    expect(log).not.toContain(marker)
  })

  test('a token just beyond what is looked at', async () => {
    expect(await send(withToken(`e30.${'A'.repeat(16 * 1024)}.AA`))).toMatchObject(UNAUTHENTICATED)
  })
})
