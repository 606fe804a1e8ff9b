/** What can be reached without a token is a list that people review. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import { pino } from 'pino'
import { beforeAll, expect, test } from 'vitest'
import { type Hub, openHub } from '../../src/app/hub.ts'
import { closeAfterFile } from '../support/closing.ts'
import { startTestHub } from '../support/hub.ts'
import { listRoutes } from './list-routes.ts'

let server: Hub['server']
beforeAll(async () => {
  const { config, database, issuer } = await startTestHub({ persons: 0 })
  const hub = await openHub(config, database, issuer, pino({ enabled: false }))
  closeAfterFile(hub.close)
  server = hub.server
  await server.ready()
})

const publicRoutes = readFileSync(join(import.meta.dirname, '../../docs/public-routes.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))

test('without a token only the routes of the list are answered', async () => {
  const routes = listRoutes(server)
  const answered: string[] = []
  for (const route of routes) {
    const [method, url] = route.split(' ') as [NonNullable<InjectOptions['method']>, string]
    const { statusCode } = await server.inject({ method, url, headers: { 'hub-purpose': 'REFERRAL' } })
    if (statusCode < 400) answered.push(route)
  }
  expect(routes.length).toBeGreaterThanOrEqual(10)
  expect(routes).toEqual(expect.arrayContaining(['POST /graphql', 'POST /deliveries', 'GET /health/live']))
  expect(answered.toSorted()).toEqual(publicRoutes.toSorted())
})

test('the explorer is a page of its own: it loads nothing from elsewhere', async () => {
  const { body } = await server.inject({ method: 'GET', url: '/graphiql' })
  expect([...body.matchAll(/(?:src|href)="(https?:)?\/\/[^"]+"/g)].map(([found]) => found)).toEqual([])
})
