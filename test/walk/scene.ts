/** A whole hub for walks: real database, issuer and HTTP, in this process, with a population. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHub } from '../../src/app/hub.ts'
import { openDatabase } from '../../src/app/open-database.ts'
import { loadConfig } from '../../src/base/config.ts'
import type { Purpose } from '../../src/base/purpose.ts'
import { createVault, type Vault } from '../../src/base/vault.ts'
import type { Database } from '../../src/database/client.ts'
import { startDevelopmentIssuer } from '../../src/development/issuer/development-issuer.ts'
import { requestToken } from '../../src/development/issuer/request-token.ts'
import { seedPopulation } from '../../src/development/population/seed.ts'
import { FACT_SHEETS } from '../../src/domains/all.ts'
import { computeAllSheets } from '../../src/query/fact-sheets/refresh-job.ts'
import { noteFromHere, type Step, toSteps } from './record.ts'

/** Day of the population, and on which is asked. */
export const TODAY = '2026-11-23'

export type Question = { consumer: string; purpose: Purpose; query: string; variables?: Record<string, unknown> }

export type Scene = {
  database: Database
  vault: Vault
  /** Asks over HTTP. @returns what the hub did for it, and what it answered. @throws when the answer has errors. */
  ask(question: Question): Promise<{ steps: Step[]; data: Record<string, never> }>
  close(): Promise<void>
}

/** @param databaseUrl address of a database without persons; an embedded one in a folder of its own when undefined. */
export async function openScene(databaseUrl: string | undefined, persons: number): Promise<Scene> {
  const dataDir = await mkdtemp(join(tmpdir(), 'doorstroom-walk-'))
  const address = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl, HUB_INSECURE: 'FICTIONAL_DATA_ONLY' }
  const config = loadConfig({ NODE_ENV: 'test', DATA_DIR: dataDir, HUB_TODAY: TODAY, LOG_LEVEL: 'fatal', ...address })
  const database = await openDatabase(config)
  const vault = createVault(config.masterKey)
  await seedPopulation({ database, vault, persons, seed: 1, today: TODAY })
  await computeAllSheets(database.pool, FACT_SHEETS, TODAY)
  const issuer = await startDevelopmentIssuer({ port: 0, dataDir, nodeEnv: 'test', audience: config.oidcAudience })
  const hub = await openHub(config, database, issuer.issuer)
  let places: string[] = []
  // Before the hub's own listener, so that whatever the request leads to is noted.
  hub.server.server.prependListener('request', () => noteFromHere(places))
  const listening = await hub.server.listen({ host: '127.0.0.1', port: 0 })
  const tokens = new Map<string, string>()
  const tokenOf = async ({ consumer, purpose }: Question) => {
    const key = `${consumer} ${purpose}`
    const token = tokens.get(key) ?? (await requestToken({ issuer: issuer.issuer, dataDir, consumer, purpose }))
    tokens.set(key, token)
    return token
  }
  return {
    database,
    vault,
    ask: async (question) => {
      const token = await tokenOf(question)
      places = []
      const data = await post(`${listening}/graphql`, token, question)
      return { steps: toSteps(places), data }
    },
    close: async () => {
      await hub.close()
      await issuer.close()
      await database.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function post(address: string, token: string, { purpose, query, variables }: Question): Promise<Record<string, never>> {
  const response = await fetch(address, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'hub-purpose': purpose,
      'content-type': 'application/json',
      ...(query.startsWith('mutation') && { 'idempotency-key': randomUUID() }),
    },
    body: JSON.stringify({ query, variables }),
  })
  const text = await response.text()
  const { data, errors } = JSON.parse(text) as { data?: Record<string, never>; errors?: unknown }
  if (data === undefined || errors !== undefined) throw new Error(`the hub refused: ${text}`)
  return data
}
