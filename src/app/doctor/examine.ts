/** Examines an installation: every check of the list, whether or not a hub runs. Nothing is migrated, sealed or written to the database. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, loadConfig } from '../../base/config.ts'
import { findAddressProblem } from '../../database/address-problem.ts'
import { startEmbedded } from '../../database/embedded/embedded.ts'
import { messageOf } from '../failure.ts'
import { type Check, type Finding, fault, ok, type State } from './check.ts'
import { EVIDENCE_CHECKS } from './evidence.ts'
import { ISSUER_CHECKS } from './issuer.ts'
import { POLICY_CHECKS } from './policy.ts'
import { POSTGRES_CHECKS } from './postgres.ts'
import { SETTING_CHECKS } from './settings.ts'

export type Diagnosis = { name: string; state: State; found: string; remedy: string | null }

/** Every check, in the order in which one rests on another. */
export const CHECKS: readonly Check[] = [...SETTING_CHECKS, ...POLICY_CHECKS, ...ISSUER_CHECKS, ...POSTGRES_CHECKS, ...EVIDENCE_CHECKS]

/** A database that answers, or what is known of one that does not. */
type Reached = { finding: Finding; url?: string; stop?: () => Promise<void> }

export async function examineInstallation(env: NodeJS.ProcessEnv): Promise<Diagnosis[]> {
  const config = readConfig(env)
  const reached = config === undefined ? undefined : await reachDatabase(config)
  try {
    const diagnoses: Diagnosis[] = []
    for (const check of CHECKS) diagnoses.push({ name: check.name, ...(await examine(check, env, config, reached)) })
    return diagnoses.toSpliced(SETTING_CHECKS.length, 0, { name: 'database', ...(reached?.finding ?? SKIPPED) })
  } finally {
    await reached?.stop?.()
  }
}

function readConfig(env: NodeJS.ProcessEnv): Config | undefined {
  try {
    return loadConfig(env)
  } catch {
    // Its own check says what is wrong.
    return undefined
  }
}

async function reachDatabase(config: Config): Promise<Reached> {
  const { databaseUrl, dataDir } = config
  try {
    if (databaseUrl !== undefined) return await reachGiven(databaseUrl)
    if (!existsSync(join(dataDir, 'postgres', 'PG_VERSION')))
      return { finding: ok('There is none yet: the first start makes it in DATA_DIR.') }
    const server = await startEmbedded({ dataDir, share: true })
    return { finding: ok(`It is in DATA_DIR${server.shared ? ', and a hub runs on it' : ''}.`), url: server.url, stop: server.stop }
  } catch (error) {
    return { finding: fault(messageOf(error), 'Correct what the message says.') }
  }
}

async function reachGiven(url: string): Promise<Reached> {
  const problem = await findAddressProblem(url)
  if (problem !== undefined) return { finding: fault(`DATABASE_URL: ${problem}`, 'Correct DATABASE_URL, or the server.') }
  return { finding: ok('DATABASE_URL leads to a server that answers.'), url }
}

const SKIPPED: Finding = { state: 'SKIPPED', found: 'It needs what could not be checked above.', remedy: null }

async function examine(check: Check, env: NodeJS.ProcessEnv, config: Config | undefined, reached: Reached | undefined): Promise<Finding> {
  try {
    if (check.needs === 'NOTHING') return await check.examine(env)
    if (config === undefined) return SKIPPED
    if (check.needs === 'SETTINGS') return await check.examine(config)
    return reached?.url === undefined ? SKIPPED : await check.examine({ config, url: reached.url })
  } catch (error) {
    return fault(messageOf(error), 'Correct what the message says.')
  }
}
