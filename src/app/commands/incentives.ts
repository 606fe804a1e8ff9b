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
import { withDatabase } from './with-database.ts'

export function addIncentiveCommands(program: Command): void {
  const incentives = program.command('incentives').description('rules of incentives: check the catalogue, judge past decisions again')
  incentives
    .command('check')
    .description(
      'check every rule against facts, protocols and itself, also for the days on which protocols end; exit code 1: some are wrong',
    )
    .option('--incentives <folder>', 'catalogue to check; default: the one in use')
    .option('--protocols <folder>', 'register to check against; default: the one in use')
    .action(check)
  incentives
    .command('recompute')
    .description('judge every stored decision again by its recorded rule and facts; exit code 1: some come out differently')
    .action(recompute)
  incentives
    .command('simulate')
    .description('how many persons a rule of the catalogue would reach, by municipality, through the disclosure control of statistics')
    .requiredOption('--incentive <name>', 'incentive, as its file is named')
    .option('--rule <version>', 'version of its rule, drafts included; default: the last one')
    .action(simulateRule)
}

async function simulateRule({ incentive: name, rule }: { incentive: string; rule?: string }): Promise<void> {
  await withDatabase(async ({ config, database, vault }) => {
    const hub = hubSchemaOf(config, vault)
    const register = await loadRegister(config.protocolsDir, config)
    const asOf = createClock(config.today).today()
    const filed = await loadCatalogue(config.incentivesDir, { production: false })
    const catalogue = compileCatalogue(hub, filed, assessableOn(register, asOf))
    const incentive = catalogue.incentives.get(name)
    const version = incentive?.versions.findLast((each) => rule === undefined || each.version.version === Number(rule))
    if (incentive === undefined || version === undefined)
      throw new Error(`There is no such rule; there are ${[...catalogue.incentives.keys()].join(', ')}.`)
    const control = await createDisclosureControl()
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
  console.log(`${catalogue.incentives.length} incentives, ${versions} versions, ${facts} facts checked: ${problems.length} problems`)
  if (problems.length > 0) process.exitCode = 1
}

async function recompute(): Promise<void> {
  const { judged, different } = await withDatabase(({ database, vault }) => recomputeDecisions(database.pool, vault))
  for (const id of different) console.log(`${id} comes out differently`)
  console.log(`${judged} decisions judged again, ${different.length} come out differently`)
  if (different.length > 0) process.exitCode = 1
}
