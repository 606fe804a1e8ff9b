/** Whatever a caller sends can be somebody's name or number: no answer and no log line repeats it. */
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { startTestHub, type TestHub } from '../support/hub.ts'

let hub: TestHub
let token: string
let delivering: string
beforeAll(async () => {
  hub = await startTestHub({ persons: 0 })
  token = await hub.token('ocmw-gent', 'REFERRAL')
  delivering = await hub.token('ocmw-gent-deliveries', 'DELIVER')
})

type Sent = { path?: string; init: RequestInit }

const document = (query: string, more: object = {}): Sent => ({ init: { method: 'POST', body: JSON.stringify({ query, ...more }) } })
const raw = (body: string): Sent => ({ init: { method: 'POST', body } })
const header = (name: string, value: string): Sent => ({
  init: { method: 'POST', body: JSON.stringify({ query: '{ viewer { consumer } }' }), headers: { [name]: value } },
})

/** Places of a value in the text of a document; M is the value, "M" the value as text. */
const LITERALS = [
  '{ newcomer(id: "M") { id } }',
  '{ newcomer(id: M) { id } }',
  '{ newcomer(id: ["M"]) { id } }',
  '{ newcomer(id: { a: "M" }) { id } }',
  '{ newcomerByInsz(insz: "M") { id } }',
  '{ newcomerByInsz(insz: M) { id } }',
  '{ newcomerByInsz(insz: ["M"]) { id } }',
  '{ newcomersById(ids: ["M"]) { id } }',
  '{ newcomersById(ids: "M") { id } }',
  '{ newcomersById(ids: [[M]]) { id } }',
  '{ newcomers(first: "M") { totalCount } }',
  '{ newcomers(first: M) { totalCount } }',
  '{ newcomers(first: 1.M) { totalCount } }',
  '{ newcomers(after: "M") { totalCount } }',
  '{ newcomers(after: M) { totalCount } }',
  '{ newcomers(order: M) { totalCount } }',
  '{ newcomers(order: "M") { totalCount } }',
  '{ newcomers(filter: "M") { totalCount } }',
  '{ newcomers(filter: M) { totalCount } }',
  '{ newcomers(filter: { capacity: M }) { totalCount } }',
  '{ newcomers(filter: { capacity: "M" }) { totalCount } }',
  '{ newcomers(filter: { contactLanguage: "M" }) { totalCount } }',
  '{ newcomers(filter: { contactLanguage: M }) { totalCount } }',
  '{ newcomers(filter: { contactLanguage: """M""" }) { totalCount } }',
  '{ newcomers(filter: { hasCertificate: "M" }) { totalCount } }',
  '{ newcomers(filter: { hasCertificate: M }) { totalCount } }',
  '{ newcomers(filter: { contactLanguage: "M", hasCertificate: 1 }) { totalCount } }',
  '{ viewer { consumer @include(if: "M") } }',
  '{ viewer { consumer @include(if: M) } }',
  '{ viewer(id: "M") { consumer } }',
  'query ($x: Int = "M") { newcomers(first: $x) { totalCount } }',
  'query ($x: NewcomerOrder = M) { newcomers(order: $x) { totalCount } }',
  '{ __type(name: "M") { name } }',
  '{ __type(name: M) { name } }',
  '{ newcomer(id: "M) { id } }',
  '{ newcomer(id: "M\\q") { id } }',
  '{ newcomer(id: "M\\u{FFFFFFF}") { id } }',
  "{ newcomer(id: 'M') { id } }",
  '{ newcomer(id: "x") { id } } "M"',
  '{ newcomer(id: "x") "M" { id } }',
  '"M" { viewer { consumer } }',
  '# M\n{ viewer { consumer } ',
  'M',
  '',
  'M M { M }',
  'query M { viewer { consumer } } query M { viewer { consumer } }',
  'query M { viewer { consumer } } { viewer { consumer } }',
  'query M($x: Int) { viewer { consumer } }',
  'query M { newcomers(first: $y) { totalCount } }',
  'query M { viewer { consumer } }',
  'subscription M { viewer }',
  'mutation M { viewer }',
  'type M { a: Int } { viewer { consumer } }',
  'extend type M @b { a: Int }',
  '"M" type A { a: Int }',
  'schema { query: M }',
]

/** Variables of every type, given the value in every shape. */
const TYPES: [type: string, use: string][] = [
  ['ID!', 'newcomer(id: $x) { id }'],
  ['Insz!', 'newcomerByInsz(insz: $x) { id }'],
  ['[ID!]!', 'newcomersById(ids: $x) { id }'],
  ['Int', 'newcomers(first: $x) { totalCount }'],
  ['String', 'newcomers(after: $x) { totalCount }'],
  ['NewcomerOrder', 'newcomers(order: $x) { totalCount }'],
  ['NewcomerFilter', 'newcomers(filter: $x) { totalCount }'],
  ['Boolean!', 'viewer { consumer @include(if: $x) }'],
]

