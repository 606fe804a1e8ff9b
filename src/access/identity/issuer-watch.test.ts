/** Issuers that answer as real ones do by mistake: each mistake has a class of its own, in the log and for who asks whether the hub is ready. */
import { createServer, type RequestListener, type Server } from 'node:http'
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { ISSUER_PROBLEMS, type IssuerProblem, probeIssuer } from './issuer-probe.ts'
import { createIssuerWatch, type IssuerWatch } from './issuer-watch.ts'

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.closeAllConnections()
  for (const server of servers) server.close()
})

async function listen(answer: (issuer: string) => RequestListener): Promise<string> {
  const server = createServer()
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  server.on('request', answer(issuer))
  return issuer
}

const KEY = { kty: 'OKP', crv: 'Ed25519', kid: 'a', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }

type Issuing = { issuer?: string; jwks_uri?: string; keys?: unknown[]; keysStatus?: number }

/** An issuer that is right but for what is given. */
const issuing =
  ({ issuer, jwks_uri, keys = [KEY], keysStatus = 200 }: Issuing = {}) =>
  (own: string): RequestListener =>
  ({ url }, response) => {
    const isDocument = url === '/.well-known/openid-configuration'
    const body = isDocument ? { issuer: issuer ?? own, jwks_uri: jwks_uri ?? `${own}/keys` } : { keys }
    response.writeHead(isDocument ? 200 : keysStatus, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

const answering =
  (status: number, body: string, headers: Record<string, string> = {}) =>
  (): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body)

const SECRET = 'hunter2'
const CASES: readonly [string, IssuerProblem, () => Promise<string>][] = [
  ['answers a web page', 'NOT_JSON', () => listen(answering(200, `<html>${SECRET}</html>`))],
  ['answers JSON that is no discovery document', 'NOT_JSON', () => listen(answering(200, '[]'))],
  ['fails', 'STATUS', () => listen(answering(500, SECRET))],
  ['is not at this path', 'STATUS', () => listen(answering(404, ''))],
  ['redirects', 'REDIRECT', () => listen(answering(302, '', { location: 'http://127.0.0.1:9/' }))],
  ['says nothing', 'TIMEOUT', () => listen(() => () => {})],
  ['names another issuer', 'OTHER_ISSUER', () => listen(issuing({ issuer: `https://${SECRET}.example` }))],
  ['names itself with a slash', 'OTHER_ISSUER', async () => `${await listen(issuing())}/`],
  ['has keys on an address that is not encrypted', 'KEYS_ADDRESS', () => listen(issuing({ jwks_uri: 'http://keys.example/' }))],
  ['does not answer its keys', 'KEYS', () => listen(issuing({ keysStatus: 500 }))],
  ['has no key', 'NO_KEYS', () => listen(issuing({ keys: [] }))],
  ['speaks no TLS', 'TLS', async () => (await listen(issuing())).replace('http:', 'https:')],
  ['is not there', 'UNREACHABLE', async () => 'http://127.0.0.1:9'],
  ['has no address', 'UNREACHABLE', async () => 'https://issuer.invalid'],
]

describe('an issuer that', () => {
  test.each(CASES)('%s is told as %s', async (_what, problem, start) => {
    const issuer = await start()
    const lines: unknown[] = []
    const tell = (fields: object) => void lines.push(fields)
    const watch = createIssuerWatch({ issuer, timeoutMs: 300, log: { info: tell, warn: tell } })
    await watch.start()
    watch.stop()
    expect(lines).toEqual([{ issuer: problem, problem: ISSUER_PROBLEMS[problem] }])
    expect(() => watch.assertUsable()).toThrow(
      expect.objectContaining({ code: 'SOURCE_UNAVAILABLE', detail: { source: 'issuer', problem } }),
    )
    expect(JSON.stringify(lines)).not.toContain(SECRET)
  })

  test('is right has no problem', async () => {
    await expect(probeIssuer({ issuer: await listen(issuing()) })).resolves.toBeUndefined()
  })
})

test('a text for each class says something else', () => {
  expect(new Set(Object.values(ISSUER_PROBLEMS)).size).toBe(Object.keys(ISSUER_PROBLEMS).length)
})

test('the hub goes on asking: an issuer that comes up later is used, and its keys are trusted for a while after it is gone', async () => {
  let answer = answering(500, '')()
  const issuer = await listen((own) => (request, response) => {
    if (answer === undefined) issuing()(own)(request, response)
    else answer(request, response)
  })
  const lines: object[] = []
  let time = 0
  const tell = (fields: object) => void lines.push(fields)
  const watch = createIssuerWatch({ issuer, retryMs: 5, againMs: 5, keysMaxAgeMs: 1_000, now: () => time, log: { info: tell, warn: tell } })
  const until = async (count: number) => {
    while (lines.length < count) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await watch.start()
  expect(() => watch.assertUsable()).toThrow()
  answer = undefined as never
  await until(2)
  watch.assertUsable()
  answer = answering(500, '')()
  await until(3)
  watch.assertUsable()
  time = 1_000
  expect(() => watch.assertUsable()).toThrow()
  watch.stop()
  expect(lines.map((line) => 'issuer' in line && line.issuer)).toEqual(['STATUS', 'USABLE', 'STATUS'])
})

test('the keys of an issuer that is gone are not trusted longer when the clock is set back', async () => {
  let answer = true
  const issuer = await listen((own) => (request, response) => (answer ? issuing()(own) : answering(500, '')())(request, response))
  const quiet = { info: () => {}, warn: () => {} }
  const watch = createIssuerWatch({ issuer, retryMs: 5, againMs: 5, keysMaxAgeMs: 200, log: quiet })
  onTestFinished(watch.stop)
  await watch.start()
  watch.assertUsable()
  answer = false
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 })
  onTestFinished(() => void vi.useRealTimers())
  await expect.poll(() => isUsable(watch), { timeout: 5_000 }).toBe(false)
})

const isUsable = (watch: IssuerWatch) => {
  try {
    watch.assertUsable()
    return true
  } catch {
    return false
  }
}
