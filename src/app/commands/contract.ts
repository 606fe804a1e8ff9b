/** Commands `hub contract` and `hub protocols`. */
import { type Command, Option } from 'commander'
import { lexicographicSortSchema, printSchema } from 'graphql'
import { assertRegister, buildContracts } from '../../access/protocols/contract.ts'
import { loadRegister } from '../../access/protocols/register.ts'
import { createClock } from '../../base/clock.ts'
import { loadConfig } from '../../base/config.ts'
import { PURPOSES, type Purpose } from '../../base/purpose.ts'
import { RECIPIENTS, type Recipient } from '../../base/recipient.ts'
import { createVault } from '../../base/vault.ts'
import { hubSchemaOf } from '../hub-schema.ts'

/** `contract` and `protocols`: what the register of this installation adds up to, without starting a hub. */
export function addContractCommands(program: Command): void {
  program
    .command('contract')
    .description('print the schema of a recipient group for a purpose, as defined by the protocols in force today')
    .addOption(new Option('--recipient <group>', 'recipient group').choices(RECIPIENTS).makeOptionMandatory())
    .addOption(new Option('--purpose <purpose>', 'purpose').choices(PURPOSES).makeOptionMandatory())
    .action(async ({ recipient, purpose }: { recipient: Recipient; purpose: Purpose }) => {
      const { contracts } = await readContracts()
      const contract = contracts.byName.get(`${recipient}/${purpose}`)
      if (contract === undefined)
        throw new Error(
          `No protocol in force covers ${recipient} for ${purpose}. Contracts in force: ${[...contracts.byName.keys()].join(', ')}.`,
        )
      console.log(printSchema(lexicographicSortSchema(contract.schema)))
    })
  program
    .command('protocols')
    .description('check the protocol register against the hub schema and list its contracts')
    .action(async () => {
      const { register, contracts } = await readContracts()
      for (const { name, protocols, grants } of contracts.byName.values())
        console.log(`${name}: ${grants.size} coordinates by ${protocols.map(({ id, version }) => `${id}@${version}`).join(', ')}`)
      console.log(`${register.length} protocols checked, ${contracts.byName.size} contracts in force today`)
    })
}

async function readContracts() {
  const config = loadConfig(process.env)
  const hub = hubSchemaOf(config, createVault(config.masterKey))
  const register = await loadRegister(config.protocolsDir, config)
  assertRegister(hub, register)
  return { register, contracts: buildContracts(hub, register, createClock(config.today).today()) }
}
