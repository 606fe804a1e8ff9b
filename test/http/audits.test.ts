import { serverAudits } from 'graphql-http'
import { beforeAll, expect, test } from 'vitest'
import { startTestHub, type TestHub } from '../support/hub.ts'

let hub: TestHub
let token: string
beforeAll(async () => {
  hub = await startTestHub({ persons: 0 })
  token = await hub.token('ocmw-gent', 'REFERRAL')
})

/** Every audit asks as a consumer does: with a token and a purpose. */
const fetchFn = (url: string, init: RequestInit = {}) =>
  fetch(url, {
    ...init,
    headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}`, 'hub-purpose': 'REFERRAL' },
  })

test('the hub answers as GraphQL over HTTP asks: no error, and only these recommendations for old clients left out', async () => {
  const audits = serverAudits({ url: `${hub.address}/graphql`, fetchFn })
  const remarks: string[] = []
  for (const audit of audits) {
    const result = await audit.fn()
    if (result.status !== 'ok') remarks.push(`${result.status} ${result.id} ${result.name}`)
  }
  expect(audits.length).toBeGreaterThan(60)
  // An error is answered 400 to clients of the older media type too: a proxy or a monitor that reads only the status must see it.
  // What may be asked by GET is not: addresses are written into the logs of every proxy.
  expect(remarks).toEqual([
    'notice 5A70 MAY accept application/x-www-form-urlencoded formatted GET requests',
    'notice D6D5 MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json',
    'notice 6A70 MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json',
    'warn 572B SHOULD use 200 status code on document parsing failure when accepting application/json',
    'warn FDE2 SHOULD use 200 status code on document validation failure when accepting application/json',
    'warn 7B9B SHOULD use a status code of 200 on variable coercion failure when accepting application/json',
  ])
})
