/** What everything in a hub stands on: rules from files, connections, evidence, contracts. Each step is opened once, in the order of `hub.ts`. */
import type { ClientBase, Pool } from 'pg'
import type { Logger } from 'pino'
import { assertRegister, assessableOn } from '../access/protocols/contract.ts'
import { loadDeliveryRegister } from '../access/protocols/delivery-register.ts'
import { loadRegister } from '../access/protocols/register.ts'
import { PUBLISHED } from '../activities/delivery/record-types.ts'
import { compileCatalogue } from '../activities/incentive/catalogue/compiled-catalogue.ts'
import { loadCatalogue } from '../activities/incentive/catalogue/load-catalogue.ts'
import { loadDeadlines } from '../activities/referral/deadline.ts'
import type { Clock } from '../base/clock.ts'
import type { Config } from '../base/config.ts'
import type { Vault } from '../base/vault.ts'
import type { Database } from '../database/client.ts'
import { ROLES } from '../database/connection.ts'
import { readLoginKey } from '../database/keys/kept-keys.ts'
import { FACT_SHEETS } from '../domains/all.ts'
import { type AccessLog, createAccessLog, createEvidencePort } from '../evidence/access-log.ts'
import { createRefusalCounts } from '../evidence/refusal-counts.ts'
import { openSealing } from '../evidence/sealing/open-sealing.ts'
import type { Sealer } from '../evidence/sealing/sealer.ts'
import type { EvidencePort } from '../graphql/schema/evidence-port.ts'
import { createCurrentContracts } from '../graphql/server/contract-servers.ts'
import { createContractLogins } from '../query/contract-logins/contract-logins.ts'
import { ensureFactFunctions } from '../query/fact-sheets/functions.ts'
import { createReader } from '../query/reader.ts'
import { hubSchemaOf } from './hub-schema.ts'

/** Acts have connections of their own, on which none waits longer than this for another one. */
const ACT_CONNECTIONS = 8
const ACT_LOCK_MS = 3_000

/** What the queue of scheduled work asks for itself. */
const JOB_CONNECTIONS = 2

/** Sealing has one, and may take longer than an answer. */
const SEAL_TIMEOUT_MS = 60_000

type Closing = () => Promise<void>

/** What every part may use. @property dataKey from which all keys of the data derive. @property opened grows with every part, and is closed in reverse. */
export type HubParts = { config: Config; database: Database; log: Logger; dataKey: Buffer; vault: Vault; clock: Clock; opened: Closing[] }

export type Rules = Awaited<ReturnType<typeof loadRules>>

/** What files say. Whatever is wrong there stops the start before anything is open. */
export async function loadRules({ config, vault, clock }: HubParts) {
  const hub = hubSchemaOf(config, vault)
  const register = await loadRegister(config.protocolsDir, { production: config.production })
  assertRegister(hub, register)
  const deliveries = await loadDeliveryRegister(config.protocolsDir, PUBLISHED, config)
  // Rules must hold under the protocols of today; what becomes of them when a protocol ends, `hub incentives check` says beforehand.
  const catalogue = compileCatalogue(hub, await loadCatalogue(config.incentivesDir, config), assessableOn(register, clock.today()))
  return { hub, register, deliveries, catalogue, deadlines: await loadDeadlines(config.referenceDir) }
}

export type Pools = ReturnType<typeof openPools>

/** Connections by what they are for; contracts have logins of their own beside them. */
export function openPools({ database, opened }: HubParts) {
  const acts = database.open(ROLES.app, { connections: ACT_CONNECTIONS, lockTimeoutMs: ACT_LOCK_MS })
  const sealer = database.open(ROLES.sealer, { connections: 1, statementTimeoutMs: SEAL_TIMEOUT_MS })
  const jobs = database.open(ROLES.jobs, { connections: JOB_CONNECTIONS })
  for (const pool of [acts, sealer, jobs]) opened.push(() => pool.end())
  return { app: database.pool, acts, sealer, jobs }
}

/** Sealing begins before anything can be asked, and ends after the last entry of the access log. */
export async function openEvidence(
  { config, log, vault, opened }: HubParts,
  pools: Pools,
): Promise<{ evidence: EvidencePort; accessLog: AccessLog; sealing: Sealer }> {
  const sealing = await openSealing(config, pools.sealer, log)
  opened.push(sealing.close)
  await sealing.start()
  const accessLog = createAccessLog({ query: queryOf(pools.app), log, vault })
  opened.push(accessLog.close)
  const refusals = createRefusalCounts({ query: queryOf(pools.app), log })
  opened.push(refusals.close)
  return { evidence: createEvidencePort({ sealer: sealing, accessLog, count: refusals.add }), accessLog, sealing }
}

/** Contracts of today, each under a login of its own. Their logins may call the functions of facts, which therefore come first. */
export async function openContracts({ config, database, dataKey, log, clock, opened }: HubParts, { hub, register }: Rules, pools: Pools) {
  await ensureFactFunctions(database.url, FACT_SHEETS)
  const readKey = (client: ClientBase) => readLoginKey(client, dataKey)
  const logins = createContractLogins(database, { dataKey, readLoginKey: readKey, statementMs: config.statementMs })
  opened.push(logins.close)
  const contracts = createCurrentContracts(register, {
    hub,
    dayOf: clock.dayOf,
    fitLock: logins.syncRights,
    log,
    production: config.production,
  })
  opened.push(contracts.stop)
  await contracts.on(clock.today())
  return { contracts, logins, reader: createReader(queryOf(pools.app), logins.poolOf) }
}

/** A pool as the parts ask it. */
export function queryOf(pool: Pool) {
  return (statement: { name?: string; text: string; values: unknown[] }) => pool.query(statement)
}
