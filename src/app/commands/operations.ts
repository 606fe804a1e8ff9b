/** Command `hub operations`. */
import { readFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { assertRegister, buildContracts, type Contracts } from '../../access/protocols/contract.ts'
import { loadRegister } from '../../access/protocols/register.ts'
import { createClock } from '../../base/clock.ts'
import { isDay } from '../../base/day.ts'
import { PURPOSES, type Purpose } from '../../base/purpose.ts'
import { RECIPIENTS, type Recipient } from '../../base/recipient.ts'
import { checkOperation, findBrokenOperations } from '../../graphql/operations/check.ts'
import { parseManifest } from '../../graphql/operations/manifest.ts'
import { listStanding, registerManifest, STANDING_DAYS, withdrawManifest } from '../../graphql/operations/manifest-versions.ts'
import { listOperations, setRegisteredOnly } from '../../graphql/operations/store.ts'
import { hubSchemaOf } from '../hub-schema.ts'
import { countUsesOf, describeVersions } from './describe-versions.ts'
import { type CommandParts, withDatabase } from './with-database.ts'

type OwnerOptions = { consumer: string; recipient: Recipient; purpose: Purpose }

/** `operations`: manifests of what a consumer sends, checked against its contract. */
export function addOperationCommands(program: Command): void {
  const operations = program.command('operations').description('registered operations of consumers')
  ofOwner(operations.command('register'))
    .description('register a manifest as the newest version for a consumer and purpose; the versions before it go on standing for a while')
    .argument('<file>', 'Apollo persisted query manifest, or JSON of SHA-256 hashes and documents')
    .addOption(
      new Option('--standing-days <number>', 'days for which the versions before it go on standing; 0: they end at once')
        .argParser(wholeNumber)
        .default(STANDING_DAYS),
    )
    .action(register)
  ofOwner(operations.command('withdraw'))
    .description('end a version of a manifest: what only that version names is unknown within ten seconds, or from a day on')
    .argument('<version>', 'number of the version, from the list', wholeNumber)
    .option('--on <day>', 'first day on which it stands no longer, YYYY-MM-DD; default: today', calendarDay)
    .action(withdraw)
  operations
    .command('list')
    .description('list the versions that stand: since when, until when, and what no later version has')
    .argument('[consumer]', 'client identifier of the application; default: all')
    .option('--used', 'also how often that was sent in the last 30 days; reads the whole access log')
    .action(list)
  operations
    .command('check')
    .description('report the registered operations that a protocol change would break, before it is applied; exit code 1: some would break')
    .option('--protocols <folder>', 'register to check against; default: the one in use')
    .action(check)
  addOnly(operations)
}

function addOnly(operations: Command): void {
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

/** Adds the options that say whose manifest it is. */
function ofOwner(command: Command): Command {
  return command
    .requiredOption('--consumer <id>', 'client identifier of the application')
    .addOption(
      new Option('--recipient <group>', "recipient group of the consumer's organisation").choices(RECIPIENTS).makeOptionMandatory(),
    )
    .addOption(new Option('--purpose <purpose>', 'purpose').choices(PURPOSES).makeOptionMandatory())
}

async function register(file: string, { consumer, recipient, purpose, standingDays }: OwnerOptions & { standingDays: number }) {
  const operations = parseManifest(await readFile(file, 'utf8'))
  await withDatabase(async (parts) => {
    const contract = (await contractsOf(parts)).byName.get(`${recipient}/${purpose}`)
    if (contract === undefined) throw new Error(`No protocol in force covers ${recipient} for ${purpose}.`)
    const refused = operations.flatMap(({ name, hash, document }) =>
      checkOperation(contract, document).map((problem) => `${name ?? hash}: ${problem}`),
    )
    if (refused.length > 0) throw new Error(`Nothing was registered:\n${refused.join('\n')}`)
    const { prisma } = parts.database
    const today = todayOf(parts)
    const owner = { consumer, contract: contract.name }
    const { version, isNew } = await registerManifest(prisma, owner, operations, { today, standingDays })
    if (!isNew) console.log(`version ${version} has these operations already: nothing was changed`)
    console.log(describeVersions(await listStanding(prisma, today, owner)))
  })
}

async function withdraw(version: number, { consumer, recipient, purpose, on }: OwnerOptions & { on?: string }): Promise<void> {
  await withDatabase(async (parts) => {
    const today = todayOf(parts)
    if (on !== undefined && on < today) throw new Error('A version cannot end on a day that is over.')
    const owner = { consumer, contract: `${recipient}/${purpose}` }
    const ended = await withdrawManifest(parts.database.prisma, { ...owner, version }, { today, on: on ?? today })
    if (ended === undefined) throw new Error(`No version ${version} of ${consumer} for ${purpose} stands: npm run hub -- operations list`)
    console.log(describeVersions(await listStanding(parts.database.prisma, today, owner)) || 'No version stands any longer.')
  })
}

async function list(consumer: string | undefined, { used = false }: { used?: boolean }): Promise<void> {
  await withDatabase(async (parts) => {
    const versions = await listStanding(parts.database.prisma, todayOf(parts), consumer === undefined ? {} : { consumer })
    const uses = used ? await countUsesOf(parts, versions) : undefined
    console.log(describeVersions(versions, uses) || 'No version stands.')
  })
}

async function check({ protocols }: { protocols?: string }): Promise<void> {
  await withDatabase(async (parts) => {
    const operations = await listOperations(parts.database.prisma, todayOf(parts))
    const broken = findBrokenOperations(await contractsOf(parts, protocols), operations)
    for (const { consumer, contract, name, hash, problems } of broken)
      console.log(`${consumer}, ${contract}, ${name ?? hash}:\n  ${problems.join('\n  ')}`)
    console.log(`${operations.length} registered operations checked, ${broken.length} would be refused`)
    if (broken.length > 0) process.exitCode = 1
  })
}

const todayOf = ({ config }: CommandParts): string => createClock(config.today).today()

async function contractsOf({ config, vault }: CommandParts, folder = config.protocolsDir): Promise<Contracts> {
  const hub = hubSchemaOf(config, vault)
  const filed = await loadRegister(folder, config)
  assertRegister(hub, filed)
  return buildContracts(hub, filed, createClock(config.today).today())
}

function wholeNumber(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('expected a whole number')
  return Number(text)
}

function calendarDay(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('expected a day, YYYY-MM-DD')
  return text
}
