/** The parts of a running hub, opened in order and closed in reverse. No logic of its own: `main.ts` and tests call it. */
import type { FastifyInstance } from 'fastify'
import { type Logger, pino } from 'pino'
import { createAuthenticator } from '../access/identity/authenticate.ts'
import { createOrganisationDirectory } from '../access/identity/organisations.ts'
import { createTokenVerifier } from '../access/identity/token.ts'
import { assertRegister, assessableFrom } from '../access/protocols/contract.ts'
import { loadRegister } from '../access/protocols/register.ts'
import { createAssessor } from '../activities/incentive/assessment/assessor.ts'
import { createFactReader } from '../activities/incentive/assessment/read-facts.ts'
import { reassessWork } from '../activities/incentive/assessment/reassess-job.ts'
import { createRuleRecorder } from '../activities/incentive/assessment/record-rule.ts'
import { compileCatalogue } from '../activities/incentive/catalogue/compiled-catalogue.ts'
import { loadCatalogue } from '../activities/incentive/catalogue/load-catalogue.ts'
import { createIncentiveActs } from '../activities/incentive/store/acts.ts'
import { loadDeadlines } from '../activities/referral/deadline.ts'
import { deadlineWork } from '../activities/referral/deadline-work.ts'
import { createReferralActs } from '../activities/referral/store/acts.ts'
import { createFiguresPort } from '../activities/statistics/figures-port.ts'
import { createClock } from '../base/clock.ts'
import type { Config } from '../base/config.ts'
import { SourceUnavailable } from '../base/faults.ts'
import type { ContractName } from '../base/recipient.ts'
import { createVault, type Vault } from '../base/vault.ts'
import { type Database, openPool } from '../database/client.ts'
import { ROLES } from '../database/connection.ts'
import { forgetKeys } from '../database/jobs/forget-keys.ts'
import { openScheduler } from '../database/jobs/scheduler.ts'
import { createAccessLog } from '../evidence/access-log.ts'
import { createAskDataUse } from '../evidence/data-use/ask-data-use.ts'
import { createEvidencePort } from '../evidence/evidence-port.ts'
import { openSealing } from '../evidence/sealing/open-sealing.ts'
import { openOperationRegistry } from '../graphql/operations/registry.ts'
import type { RequestContext } from '../graphql/schema/context.ts'
import { createCurrentContracts } from '../graphql/server/current-contracts.ts'
import { createContractLogins } from '../query/contract-logins/contract-logins.ts'
import { ensureFactFunctions } from '../query/fact-sheets/functions.ts'
import { factSheetRefresh } from '../query/fact-sheets/refresh-job.ts'
import { createReader } from '../query/reader.ts'
import { addDeliveries } from './http/deliveries-route.ts'
import { createHttpServer } from './http/server.ts'
import { addStatistics } from './http/statistics-route.ts'
import { buildHubSchema, FACT_SHEETS } from './hub-schema.ts'

/** Clocks of issuer and hub may differ this much. */
const CLOCK_TOLERANCE_SECONDS = 5

/** Acts have connections of their own, on which none waits longer than this for another one. */
const ACT_CONNECTIONS = 8
const ACT_LOCK_MS = 3_000

export type Hub = {
  server: FastifyInstance
  vault: Vault
  close(): Promise<void>
}

/** Hub schema as this installation reads it. */
export function hubSchemaOf(config: Pick<Config, 'production'>, vault: Pick<Vault, 'decryptInsz'>) {
  return buildHubSchema({
    allowSynthetic: !config.production,
    decodeInsz: (stored) => vault.decryptInsz(Buffer.from(stored, 'base64')),
  })
}

/** Opens a hub on a database that is migrated and has its reference data. It does not listen yet.
 *  @param issuer address of the OIDC issuer whose tokens count.
 *  @throws RegisterInvalid when a protocol does not fit the schema. */
