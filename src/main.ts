/** Starts a hub: settings, database, issuer, server; and stops it in reverse on SIGINT or SIGTERM. */

import { describeFailure } from './app/failure.ts'
import { BACKLOG, createLogger, openHub } from './app/hub.ts'
import { openDatabase } from './app/open-database.ts'
import { findSettingProblems } from './app/setting-problems.ts'
import { renderWelcome } from './app/welcome.ts'
import { createClock } from './base/clock.ts'
import { type Config, ConfigError, loadConfig } from './base/config.ts'
import { createVault } from './base/vault.ts'
import type { Database } from './database/client.ts'
import { openDataKey } from './database/keys/kept-keys.ts'
import { PopulationExists } from './development/population/ledger.ts'
import { seedPopulation } from './development/population/seed.ts'

type Closing = () => Promise<void>

/** Longest that requests under way may take after a signal. */
const DRAIN_MS = 10_000

async function start(config: Config): Promise<Closing> {
  const log = createLogger(config)
  const opened: Closing[] = []
  const close = async () => {
    for (const part of opened.toReversed()) await part()
  }
  try {
    log.info({ production: config.production }, config.modeTold)
    const problems = await findSettingProblems(config)
    if (problems.length > 0) throw new ConfigError(problems)
    const database = await openDatabase(config, { log: (line) => log.info(line), onLost: fail })
    opened.push(database.close)
    const issuer = config.oidcIssuer ?? (await startIssuer(config, opened))
    if (config.seedPersons > 0) await seedOnce(config, database, (line) => log.info(line))
    const hub = await openHub(config, database, issuer, log)
    opened.push(hub.close)
    await hub.server.listen({ host: config.host, port: config.port, backlog: BACKLOG })
    if (!config.production) console.log(renderWelcome({ address: `http://${config.host}:${config.port}`, issuer }))
    return close
  } catch (error) {
    await close()
    throw error
  }
}

/** A hub with a database of its own begins, in development, with a synthetic population; persons that are there, of whatever origin, stay as they are. */
async function seedOnce(config: Config, database: Database, log: (line: string) => void): Promise<void> {
  const persons = config.seedPersons
  const today = createClock(config.today).today()
  await seedPopulation({
    database,
    vault: createVault(await openDataKey(database.url, config)),
    persons,
    seed: 1,
    today,
    referenceDir: config.referenceDir,
  }).then(
    (result) => result.status === 'LOADED' && log(`${result.persons} synthetic persons loaded`),
    (error: unknown) => {
      if (!(error instanceof PopulationExists)) throw error
    },
  )
}

async function startIssuer(config: Config, opened: Closing[]): Promise<string> {
  // An installation with an issuer of its own never loads this one.
  const { startDevelopmentIssuer } = await import('./development/issuer/development-issuer.ts')
  const issuer = await startDevelopmentIssuer({
    port: config.issuerPort,
    dataDir: config.dataDir,
    nodeEnv: config.production ? 'production' : 'development',
    audience: config.oidcAudience,
  })
  opened.push(issuer.close)
  return issuer.issuer
}

function stopOnSignal(close: Closing): void {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      setTimeout(() => process.exit(1), DRAIN_MS).unref()
      void close().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      )
    })
  }
}

function fail(error: unknown, config?: Config): void {
  const { message, exitCode } = describeFailure(error, config)
  console.error(message)
  process.exit(exitCode)
}

async function run(): Promise<void> {
  let config: Config | undefined
  try {
    config = loadConfig(process.env)
    stopOnSignal(await start(config))
  } catch (error) {
    fail(error, config)
  }
}

await run()
