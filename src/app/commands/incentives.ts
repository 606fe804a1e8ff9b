/** `incentives`: the catalogue checked as the hub checks it, and past decisions judged again. */
import type { Command } from 'commander'
import { assertRegister, assessableFrom, assessableOn } from '../../access/protocols/contract.ts'
import { loadRegister } from '../../access/protocols/register.ts'
import { recomputeDecisions } from '../../activities/incentive/assessment/recompute.ts'
import { checkCatalogue } from '../../activities/incentive/catalogue/check-catalogue.ts'
import { compileCatalogue } from '../../activities/incentive/catalogue/compiled-catalogue.ts'
import { loadCatalogue } from '../../activities/incentive/catalogue/load-catalogue.ts'
import { renderSimulation, simulate } from '../../activities/incentive/simulation/simulate.ts'
import { createDisclosureControl } from '../../activities/statistics/release/control.ts'
import { createClock } from '../../base/clock.ts'
import { loadConfig } from '../../base/config.ts'
import { createVault } from '../../base/vault.ts'
import { renderProblems } from '../../base/yaml-file.ts'
import { hubSchemaOf } from '../hub-schema.ts'
import { onRecord, type Recorded, recordReading } from './on-record.ts'
import { withDatabase } from './with-database.ts'

export function addIncentiveCommands(program: Command): void {
  const incentives = program.command('incentives').description('incentive rules: check the catalogue, re-evaluate past decisions')
  incentives
    .command('check')
    .description(
      'check every rule for consistency and against facts and protocols, also for the days on which protocols end; exit code 1: problems found',
    )
    .option('--incentives <folder>', 'catalogue to check; default: the one in use')
    .option('--protocols <folder>', 'register to check against; default: the one in use')
    .action(check)
  onRecord(incentives.command('recompute'))
    .description('re-evaluate every stored decision with its recorded rule and facts; exit code 1: some results differ')
    .action(recompute)
  onRecord(incentives.command('simulate'))
    .description('count the persons that a rule would reach, by municipality, with the disclosure control of statistics')
    .requiredOption('--incentive <name>', 'incentive: the name of its file')
    .option('--rule <version>', 'version of its rule, including drafts; default: the latest')
    .action(simulateRule)
}

async function simulateRule({ incentive: name, rule, ...by }: { incentive: string; rule?: string } & Recorded): Promise<void> {
  await withDatabase(async ({ config, database, vault }) => {
    const hub = hubSchemaOf(config, vault)
    const register = await loadRegister(config.protocolsDir, config)
    const asOf = createClock(config.today).today()
    const filed = await loadCatalogue(config.incentivesDir, { production: false })
    const catalogue = compileCatalogue(hub, filed, assessableOn(register, asOf))
    const incentive = catalogue.incentives.get(name)
    const version = incentive?.versions.findLast((each) => rule === undefined || each.version.version === Number(rule))
    if (incentive === undefined || version === undefined)
      throw new Error(`Rule not found. Available: ${[...catalogue.incentives.keys()].join(', ')}.`)
    const control = await createDisclosureControl()
    await recordReading(database.pool, by, {
      command: `incentives simulate ${name}`,
      tables: ['directory', 'integration', 'work', 'local'],
    })
    console.log(renderSimulation(await simulate({ pool: database.pool, hub, control, incentive, version, asOf })))
  })
}

async function check(options: { incentives?: string; protocols?: string }): Promise<void> {
  const config = loadConfig(process.env)
  const hub = hubSchemaOf(config, createVault(config.masterKey))
  const register = await loadRegister(options.protocols ?? config.protocolsDir, config)
  assertRegister(hub, register)
  const catalogue = await loadCatalogue(options.incentives ?? config.incentivesDir, config)
  const problems = checkCatalogue(hub, catalogue, assessableFrom(register, createClock(config.today).today()))
  if (problems.length > 0) console.log(renderProblems(problems))
  const facts = Object.keys(catalogue.facts.value.facts).length
  const versions = catalogue.incentives.flatMap(({ value }) => value.versions).length
  const found = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`
  console.log(`${catalogue.incentives.length} incentives, ${versions} versions, ${facts} facts checked: ${found}`)
  if (problems.length > 0) process.exitCode = 1
}

async function recompute(by: Recorded): Promise<void> {
  const { judged, different } = await withDatabase(async ({ database, vault }) => {
    await recordReading(database.pool, by, { command: 'incentives recompute', tables: ['incentive.decision'] })
    return await recomputeDecisions(database.pool, vault)
  })
  for (const id of different) console.log(`${id}: the result differs`)
  console.log(`${judged} decisions re-evaluated, ${different.length} differ`)
  if (different.length > 0) process.exitCode = 1
}
