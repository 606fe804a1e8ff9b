/** Commands `merges` and `part`: what the operator decides about persons who are one or two. */
import { createInterface } from 'node:readline/promises'
import { type Command, InvalidArgumentError } from 'commander'
import {
  acceptMerge,
  type HeldMerge,
  listHeldMerges,
  type OperatorAct,
  part,
  rejectMerge,
} from '../../activities/delivery/decide-merges.ts'
import { createClock } from '../../base/clock.ts'
import { parseInsz } from '../../base/insz.ts'
import { type CommandParts, withDatabase } from './with-database.ts'

type By = { actor: string; reason: string }

export function addMergeCommands(program: Command): void {
  const merges = program
    .command('merges')
    .description('list merges of persons that wait for the operator, because birth date or sex contradict')
  merges.action(() => withDatabase(async ({ database }) => console.log(render(await listHeldMerges(database.pool)))))
  addDecision(merges, 'accept', 'merge the two persons after all', acceptMerge)
  addDecision(merges, 'reject', 'keep the two persons apart, also when a source says again that they are one', rejectMerge)
  addPart(program)
}

function addDecision(merges: Command, name: string, description: string, decide: (act: OperatorAct, id: number) => Promise<boolean>): void {
  merges
    .command(name)
    .description(description)
    .argument('<id>', 'id of the merge, from the list', wholeNumber)
    .requiredOption('--actor <name>', 'who decides, for the record: an office or a login')
    .requiredOption('--reason <text>', 'why, for example a reference to the file')
    .action(async (id: number, by: By) => {
      const found = await withDatabase((parts) => decide(actOf(parts, by), id))
      if (!found) throw new Error(`No merge with id ${id} waits.`)
      console.log(`done: ${name} ${id}`)
    })
}

function addPart(program: Command): void {
  program
    .command('part')
    .description(
      'part a person who is two: the numbers on standard input become a person of their own, with new ids; both lose what was delivered, until the archive is read again',
    )
    .requiredOption('--actor <name>', 'who decides, for the record: an office or a login')
    .requiredOption('--reason <text>', 'why, for example a reference to the file')
    .action(async (by: By) => {
      const parted = await withDatabase(async (parts) => {
        const numbers = (await readLines()).map((text) => parseInsz(text, { allowSynthetic: !parts.config.production }))
        if (numbers.length === 0 || numbers.includes(undefined)) throw new Error('Give INSZ numbers on standard input, one a line.')
        return await part(
          actOf(parts, by),
          parts.vault,
          numbers.filter((number) => number !== undefined),
        )
      })
      if (parted === undefined) throw new Error('These numbers are not some, and not all, of the numbers of one person.')
      console.log(
        `${parted.persons.join(' ')}\nBoth lost what was delivered about them: read the archive again (npm run hub -- import --again PATH…).`,
      )
    })
}

/** Numbers never stand on a command line, which others can see. */
async function readLines(): Promise<string[]> {
  const lines: string[] = []
  for await (const line of createInterface({ input: process.stdin })) if (line.trim() !== '') lines.push(line.trim())
  return lines
}

function render(held: readonly HeldMerge[]): string {
  if (held.length === 0) return 'No merge waits.'
  return held
    .map(
      ({ id, heldOn, source, asOf, contradicts, persons }) =>
        `${id}  ${heldOn}  ${contradicts.join(', ')}  ${source}, as of ${asOf}\n  persons ${persons.join(' and ')}`,
    )
    .join('\n')
}

function actOf({ config, database }: CommandParts, { actor, reason }: By): OperatorAct {
  return { pool: database.bulk, actor, reason, today: createClock(config.today).today() }
}

function wholeNumber(text: string): number {
  const id = Number(text)
  if (!Number.isSafeInteger(id) || id < 1) throw new InvalidArgumentError('expected the id of a merge')
  return id
}
