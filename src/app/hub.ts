/** The parts of a running hub, opened in order and closed in reverse. No logic of its own: `main.ts` and tests call it. */
import type { FastifyInstance } from 'fastify'
import { type Logger, pino } from 'pino'
import { type Authenticate, createAuthenticator } from '../access/identity/authenticate.ts'
import { createOrganisationDirectory } from '../access/identity/organisations.ts'
import { createTokenVerifier } from '../access/identity/token.ts'
import { deliveryGrants } from '../access/protocols/delivery-protocol.ts'
import type { DeliveryGrantPorts } from '../activities/delivery/receive.ts'
import { createFiguresPort } from '../activities/statistics/figures-port.ts'
import { createClock } from '../base/clock.ts'
import type { Config } from '../base/config.ts'
import { createVault, type Vault } from '../base/vault.ts'
import type { Database } from '../database/client.ts'
import { openOperationRegistry } from '../graphql/operations/registry.ts'
import type { Binders } from '../graphql/schema/context.ts'
import type { EvidencePort } from '../graphql/schema/evidence-port.ts'
import type { CurrentContracts } from '../graphql/server/current-contracts.ts'
import { createCursors } from '../query/cursor.ts'
import type { Reader } from '../query/reader.ts'
import { bindCapabilities, createIncentives, openWorks } from './capabilities.ts'
import { checkConnectionRoom } from './connection-room.ts'
import { type HubParts, loadRules, openContracts, openEvidence, openPools, type Rules } from './foundation.ts'
import { addDeliveries } from './http/deliveries-route.ts'
import { createMetrics } from './http/metrics.ts'
import { addOpenApi } from './http/openapi.ts'
import { createHttpServer } from './http/server.ts'
import { addStatistics } from './http/statistics-route.ts'
import { createReadiness } from './readiness.ts'

/** Clocks of issuer and hub may differ this much. */
const CLOCK_TOLERANCE_SECONDS = 5

export type Hub = {
  server: FastifyInstance
  vault: Vault
  close(): Promise<void>
}

/** Opens a hub on a database that is migrated and has its reference data. It does not listen yet.
 *  @param issuer address of the OIDC issuer whose tokens count.
 *  @throws RegisterInvalid when a protocol does not fit the schema; whatever was opened is closed again. */
export async function openHub(config: Config, database: Database, issuer: string, log: Logger = createLogger(config)): Promise<Hub> {
  const vault = createVault(config.masterKey)
  const base: HubParts = { config, database, log, vault, clock: createClock(config.today), opened: [] }
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
  const { evidence, accessLog } = await openEvidence(base, pools)
  const incentives = createIncentives(base, rules, reader, pools)
  await openWorks(base, rules, incentives, contracts, pools)
  return await openServer(base, {
    authenticate: createAuthentication(base, issuer),
    deliveries: rules.deliveries,
    keeper: contracts,
    reader,
    evidence,
    assertReady: createReadiness({ checks: [evidence.assertKept, accessLog.assertWriting, logins.assertRecording] }),
    binders: bindCapabilities(base, rules, incentives, pools),
  })
}

function createAuthentication({ config, database, log, vault }: HubParts, issuer: string): Authenticate {
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
  return createAuthenticator({ verifyToken, organisations, masterKey: config.masterKey })
}

type Answering = {
  authenticate: Authenticate
  deliveries: Rules['deliveries']
  keeper: CurrentContracts
  reader: Reader
  evidence: EvidencePort
  assertReady: () => Promise<void>
  binders: Binders
}

async function openServer({ config, database, vault, clock, log, opened }: HubParts, answering: Answering): Promise<FastifyInstance> {
  const { authenticate, deliveries } = answering
  const asked = { ...answering, clock, operations: await openOperationRegistry(database.prisma) }
  const server = createHttpServer({ ...asked, cursors: createCursors(vault), log, explorer: !config.production })
  opened.push(() => server.close())
  addStatistics(server, { ...asked, figures: createFiguresPort(database.pool) })
  addOpenApi(server)
  const metrics = createMetrics()
  if (config.metricsPort !== undefined) opened.push((await metrics.listen({ host: config.host, port: config.metricsPort })).close)
  const grantsOf: DeliveryGrantPorts['grantsOf'] = (group) => deliveryGrants(deliveries, group, clock.today())
  const ports = { database, vault, allowSynthetic: !config.production, clock, grantsOf }
  addDeliveries(server, { authenticate, ports, log, countDelivery: metrics.countDelivery })
  return server
}

/** Structured log on standard output; holds ids, codes and counts, never a personal value. */
export function createLogger({ logLevel }: Pick<Config, 'logLevel'>): Logger {
  return pino({ level: logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime })
}
