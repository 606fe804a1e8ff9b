/** The parts of a running hub, opened in order and closed in reverse. No logic of its own: `main.ts` and tests call it. */
import type { FastifyInstance } from 'fastify'
import { type Logger, pino } from 'pino'
import { type Authenticate, createAuthenticator } from '../access/identity/authenticate.ts'
import { createIssuerWatch, type IssuerWatch } from '../access/identity/issuer-watch.ts'
import { createOrganisationDirectory } from '../access/identity/organisations.ts'
import { openOrigins } from '../access/identity/origins.ts'
import { createTokenVerifier } from '../access/identity/token.ts'
import { deliveryGrants } from '../access/protocols/delivery-protocol.ts'
import type { DeliveryGrantPorts } from '../activities/delivery/receive.ts'
import { createFiguresPort } from '../activities/statistics/figures-port.ts'
import { createClock } from '../base/clock.ts'
import type { Config } from '../base/config.ts'
import { createVault, type Vault } from '../base/vault.ts'
import type { Database } from '../database/client.ts'
import { openDataKey } from '../database/keys/kept-keys.ts'
import type { WitnessHealth } from '../evidence/sealing/witness.ts'
import { type Allowance, createAllowance, createDocumentAllowance } from '../graphql/operations/allowance.ts'
import { openOperationRegistry } from '../graphql/operations/registry.ts'
import type { Binders } from '../graphql/schema/context.ts'
import type { EvidencePort } from '../graphql/schema/evidence-port.ts'
import type { CurrentContracts } from '../graphql/server/contract-servers.ts'
import { createCursors } from '../query/cursor.ts'
import type { Reader } from '../query/reader.ts'
import { bindCapabilities, createIncentives, openWorks } from './capabilities.ts'
import { checkConnectionRoom } from './connection-room.ts'
import { type HubParts, loadRules, openContracts, openEvidence, openPools, type Rules } from './foundation.ts'
import { createAdmission } from './http/admission.ts'
import { addDeliveries } from './http/deliveries-route.ts'
import { createMetrics } from './http/metrics.ts'
import { addOpenApi } from './http/openapi.ts'
import { createHttpServer } from './http/server.ts'
import { addStatistics } from './http/statistics-route.ts'
import { createReadiness } from './readiness.ts'

/** Clocks of issuer and hub may differ this much. */
const CLOCK_TOLERANCE_SECONDS = 5

/** New connections that the operating system keeps until the process takes them. With Node's own 511, a burst that the queue has room for is
 *  lost before it arrives, and tried again by the clients' systems after seconds. */
export const BACKLOG = 4_096

export type Hub = {
  server: FastifyInstance
  vault: Vault
  close(): Promise<void>
}

/** Opens a hub on a database that is migrated and has its reference data. It does not listen yet.
 *  @param issuer address of the OIDC issuer whose tokens count.
 *  @throws RegisterInvalid when a protocol does not fit the schema; whatever was opened is closed again. */
export async function openHub(config: Config, database: Database, issuer: string, log: Logger = createLogger(config)): Promise<Hub> {
  const dataKey = await openDataKey(database.url, config)
  const vault = createVault(dataKey)
  const base: HubParts = { config, database, log, dataKey, vault, clock: createClock(config.today), opened: [] }
  const close = async () => {
    for (const part of base.opened.splice(0).toReversed()) await part()
  }
  try {
    return { server: await openParts(base, issuer), vault, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** In this order: what a part writes at its end needs those before it. Requests end first, connections last. */
async function openParts(base: HubParts, issuer: string): Promise<FastifyInstance> {
  const rules = await loadRules(base)
  await checkConnectionRoom(base.database, base.log)
  const pools = openPools(base)
  const { contracts, logins, reader } = await openContracts(base, rules, pools)
  // After the contracts: making them keeps the process busy, and seals that are late count as not kept up.
  const { evidence, accessLog, sealing } = await openEvidence(base, pools)
  const watch = await watchIssuer(base, issuer)
  const incentives = createIncentives(base, rules, reader, pools)
  await openWorks(base, rules, incentives, contracts, pools)
  return await openServer(base, {
    authenticate: createAuthentication(base, issuer),
    allowance: createAllowance({ limits: base.config.allowance, query: (text, values) => pools.app.query(text, values) }),
    deliveries: rules.deliveries,
    keeper: contracts,
    reader,
    evidence,
    witness: () => sealing.health().witness,
    assertReady: createReadiness({
      checks: [watch.assertUsable, evidence.assertKept, accessLog.assertWriting, logins.assertRecording],
    }),
    binders: bindCapabilities(base, rules, incentives, pools),
  })
}

/** Asks the issuer before the first request does; a hub with an unusable one starts, is not ready, and goes on asking. */
async function watchIssuer({ log, opened }: HubParts, issuer: string): Promise<IssuerWatch> {
  const watch = createIssuerWatch({ issuer, log })
  opened.push(async () => watch.stop())
  await watch.start()
  return watch
}

function createAuthentication({ config, database, log, dataKey, vault }: HubParts, issuer: string): Authenticate {
  const allowSynthetic = !config.production
  const verifyToken = createTokenVerifier({
    issuer,
    audience: config.oidcAudience,
    clockToleranceSeconds: CLOCK_TOLERANCE_SECONDS,
    citizens: { allowSynthetic, hashInsz: vault.hashInsz },
  })
  const organisations = createOrganisationDirectory({
    database: database.pool,
    allowPlaceholders: allowSynthetic,
    log,
    today: config.today,
  })
  return createAuthenticator({ verifyToken, organisations, dataKey, clockToleranceSeconds: CLOCK_TOLERANCE_SECONDS })
}

type Answering = {
  authenticate: Authenticate
  allowance: Allowance
  deliveries: Rules['deliveries']
  keeper: CurrentContracts
  reader: Reader
  evidence: EvidencePort
  /** How it goes with the second party that holds checkpoints; null when there is none. */
  witness: () => WitnessHealth | null
  assertReady: () => Promise<void>
  binders: Binders
}

async function openServer({ config, database, vault, clock, log, opened }: HubParts, answering: Answering): Promise<FastifyInstance> {
  const { authenticate, allowance, evidence, deliveries, witness } = answering
  const admission = createAdmission({ authenticate, allowance, limits: config.turns, count: evidence.count })
  const asked = {
    ...answering,
    admission,
    operations: await openOperationRegistry(database.prisma, { registeredOnly: config.registeredOnly, today: clock.today }),
    origins: await openOrigins((text, values) => database.pool.query(text, values)),
    documents: createDocumentAllowance((consumer) => allowance.spend(consumer, 'documents', 1)),
  }
  const server = createHttpServer({ ...asked, cursors: createCursors(vault), log, explorer: !config.production })
  opened.push(() => server.close())
  addStatistics(server, { ...asked, figures: createFiguresPort(database.pool) })
  addOpenApi(server)
  const metrics = createMetrics(witness)
  if (config.metricsPort !== undefined) opened.push((await metrics.listen({ host: config.host, port: config.metricsPort })).close)
  const grantsOf: DeliveryGrantPorts['grantsOf'] = (group) => deliveryGrants(deliveries, group, clock.today())
  const ports = { database, vault, allowSynthetic: !config.production, clock, grantsOf }
  addDeliveries(server, { admission, ports, log, countDelivery: metrics.countDelivery })
  return server
}

/** Structured log on standard output; holds ids, codes and counts, never a personal value. */
export function createLogger({ logLevel }: Pick<Config, 'logLevel'>): Logger {
  return pino({ level: logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime })
}
