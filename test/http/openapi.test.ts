/** The OpenAPI document of the REST doors: valid, complete, and true of what they answer. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { pino } from 'pino'
import { beforeAll, expect, test } from 'vitest'
import { PUBLISHED } from '../../src/activities/delivery/record-types.ts'
import { AcceptedDelivery, DeliveryPage, DeliveryView, RefusalPage } from '../../src/activities/delivery/views.ts'
import { ProblemDetails } from '../../src/app/http/http-faults.ts'
import { openHub } from '../../src/app/hub.ts'
import { ndjson, PERSONS } from '../support/deliveries.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'
import { listRoutes } from './list-routes.ts'

type Operation = { responses: Record<string, object>; parameters?: { name: string }[]; security?: object[] }
type OpenApi = { openapi: string; paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, object> } }

/** Doors that GraphQL describes, and the page for people. */
const NOT_REST = ['/graphql', '/graphiql']

let hub: TestHub
let document: OpenApi
beforeAll(async () => {
  hub = await startTestHub({ persons: 0 })
  document = (await (await fetch(`${hub.address}/openapi.json`)).json()) as OpenApi
})

test('is a valid OpenAPI 3.1 document', async () => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(document as never)
  expect([valid, errors, validator.version]).toEqual([true, undefined, '3.1'])
})

test('is the one in the project', () => {
  expect(JSON.parse(readFileSync(join(import.meta.dirname, '../../schema/openapi.json'), 'utf8'))).toEqual(document)
})

test('has every route of the server that is not GraphQL, and no other', async () => {
  const { server, close } = await openHub(hub.config, hub.database, hub.issuer, pino({ enabled: false }))
  await server.ready()
  const routes = listRoutes(server).filter((route) => !/^(HEAD|OPTIONS) /.test(route) && !NOT_REST.includes(route.split(' ')[1] ?? ''))
  await close()
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  )
  expect(routes.length).toBeGreaterThanOrEqual(8)
  expect(described.toSorted()).toEqual(routes.toSorted())
})

test('has the form of every record that a delivery can hold', () => {
  const names = PUBLISHED.map(({ domain, name }) => `${domain.toLowerCase()}.${name}`)
  expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(names))
})

test('says which routes need a token: those that refuse a request without one', async () => {
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, { security }] of Object.entries(methods)) {
      const { status, body } = await fetch(`${hub.address}${path.replaceAll(/\{\w+\}/g, 'x')}`, {
        method: method.toUpperCase(),
        headers: method === 'post' ? { 'content-type': 'application/x-ndjson' } : {},
        ...(method === 'post' ? { body: '{}' } : {}),
      })
      await body?.cancel()
      expect([path, method, status === 401]).toEqual([path, method, security !== undefined])
    }
})

test('answers have the forms that it gives', async () => {
  const headers = { authorization: `Bearer ${await hub.token('ocmw-gent-deliveries', 'DELIVER')}`, 'content-type': 'application/x-ndjson' }
  const body = ndjson({ domain: 'LOCAL', asOf: '2026-11-20' }, [{ record: 'livingWage', insz: PERSONS.amina, validFrom: '2026-05-01' }, {}])
  const ask = async (path: string) => (await fetch(`${hub.address}${path}`, { headers })).json()
  const posted = AcceptedDelivery.parse(await (await fetch(`${hub.address}/deliveries`, { method: 'POST', headers, body })).json())
  expect(DeliveryView.parse(await ask(`/deliveries/${posted.id}`)).records).toBe(2)
  expect(DeliveryPage.parse(await ask('/deliveries')).deliveries).toHaveLength(1)
  expect(RefusalPage.parse(await ask(`/deliveries/${posted.id}/refusals`)).refusals).toHaveLength(1)
  expect(ProblemDetails.parse(await ask('/deliveries/x')).status).toBe(404)
})
