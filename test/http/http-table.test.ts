/** What HTTP itself can be asked wrongly, and how it is answered: one row per case. */
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { startTestHub, type TestHub } from '../support/hub.ts'
import { sendRaw } from './raw-http.ts'

let hub: TestHub
let token: string
beforeAll(async () => {
  hub = await startTestHub({ persons: 0 })
  token = await hub.token('ocmw-gent', 'REFERRAL')
})

const JSON_TYPE = { 'content-type': 'application/json' }
const QUERY = JSON.stringify({ query: '{ viewer { consumer } }' })

type Row = { path?: string; init?: RequestInit; anonymous?: true; status: number; code?: string }

const post = (body: BodyInit, headers: Record<string, string> = JSON_TYPE): RequestInit => ({ method: 'POST', body, headers })
const text = (value: string) =>
  JSON.stringify({ query: 'query ($x: String) { newcomers(filter: { contactLanguage: $x }) { totalCount } }', variables: { x: value } })
const literal = (value: string) => JSON.stringify({ query: `{ newcomers(filter: { contactLanguage: "${value}" }) { totalCount } }` })

const TABLE: Record<string, Row> = {
  'a query by POST': { init: post(QUERY), status: 200 },
  'a query by GET': { path: `?query=${encodeURIComponent('{ viewer { consumer } }')}`, status: 405, code: 'BAD_USER_INPUT' },
  'a query by GET with variables': {
    path: `?query=${encodeURIComponent('query ($i: Insz!) { newcomerByInsz(insz: $i) { id } }')}&variables=${encodeURIComponent('{"i":"85073003328"}')}`,
    status: 405,
    code: 'BAD_USER_INPUT',
  },
  'a query by GET without purpose, as a link on another site would send': {
    path: '?query=%7Bviewer%7Bconsumer%7D%7D',
    init: { headers: { 'hub-purpose': '' } },
    status: 405,
    code: 'BAD_USER_INPUT',
  },
  'a form of another site': {
    init: post('query=x', { 'content-type': 'application/x-www-form-urlencoded' }),
    status: 415,
    code: 'BAD_USER_INPUT',
  },
  'plain text, which needs no preflight': { init: post(QUERY, { 'content-type': 'text/plain' }), status: 415, code: 'BAD_USER_INPUT' },
  'no content type': { init: post(new Blob([QUERY]), {}), status: 415, code: 'BAD_USER_INPUT' },
  'a delivery at the wrong address': { init: post('{}', { 'content-type': 'application/x-ndjson' }), status: 415, code: 'BAD_USER_INPUT' },
  'another character set': {
    init: post(QUERY, { 'content-type': 'application/json; charset=latin1' }),
    status: 415,
    code: 'BAD_USER_INPUT',
  },
  'UTF-8 said in so many words': { init: post(QUERY, { 'content-type': 'application/json; charset=UTF-8' }), status: 200 },
  'no token': { init: post(QUERY), anonymous: true, status: 401, code: 'UNAUTHENTICATED' },
  'another address': { path: '/nothing', status: 404, code: 'NOT_FOUND' },
  'an address that is no text': { path: '/%zz', status: 400, code: 'BAD_USER_INPUT' },
  PUT: { init: { method: 'PUT', body: QUERY, headers: JSON_TYPE }, status: 405, code: 'BAD_USER_INPUT' },
  DELETE: { init: { method: 'DELETE' }, status: 405, code: 'BAD_USER_INPUT' },
  OPTIONS: { init: { method: 'OPTIONS' }, status: 405, code: 'BAD_USER_INPUT' },
  'an answer as XML': { init: post(QUERY, { ...JSON_TYPE, accept: 'application/xml' }), status: 406, code: 'BAD_USER_INPUT' },
  'a body larger than 256 KiB': { init: post(' '.repeat(300_000)), status: 413, code: 'BAD_USER_INPUT' },
  'a compressed body': { init: post(gzipSync(QUERY), { ...JSON_TYPE, 'content-encoding': 'gzip' }), status: 415, code: 'BAD_USER_INPUT' },
  'a compressed body of 100 MB of nothing': {
    init: post(gzipSync(Buffer.alloc(100_000_000)), { ...JSON_TYPE, 'content-encoding': 'gzip' }),
    status: 415,
    code: 'BAD_USER_INPUT',
  },
  'an empty body': { init: post(''), status: 400, code: 'BAD_USER_INPUT' },
  'an empty object': { init: post('{}'), status: 400, code: 'BAD_USER_INPUT' },
  null: { init: post('null'), status: 400, code: 'BAD_USER_INPUT' },
  'half a body': { init: post('{"query":'), status: 400, code: 'BAD_USER_INPUT' },
  'a batch': { init: post(`[${QUERY},${QUERY}]`), status: 400, code: 'BAD_USER_INPUT' },
  'bytes that are no UTF-8': {
    init: post(Buffer.from([...Buffer.from('{"query":"{ viewer { consumer } } #'), 0xc3, 0x28, 0x22, 0x7d])),
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  'a document that is a number': { init: post('{"query":1}'), status: 400, code: 'BAD_USER_INPUT' },
  'variables that are text': { init: post('{"query":"{ viewer { consumer } }","variables":"{}"}'), status: 400, code: 'BAD_USER_INPUT' },
  'variables that are a list': { init: post('{"query":"{ viewer { consumer } }","variables":[]}'), status: 400, code: 'BAD_USER_INPUT' },
  __proto__: { init: post('{"__proto__":{"query":"{ viewer { consumer } }"}}'), status: 400, code: 'BAD_USER_INPUT' },
  '__proto__ in the variables': {
    init: post('{"query":"{ viewer { consumer } }","variables":{"__proto__":{"a":1}}}'),
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  'the same key twice: the last counts': { init: post('{"query":"{ nonsense }","query":"{ viewer { consumer } }"}'), status: 200 },
  'a name that the document does not have': {
    init: post('{"query":"query A { viewer { consumer } }","operationName":"B"}'),
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  'NUL in a variable': { init: post(text('nl\u0000')), status: 400, code: 'BAD_USER_INPUT' },
  'NUL in the text': { init: post(literal('nl\\u0000')), status: 400, code: 'BAD_USER_INPUT' },
  'half a surrogate pair in a variable': { init: post(text('\ud800')), status: 400, code: 'BAD_USER_INPUT' },
  'half a surrogate pair in the text': { init: post(literal('\\ud800')), status: 400, code: 'GRAPHQL_PARSE_FAILED' },
  'marks that turn the direction of text': { init: post(text('\u202e\u2066nld')), status: 200 },
  'a language of a hundred kilobytes': { init: post(text('n'.repeat(100_000))), status: 200 },
  'an integer that no number holds': {
    init: post('{"query":"{ newcomers(first: 99999999999999999999) { totalCount } }"}'),
    status: 400,
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  'a variable that is larger than any number': {
    init: post('{"query":"query ($n: Int) { newcomers(first: $n) { totalCount } }","variables":{"n":1e999}}'),
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  NaN: { init: post('{"query":"{ viewer { consumer } }","variables":{"n":NaN}}'), status: 400, code: 'BAD_USER_INPUT' },
}

describe('each request is answered by its row', () => {
  test.each(Object.entries(TABLE))('%s', async (_name, { path = '', init = {}, anonymous, status, code }) => {
    const headers = {
      ...(anonymous ? {} : { authorization: `Bearer ${token}` }),
      'hub-purpose': 'REFERRAL',
      ...(init.headers as Record<string, string>),
    }
    const response = await fetch(`${hub.address}/graphql${path}`, { ...init, headers })
    const body = (await response.json()) as { errors?: { extensions: { code: string } }[] }
    expect([response.status, body.errors?.[0]?.extensions.code]).toEqual([status, code])
    expect(response.headers.get('cache-control')).toBe(path === '/%zz' ? null : 'no-store')
  })
})

test('a method that is not allowed is answered with those that are', async () => {
  for (const method of ['DELETE', 'GET', 'HEAD']) {
    const response = await fetch(`${hub.address}/graphql?query=%7Bviewer%7Bconsumer%7D%7D`, { method })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
  }
})

describe('a delivery without a readable body is refused as a problem, and the answer says what is accepted', () => {
  test.each<[string, RequestInit, number]>([
    ['no body', {}, 415],
    ['JSON', { body: '{}', headers: JSON_TYPE }, 415],
    ['compressed in another way', { body: 'x', headers: { 'content-type': 'application/x-ndjson', 'content-encoding': 'br' } }, 415],
  ])('%s', async (_name, init, status) => {
    const response = await fetch(`${hub.address}/deliveries`, {
      method: 'POST',
      ...init,
      headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` },
    })
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/problem+json; charset=utf-8'])
    expect(await response.json()).toEqual({
      type: 'urn:problem-type:doorstroom:BAD_USER_INPUT',
      title: 'Unsupported Media Type',
      status,
      detail: 'Send the request as application/x-ndjson in UTF-8, as it is or with Content-Encoding: gzip.',
      code: 'BAD_USER_INPUT',
    })
  })
})

describe('what is no request at all', () => {
  const head = 'POST /graphql HTTP/1.1\r\nhost: hub\r\n'
  const codeOf = (body: string) => (JSON.parse(body) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code

  test('a flood of headers gets no further than their size', async () => {
    const flood = Array.from({ length: 5_000 }, (_, index) => `x-${index}: ${'a'.repeat(20)}\r\n`)
    const { status, body } = await sendRaw(hub.address, [head, ...flood, '\r\n'])
    expect([status, codeOf(body)]).toEqual([401, 'UNAUTHENTICATED'])
  })

  test.each([
    ['no HTTP', 'GIMME graphql\r\n\r\n'],
    ['a space in a header name', `${head}hub purpose: REFERRAL\r\n\r\n`],
    ['two lengths', `${head}content-length: 5\r\ncontent-length: 6\r\n\r\nhello`],
    ['a length and chunks', `${head}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
  ])('%s', async (_name, bytes) => {
    const { status, body } = await sendRaw(hub.address, [bytes])
    expect([status, codeOf(body)]).toEqual([400, 'BAD_USER_INPUT'])
  })

  test('requests sent behind each other are answered in their order', async () => {
    const live = 'GET /health/live HTTP/1.1\r\nhost: hub\r\n'
    const { status, head: first, body } = await sendRaw(hub.address, [`${live}\r\n${live}connection: close\r\n\r\n`])
    expect([status, body.startsWith('{"status":"live"}')]).toEqual([200, true])
    expect(first).toContain('keep-alive')
  })

  test.concurrent('headers that drip in are given up after ten seconds', async () => {
    const begin = Date.now()
    const { status } = await sendRaw(hub.address, [head, ...Array.from({ length: 30 }, () => 'x-a: b\r\n')], 500)
    expect(status).toBe(408)
    expect(Date.now() - begin).toBeLessThan(18_000)
  })

  test.concurrent('a body that drips in is given up after ten seconds', async () => {
    const begin = Date.now()
    const start = `${head}authorization: Bearer ${token}\r\nhub-purpose: REFERRAL\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{`
    const { status, body } = await sendRaw(hub.address, [start, ...Array.from({ length: 30 }, () => ' ')], 500)
    expect([status, codeOf(body)]).toEqual([408, 'BAD_USER_INPUT'])
    expect(Date.now() - begin).toBeLessThan(18_000)
  })
})
