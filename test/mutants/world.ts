/** Hubs to prove things about, without any test framework: one server and issuer, one database per hub from a filled template. */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../src/base/config.ts'
import type { Purpose } from '../../src/base/purpose.ts'
import { createVault } from '../../src/base/vault.ts'
import { connectDatabase } from '../../src/database/client.ts'
import { withDatabase, withLogin } from '../../src/database/connection.ts'
import { startEmbedded } from '../../src/database/embedded/embedded.ts'
import { migrate } from '../../src/database/migrations/migrate.ts'
import { loadReference } from '../../src/database/reference/reference.ts'
import { startDevelopmentIssuer } from '../../src/development/issuer/development-issuer.ts'
import { requestToken } from '../../src/development/issuer/request-token.ts'
import { seedPopulation } from '../../src/development/population/seed.ts'
import { setRegisteredOnly } from '../../src/graphql/operations/store.ts'
import { RESTRICTED } from '../attack/hub-target.ts'
import type { RunningHub } from '../attack/running-hub.ts'
import { gatherInGhent } from '../support/dense-population.ts'
import { ROOT } from './build.ts'
import { writeTurningProtocols } from './turning-protocols.ts'

const TODAY = '2026-11-23'
const TEMPLATE = 'proof_template'

/** @property pid its process. */
export type HubInProcess = RunningHub & { pid: number }

/** @property settings as an operator gives them, in the place of those that let one consumer ask as much as can be answered. @property issuer another one than the world's.
 *  @property flags of Node. */
export type HubOptions = { settings?: Readonly<Record<string, string>>; issuer?: string; flags?: readonly string[] }

export type ProofWorld = {
  /** Starts a hub from the sources in a folder, does something with it, and stops it. @throws when it does not start. */
  withHub<T>(root: string, use: (hub: HubInProcess) => Promise<T>, options?: HubOptions): Promise<T>
  close(): Promise<void>
}

/** @param persons size of the synthetic population. @param durable whether PostgreSQL waits for the disk, as in production. */
export async function openProofWorld(persons: number, { durable = false } = {}): Promise<ProofWorld> {
  const dataDir = mkdtempSync(join(tmpdir(), 'doorstroom-proof-'))
  const server = await startEmbedded({ dataDir, durable, port: 0 })
  const config = loadConfig({ NODE_ENV: 'test', DATA_DIR: dataDir, HUB_TODAY: TODAY })
  const vault = createVault(config.masterKey)
  const template = withDatabase(server.url, TEMPLATE)
  await withLogin(server.url, (client) => client.query(`create database ${TEMPLATE}`))
  await migrate(template)
  const database = connectDatabase(template, { connections: 2, statementTimeoutMs: 0 })
  await loadReference(database.pool, { folder: join(ROOT, 'reference'), production: false })
  await seedPopulation({ database, vault, persons, seed: 1, today: TODAY })
  await gatherInGhent(database.pool)
  await setRegisteredOnly(database.prisma, RESTRICTED, true)
  await database.close()
  const issuer = await startDevelopmentIssuer({ port: 0, dataDir, nodeEnv: 'test', audience: config.oidcAudience })
  const protocolsDir = writeTurningProtocols(TODAY)
  const token = rememberTokens((consumer, purpose) => requestToken({ issuer: issuer.issuer, dataDir, consumer, purpose }))
  let hubs = 0

  return {
    withHub: async (root, use, { settings, issuer: other, flags = [] } = {}) => {
      hubs += 1
      const name = `proof_${hubs}`
      await withLogin(server.url, (client) => client.query(`create database ${name} template ${TEMPLATE}`))
      const url = withDatabase(server.url, name)
      // Its own: the anchors of one database's evidence fit no other's.
      const ownDir = join(dataDir, name)
      mkdirSync(ownDir)
      const given = [
        root,
        ownDir,
        url,
        other ?? issuer.issuer,
        protocolsDir,
        TODAY,
        ...(settings === undefined ? [] : [JSON.stringify(settings)]),
      ]
      const { address, pid, stop } = await serve(given, flags)
      const own = connectDatabase(url, { connections: 3 })
      try {
        return await use({ address, pid, database: own, pool: own.pool, root, vault, today: TODAY, dataDir: ownDir, protocolsDir, token })
      } finally {
        await stop()
        await own.close()
        // A hub that had to be killed leaves connections behind; its database then goes with the server.
        await withLogin(server.url, (client) => client.query(`drop database ${name}`)).catch(() => {})
      }
    },
    close: async () => {
      await issuer.close()
      await server.stop()
      for (const folder of [dataDir, protocolsDir]) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Starts the hub's process and waits for its address. */
async function serve(given: string[], flags: readonly string[]): Promise<{ address: string; pid: number; stop: () => Promise<void> }> {
  const child = fork(join(import.meta.dirname, 'serve.ts'), given, { execArgv: [...flags], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let said = ''
  child.stderr?.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString()).slice(-2000)
  })
  const address = await new Promise<string>((resolve, reject) => {
    child.once('message', (message: { address: string }) => resolve(message.address))
    child.once('exit', () => reject(new Error(`The hub did not start.\n${said}`)))
  })
  return { address, pid: child.pid ?? 0, stop: () => stopped(child) }
}

/** Longest that a hub may take to close. */
const CLOSE_MS = 5_000

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    const late = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS)
    child.once('exit', () => {
      clearTimeout(late)
      resolve()
    })
    child.disconnect()
  })
}

function rememberTokens(request: (consumer: string, purpose: Purpose) => Promise<string>) {
  const tokens = new Map<string, Promise<string>>()
  return (consumer: string, purpose: Purpose): Promise<string> => {
    const key = `${consumer} ${purpose}`
    const token = tokens.get(key) ?? request(consumer, purpose)
    tokens.set(key, token)
    return token
  }
}
