import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DevelopmentIssuer, startDevelopmentIssuer } from './development-issuer.ts'

let dataDir: string
let issuer: DevelopmentIssuer

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'doorstroom-interaction-'))
  issuer = await startDevelopmentIssuer({ port: 0, dataDir, nodeEnv: 'test', audience: 'doorstroom' })
})
afterAll(async () => {
  await issuer.close()
  await rm(dataDir, { recursive: true })
})

/** A sign-in that has come as far as the form. */
async function openForm() {
  const query = new URLSearchParams({
    client_id: 'vdab-consultant',
    response_type: 'code',
    redirect_uri: 'http://127.0.0.1:49152/callback',
    scope: 'openid vo doorstroom',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  })
  const response = await fetch(`${issuer.issuer}/auth?${query}`, { redirect: 'manual' })
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  return { address: new URL(response.headers.get('location') ?? '', issuer.issuer), cookie }
}

async function choose(form: { address: URL; cookie: string }, person: string) {
  const body = new URLSearchParams({ person })
  const response = await fetch(form.address, { method: 'POST', body, headers: { cookie: form.cookie }, redirect: 'manual' })
  return { status: response.status, body: await response.text() }
}

test('the form shows the people of the application and nobody else, and may load nothing', async () => {
  const { address, cookie } = await openForm()
  const response = await fetch(address, { headers: { cookie } })
  const page = await response.text()
  expect([...page.matchAll(/value="([^"]+)"/g)].map(([, id]) => id)).toEqual(['person-vdab-1', 'person-vdab-2'])
  expect(page).toContain('<legend>Wie ben je?</legend>')
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none';/)
})

test('who is not on the form cannot sign in', async () => {
  const form = await openForm()
  expect(await choose(form, 'person-agii-1')).toEqual({ status: 400, body: 'Choose one of the people on the form.\n' })
  expect(await choose(form, '')).toEqual({ status: 400, body: 'Choose one of the people on the form.\n' })
  expect(await choose(form, 'x'.repeat(10_000))).toEqual({ status: 400, body: 'Choose one of the people on the form.\n' })
  expect(await choose(form, 'person-vdab-2')).toMatchObject({ status: 303 })
})

test('a form of another browser, or of a sign-in that has ended, is refused', async () => {
  const { address } = await openForm()
  const refusal = { status: 400, body: 'This sign-in has ended. Start again from the application.\n' }
  expect(await choose({ address, cookie: '' }, 'person-vdab-1')).toEqual(refusal)
  expect(await choose({ address: new URL('/interaction/unknown', issuer.issuer), cookie: '' }, 'person-vdab-1')).toEqual(refusal)
})
