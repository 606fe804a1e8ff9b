/** A whole hub for a test file: real database, real issuer, real HTTP on loopback; stops after the file's last test. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { addOrigins } from '../../src/access/identity/origin-store.ts'
import { openHub } from '../../src/app/hub.ts'
import { type Config, loadConfig } from '../../src/base/config.ts'
import type { Purpose } from '../../src/base/purpose.ts'
import { createVault, type Vault } from '../../src/base/vault.ts'
import type { Database } from '../../src/database/client.ts'
import { startDevelopmentIssuer } from '../../src/development/issuer/development-issuer.ts'
import { requestToken, type TokenUse } from '../../src/development/issuer/request-token.ts'
import { seedPopulation } from '../../src/development/population/seed.ts'
import { hashOf } from '../../src/graphql/operations/manifest.ts'
import { registerManifest } from '../../src/graphql/operations/manifest-versions.ts'
import { setRegisteredOnly } from '../../src/graphql/operations/store.ts'
import type { Answer, Document } from './answer.ts'
import { closeAfterFile } from './closing.ts'
import { createTestDatabase } from './database.ts'
import { POPULATION } from './run-postgres.ts'

/** Day on which the tests' population was made and is asked about. */
export const TODAY = POPULATION.today

export type TestHub = {
  address: string
  /** Address of its development issuer. */
  issuer: string
  database: Database
  vault: Vault
  config: Config
  /** Token of a development consumer, asked once per purpose; DELIVER: of one that delivers. */
  token(consumer: string, purpose: TokenUse): Promise<string>
  /** Lines that the hub logged. */
  log: string[]
  ask: Asking
  /** Asks for an act, under a key of its own unless one is given. */
  act: Asking<[key?: string]>
}

type Asking<More extends unknown[] = []> = <Data = Record<string, never>, Variables = Record<string, unknown>>(
  consumer: string,
  purpose: Purpose,
  document: Document<Data, Variables>,
  variables?: Variables,
  ...more: More
) => Promise<Answer<Data>>

/** Populations up to this size are made once a run and copied; a larger one belongs to one file. */
const LARGEST_COPIED = 400

type TestHubOptions = {
  /** Size of the synthetic population; 0 for none. */
  persons?: number
  protocolsDir?: string
  /** Further settings. */
  env?: Record<string, string>
  /** Registered before the hub opens. */
  operations?: { consumer: string; contract: string; documents: readonly string[]; only?: true }
  /** Where the pages of consumers come from, registered before the hub opens. */
  origins?: Readonly<Record<string, readonly string[]>>
}

/** Starts a hub with a population, on addresses of its own. */
export async function startTestHub(options: TestHubOptions = {}): Promise<TestHub> {
  const dataDir = await mkdtemp(join(tmpdir(), 'doorstroom-test-'))
  const config = loadConfig({
    NODE_ENV: 'test',
    DATA_DIR: dataDir,
    HUB_TODAY: TODAY,
    LOG_LEVEL: 'info',
    // A machine that runs other tests too is slower than one that answers.
    HUB_IN_FLIGHT: '32',
    HUB_IN_FLIGHT_PER_CONSUMER: '8',
    HUB_QUEUE: '1000',
    HUB_QUEUE_SECONDS: '30',
    HUB_REQUESTS_PER_MINUTE: '1000000',
    HUB_COST_PER_MINUTE: '1000000000',
    // Suites send thousands; what the limit does has a test of its own.
    NEW_DOCUMENTS_PER_MINUTE: '1000000',
    ...options.env,
    ...(options.protocolsDir === undefined ? {} : { PROTOCOLS_DIR: options.protocolsDir }),
  })
  const vault = createVault(config.masterKey)
  const persons = options.persons ?? 400
  const isCopied = persons <= LARGEST_COPIED && options.env?.HUB_MASTER_KEY === undefined
  const database = await createTestDatabase(isCopied ? persons : 0)
  if (!isCopied) await seedPopulation({ database, vault, persons, ...POPULATION })
  if (options.operations !== undefined) await register(database, options.operations)
  for (const [consumer, origins] of Object.entries(options.origins ?? {}))
    await addOrigins((text, values) => database.pool.query(text, values), consumer, origins)
  const issuer = await startDevelopmentIssuer({ port: 0, dataDir, nodeEnv: 'test', audience: config.oidcAudience })
  const log: string[] = []
  const hub = await openHub(config, database, issuer.issuer, pino({ level: 'info' }, { write: (line: string) => void log.push(line) }))
  const address = await hub.server.listen({ host: '127.0.0.1', port: 0 })
  closeAfterFile(async () => {
    await hub.close()
    await issuer.close()
    await rm(dataDir, { recursive: true, force: true })
  })
  const token = rememberTokens((consumer, purpose) => requestToken({ issuer: issuer.issuer, dataDir, consumer, purpose }))
  return {
    address,
    issuer: issuer.issuer,
    database,
    vault,
    config,
    token,
    log,
    ask: async (consumer, purpose, document, variables) =>
      post(address, await token(consumer, purpose), purpose, { query: document.toString(), variables }),
    act: async (consumer, purpose, document, variables, key = randomUUID()) =>
      post(address, await token(consumer, purpose), purpose, { query: document.toString(), variables }, { 'idempotency-key': key }),
  }
}

async function register(
  database: Database,
  { consumer, contract, documents, only }: NonNullable<TestHubOptions['operations']>,
): Promise<void> {
  const operations = documents.map((document) => ({ hash: hashOf(document), name: null, document }))
  await registerManifest(database.prisma, { consumer, contract }, operations, { today: TODAY })
  await setRegisteredOnly(database.prisma, consumer, only === true)
}

function rememberTokens(request: (consumer: string, purpose: TokenUse) => Promise<string>) {
  const tokens = new Map<string, Promise<string>>()
  return (consumer: string, purpose: TokenUse): Promise<string> => {
    const key = `${consumer} ${purpose}`
    const token = tokens.get(key) ?? request(consumer, purpose)
    tokens.set(key, token)
    return token
  }
}

/** One request as a consumer sends it. */
export async function post<Data = Record<string, never>>(
  address: string,
  token: string,
  purpose: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<Data>> {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'hub-purpose': purpose, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, body: JSON.parse(text), text, headers: response.headers }
}
