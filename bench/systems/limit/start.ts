/** L, the limit: nothing between the socket and PostgreSQL but what cannot be left out. No token, no GraphQL, one consumer. */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Pool } from 'pg'
import { openPool } from '../../../src/database/client.ts'
import { ROLES } from '../../../src/database/connection.ts'
import { QUESTION_NAMES, type QuestionName } from '../../questions.ts'
import { BENCH_DAY } from '../../setup/dataset.ts'
import type { StartSystem, SystemSettings } from '../system.ts'
import { limitStatement } from './statements.ts'

export const start: StartSystem = (settings) => serveLimit(settings, true)

/** How an answer is put around the JSON that the statement made. */
const WRAP: Record<QuestionName, (json: string | null, more: boolean) => string> = {
  Q1: (json) => `{"data":{"newcomer":${json}}}`,
  Q2: (json, more) => `{"data":{"newcomers":{"nodes":${json},"pageInfo":{"hasNextPage":${more}}}}}`,
  Q3: (json) => `{"data":{"newcomersById":${json}}}`,
}

type Answered = { rows: [string | null, boolean][] }

/** @param evidence whether every answer writes its data-use row first. */
export async function serveLimit(settings: SystemSettings, evidence: boolean) {
  const pool = openPool(settings.databaseUrl, ROLES.app, { connections: settings.connections })
  const useSet = await findUseSet(pool)
  const texts = new Map(QUESTION_NAMES.map((name) => [`/${name}`, { name, text: limitStatement(name, evidence) }]))
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const statement = texts.get(request.url ?? '')
    if (statement === undefined) return void response.writeHead(404).end()
    const { persons } = JSON.parse(await readBody(request)) as { persons: string[] }
    const { organisation, consumer, user } = request.headers
    const use = evidence ? [randomUUID(), randomUUID(), consumer, user, useSet] : []
    const values = [Number(organisation), BENCH_DAY, statement.name === 'Q3' ? persons : persons[0], ...use]
    const { rows } = (await pool.query({ ...statement, values, rowMode: 'array' })) as unknown as Answered
    const [json, more] = rows[0] ?? [null, false]
    const text = WRAP[statement.name](json, more)
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
  }
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await pool.end()
  }
  return { port: (server.address() as AddressInfo).port, close }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

/** What L's statements disclose is the same as the hub's; which set it refers to does not change the cost. */
async function findUseSet(pool: Pool): Promise<string> {
  await pool.query(
    `insert into audit.use_set (digest, recipient, purpose, protocols, coordinates, conditions) values ('\\x4c', 'L', 'L', '[]', '[]', '{}') on conflict (digest) do nothing`,
  )
  const { rows } = await pool.query<{ id: string }>(`select id::text as id from audit.use_set where digest = '\\x4c'`)
  return rows[0]?.id ?? '0'
}