function shapes(value: string): unknown[] {
  const crafted = `x" at "${value}"; Field "${value}" is not defined by type "${value}".`
  return [
    value,
    [value],
    [[value]],
    { [value]: 1 },
    { capacity: value },
    { capacity: { [value]: value } },
    { contactLanguage: value, capacity: 1 },
    { contactLanguage: [value] },
    { hasCertificate: value },
    crafted,
    { [crafted]: 1 },
    { capacity: crafted },
    `${value}\u0000`,
    `${value}\ud800`,
  ]
}

function everyPlace(value: string): Sent[] {
  const inText = LITERALS.map((query) => document(query.replaceAll('M', value)))
  const inVariables = TYPES.flatMap(([type, use]) =>
    shapes(value).map((x) => document(`query ($x: ${type}) { ${use} }`, { variables: { x } })),
  )
  const around = [
    document('{ viewer { consumer } }', { operationName: value }),
    document('{ viewer { consumer } }', { operationName: [value] }),
    document('{ viewer { consumer } }', { variables: value }),
    document('{ viewer { consumer } }', { variables: [value] }),
    document('{ viewer { consumer } }', { variables: { [value]: value } }),
    document('{ viewer { consumer } }', { extensions: value }),
    document('', { extensions: { persistedQuery: { version: 1, sha256Hash: value } } }),
    document('{ viewer { consumer } }', { [value]: value }),
    raw(`"${value}"`),
    raw(`{${value}`),
    raw(`{"query": {"kind": "Document", "x": "${value}"}}`),
    raw(`[{"query": "${value}"}]`),
    raw(value),
    header('hub-purpose', value),
    header('authorization', `Bearer ${value}`),
    header('authorization', value),
    header('authorization', `Bearer ${value}.${value}.${value}`),
    header('accept', value),
    header('accept', `application/${value}`),
    header('content-type', value),
    header('content-type', `application/json; charset=${value}`),
    header('content-encoding', value),
    header('traceparent', value),
    header('idempotency-key', value),
    header('user-agent', value),
    header('x-request-id', value),
    header('x-forwarded-for', value),
    { path: `/${value}`, init: {} },
    { path: `/graphql/${value}`, init: {} },
    { path: `/%zz${value}`, init: {} },
    { path: `/${value.repeat(20)}`, init: {} },
    { path: `/graphql?query=${value}`, init: {} },
    { path: `/graphql?query=%7Bviewer%7Bconsumer%7D%7D&variables=${value}`, init: {} },
    { path: `/graphql?query=%7Bviewer%7Bconsumer%7D%7D&operationName=${value}`, init: {} },
    { path: `/graphql?${value}=${value}`, init: {} },
    { path: `/graphql/${value}`, init: { method: 'DELETE' } },
    { path: `/health/${value}`, init: {} },
    ...[
      value,
      `{"delivery":{"source":"${value}"}}`,
      `{"delivery":{"source":"a","reference":"b","domain":"${value}","asOf":"${value}"}}`,
      `{"${value}":1}`,
    ].map((body) => ({ path: '/deliveries', init: { method: 'POST', body, headers: { 'content-type': 'application/x-ndjson' } } })),
    {
      path: '/deliveries',
      init: {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body: `{"delivery":{"source":"a","reference":"r${Math.random()}","domain":"LOCAL","asOf":"2026-11-01"}}\n{"record":"${value}","insz":"${value}"}\n${value}\n{"record":"gpmi","insz":"${value}","${value}":1}`,
      },
    },
  ]
  return [...inText, ...inVariables, ...around]
}

async function send({ path = '/graphql', init }: Sent): Promise<string> {
  const response = await fetch(`${hub.address}${path}`, {
    ...init,
    headers: {
      authorization: `Bearer ${path === '/deliveries' ? delivering : token}`,
      'hub-purpose': 'REFERRAL',
      'content-type': 'application/json',
      ...(init.headers as Record<string, string>),
    },
  })
  expect([response.status < 500, path, init.body]).toEqual([true, path, init.body])
  return [...response.headers].join('\n') + (await response.text())
}

const name = fc.stringMatching(/^Zq[a-z]{8}[A-Z][a-z]{5}$/)
const insz = fc.stringMatching(/^[0-9]{11}$/)

test('no answer and no log line repeats a value of the request, wherever it stands', async () => {
  let asked = 0
  await fc.assert(
    fc.asyncProperty(fc.oneof(name, insz), async (value) => {
      const from = hub.log.length
      const places = everyPlace(value)
      for (let begin = 0; begin < places.length; begin += 12) {
        const some = places.slice(begin, begin + 12)
        const answers = await Promise.all(some.map(send))
        expect(some.filter((_, index) => answers[index]?.includes(value))).toEqual([])
        asked += some.length
      }
      expect(hub.log.slice(from).filter((line) => line.includes(value))).toEqual([])
    }),
    { numRuns: 6, seed: Number(process.env.FC_SEED ?? 20_261_123), verbose: true },
  )
  expect(asked).toBeGreaterThan(1_000)
}, 120_000)

test('the search for repeated values finds one: an alias, which the caller may choose, is answered', async () => {
  expect(await send(document('{ Zqmarkers: viewer { consumer } }'))).toContain('Zqmarkers')
})