export async function openHub(config: Config, database: Database, issuer: string, log: Logger = createLogger(config)): Promise<Hub> {
  const vault = createVault(config.masterKey)
  const clock = createClock(config.today)
  const hub = hubSchemaOf(config, vault)
  const register = await loadRegister(config.protocolsDir, { production: config.production })
  assertRegister(hub, register)
  // Rules must hold under the protocols of today; what becomes of them when a protocol ends, `hub incentives check` says beforehand.
  const grantable = assessableFrom(register, clock.today()).slice(0, 1)
  const catalogue = compileCatalogue(hub, await loadCatalogue(config.incentivesDir, config), grantable)
  await ensureFactFunctions(database.url, FACT_SHEETS)
  const lock = createContractLogins(database, config.masterKey)
  const keeper = createCurrentContracts(register, {
    hub,
    fitLock: lock.syncRights,
    log,
    production: config.production,
    contextOf: (request) => request.hub as RequestContext,
  })
  await keeper.on(clock.today()).catch(async (error: unknown) => {
    await lock.close()
    throw error
  })
  const authenticate = createAuthenticator({
    verifyToken: createTokenVerifier({
      issuer,
      audience: config.oidcAudience,
      clockToleranceSeconds: CLOCK_TOLERANCE_SECONDS,
      citizens: { allowSynthetic: !config.production, hashInsz: vault.hashInsz },
    }),
    organisations: createOrganisationDirectory({ database: database.pool, allowPlaceholders: !config.production, today: config.today }),
    masterKey: config.masterKey,
  })
  const sealing = await openSealing(config, database, log)
  await sealing.start()
  const acts = openPool(database.url, ROLES.app, { connections: ACT_CONNECTIONS, lockTimeoutMs: ACT_LOCK_MS })
  const settings = await loadDeadlines(config.referenceDir)
  const referrals = createReferralActs({
    query: (statement) => acts.query(statement),
    hashInsz: vault.hashInsz as (insz: string) => Buffer,
    deadlines: settings,
    allowPlaceholders: !config.production,
  })
  const accessLog = createAccessLog({ query: (statement) => database.pool.query(statement), log })
  const reader = createReader((statement) => database.pool.query(statement), lock.queryOf)
  const desk = createAssessor(catalogue, createFactReader(reader))
  const statistics = createFiguresPort(database.pool)
  const operations = await openOperationRegistry(database.prisma)
  const evidence = createEvidencePort(sealing, accessLog, clock.now)
  const recordRule = createRuleRecorder((statement) => acts.query(statement))
  const reassessment = reassessWork(
    {
      pool: acts,
      desk,
      vault,
      recordRule,
      contractOf: async (name) => (await keeper.on(clock.today())).contracts.byName.get(name as ContractName),
      today: clock.today,
      now: clock.now,
    },
    log,
  )
  const works = [
    deadlineWork({ pool: database.pool, settings, clock, log }),
    forgetKeys(database),
    factSheetRefresh({ pool: database.pool, sheets: FACT_SHEETS, clock, log }),
    reassessment,
  ]
  const scheduler = await openScheduler({ url: database.url, works, log })
  const server = createHttpServer({
    authenticate,
    keeper,
    operations,
    reader,
    incentives: desk,
    incentiveActs: createIncentiveActs({
      query: (statement) => acts.query(statement),
      desk,
      vault,
      recordRule,
      now: clock.now,
    }),
    referrals,
    statistics,
    dataUse: createAskDataUse({ pool: database.pool, hub, vault }),
    evidence,
    vault,
    clock,
    log,
    explorer: !config.production,
    assertReady: async () => {
      sealing.assertSealing()
      await database.pool.query('select 1').catch((error: unknown) => {
        throw new SourceUnavailable('SOURCE_UNAVAILABLE', 'The database does not answer.', {}, error)
      })
    },
  })
  addStatistics(server, { authenticate, keeper, clock, operations, evidence, statistics })
  addDeliveries(server, { authenticate, ports: { database, vault, allowSynthetic: !config.production, clock: clock.now } })
  const close = async () => {
    await server.close()
    await scheduler.close()
    await keeper.stop()
    await accessLog.close()
    await acts.end()
    await sealing.close()
    await lock.close()
  }
  return { server, vault, close }
}

/** Structured log on standard output; holds ids, codes and counts, never a personal value. */
export function createLogger({ logLevel }: Pick<Config, 'logLevel'>): Logger {
  return pino({ level: logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime })
}
