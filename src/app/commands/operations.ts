/** Command `hub operations`. */
import { readFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { assertRegister, buildContracts, type Contracts } from '../../access/protocols/contract.ts'
import { loadRegister } from '../../access/protocols/register.ts'
import { createClock } from '../../base/clock.ts'
import { PURPOSES, type Purpose } from '../../base/purpose.ts'
import { RECIPIENTS, type Recipient } from '../../base/recipient.ts'
import { checkOperation, findBrokenOperations } from '../../graphql/operations/check.ts'
import { parseManifest } from '../../graphql/operations/manifest.ts'
import { listOperations, registerOperations, setRegisteredOnly } from '../../graphql/operations/store.ts'
import { hubSchemaOf } from '../hub-schema.ts'
import { type CommandParts, withDatabase } from './with-database.ts'

type RegisterOptions = { consumer: string; recipient: Recipient; purpose: Purpose }

/** `operations`: manifests of what a consumer sends, checked against its contract. */
export function addOperationCommands(program: Command): void {
  const operations = program.command('operations').description('registered operations of consumers')
  operations
    .command('register')
    .description('replace the registered operations of a consumer for a purpose by a manifest')
    .argument('<file>', 'Apollo persisted query manifest, or JSON of SHA-256 hashes and documents')
    .requiredOption('--consumer <id>', 'client identifier of the application')
    .addOption(
      new Option('--recipient <group>', "recipient group of the consumer's organisation").choices(RECIPIENTS).makeOptionMandatory(),
    )
    .addOption(new Option('--purpose <purpose>', 'purpose').choices(PURPOSES).makeOptionMandatory())
    .action(register)
  operations
    .command('check')
    .description('report the registered operations that a protocol change would break, before it is applied; exit code 1: some would break')
    .option('--protocols <folder>', 'register to check against; default: the one in use')
    .action(check)
  operations
    .command('only')
    .description('restrict a consumer to registered operations, or lift the restriction')
    .argument('<consumer>', 'client identifier of the application')
    .addOption(new Option('--set <choice>', 'on or off').choices(['on', 'off']).default('on'))
    .action(async (consumer: string, { set }: { set: 'on' | 'off' }) => {
      await withDatabase(({ database }) => setRegisteredOnly(database.prisma, consumer, set === 'on'))
      console.log(`${consumer} may send ${set === 'on' ? 'registered operations only' : 'any operation'}`)
    })
}

async function register(file: string, { consumer, recipient, purpose }: RegisterOptions): Promise<void> {
  const operations = parseManifest(await readFile(file, 'utf8'))
  await withDatabase(async (parts) => {
    const contract = (await contractsOf(parts)).byName.get(`${recipient}/${purpose}`)
    if (contract === undefined) throw new Error(`No protocol in force covers ${recipient} for ${purpose}.`)
    const refused = operations.flatMap(({ name, hash, document }) =>
      checkOperation(contract, document).map((problem) => `${name ?? hash}: ${problem}`),
    )
    if (refused.length > 0) throw new Error(`Nothing was registered:\n${refused.join('\n')}`)
    const { registered, withdrawn } = await registerOperations(parts.database.prisma, { consumer, contract: contract.name }, operations)
    console.log(`${consumer}, ${contract.name}: ${operations.length} operations (${registered} new, ${withdrawn} withdrawn)`)
  })
}

async function check({ protocols }: { protocols?: string }): Promise<void> {
  await withDatabase(async (parts) => {
    const operations = await listOperations(parts.database.prisma)
    const broken = findBrokenOperations(await contractsOf(parts, protocols), operations)
    for (const { consumer, contract, name, hash, problems } of broken)
      console.log(`${consumer}, ${contract}, ${name ?? hash}:\n  ${problems.join('\n  ')}`)
    console.log(`${operations.length} registered operations checked, ${broken.length} would be refused`)
    if (broken.length > 0) process.exitCode = 1
  })
}

async function contractsOf({ config, vault }: CommandParts, folder = config.protocolsDir): Promise<Contracts> {
  const hub = hubSchemaOf(config, vault)
  const filed = await loadRegister(folder, config)
  assertRegister(hub, filed)
  return buildContracts(hub, filed, createClock(config.today).today())
}
