/** Non-interference: what a contract does not grant may be anything, and its answers stay the same bytes. */
import { join } from 'node:path'
import type { GraphQLSchema } from 'graphql'
import { hubSchemaOf } from '../../src/app/hub-schema.ts'
import { ask } from '../attack/ask.ts'
import { CONSUMERS, readMatrix } from '../attack/hub-target.ts'
import type { RunningHub } from '../attack/running-hub.ts'
import type { ContractUnderTest, Target } from '../attack/target.ts'
import { type OracleContract, readContracts } from '../oracle/contracts.ts'
import { CHANGES, type Setting } from './change.ts'
import { type Column, readColumns } from './columns.ts'
import { createDice, type Dice } from './dice.ts'
import { isComparing, type Mentions, mentionsOfAll, mentionsOfCompared, tablesOfCondition } from './mentions.ts'
import { drawOperation, drawQueue, introspect, type Operation, queuesOf, selectOwn } from './operations.ts'
import { cursorOpener, sayingOf } from './saying.ts'
import { readOpen, readScope } from './scope.ts'
import { whileChanged } from './undo.ts'

export type InterferenceResult = {
  seed: number
  /** Runs in which a change was made and answers were compared. */
  runs: number
  operations: number
  /** How often each kind of change was made. */
  changes: Record<string, number>
  /** The first interference: the run, the change, the operation and both answers. */
  interference: string | undefined
}

type Subject = {
  under: ContractUnderTest
  contract: OracleContract
  organisation: number
  sector: string
  schema: GraphQLSchema
  granted: Mentions
  overAllHolders: Mentions
  compared: Mentions
}

type World = { hub: RunningHub; target: Target; subjects: Subject[]; columns: Column[]; declarations: GraphQLSchema }

const OPERATIONS_PER_RUN = 3

/** Stops at the first interference. @param options.from first run, to replay one. */
export async function runNonInterference(
  hub: RunningHub,
  target: Target,
  options: { runs: number; seed: number; from?: number },
): Promise<InterferenceResult> {
  const world = await prepare(hub, target)
  const result: InterferenceResult = { seed: options.seed, runs: 0, operations: 0, changes: {}, interference: undefined }
  for (let run = options.from ?? 0; result.runs < options.runs && result.interference === undefined; run += 1) {
    result.interference = await oneRun(world, createDice(options.seed, run), run, result)
  }
  return result
}

async function prepare(hub: RunningHub, target: Target): Promise<World> {
  const declarations = hubSchemaOf({ production: false }, { hashInsz: () => Buffer.alloc(32), decryptInsz: () => '' as never })
  const owners = new Map(readMatrix().rows.map(({ coordinate, owner }) => [coordinate, owner]))
  const contracts = readContracts(join(import.meta.dirname, '../../protocols'), hub.today, owners)
  const meeting = target.contracts.filter(({ persons }) => persons !== undefined)
  const subjects: Subject[] = []
  // One after the other: reading declarations takes so long that questions would wait for a connection in vain.
  for (const under of meeting) {
    const contract = contracts.get(under.name)
    if (contract === undefined) throw new Error(`No protocol makes ${under.name}.`)
    const { code, sector = '' } = CONSUMERS[contract.recipient] ?? { code: '' }
    const { rows } = await hub.pool.query('select organisation_id from directory.organisation_code where code = $1', [code])
    const granted = withConditions(mentionsOfAll(declarations, new Set(contract.rules.keys())), contract)
    const overAllHolders = withConditions(mentionsOfAll(declarations, new Set(contract.rules.keys()), ['expression']), contract)
    const compared = mentionsOfCompared(declarations, new Set(contract.rules.keys()))
    const schema = await introspect(target, under)
    subjects.push({ under, contract, organisation: Number(rows[0]?.organisation_id), sector, schema, granted, overAllHolders, compared })
  }
  return { hub, target, subjects, columns: await readColumns(hub.pool), declarations }
}

/** What decides the conditions of a contract is not withheld by them. */
function withConditions({ columns, tables }: Mentions, { rules }: OracleContract): Mentions {
  const decided = [...new Set([...rules.values()].flatMap((when) => when ?? []))].flatMap(tablesOfCondition)
  return { columns: new Set([...columns, ...decided.map((table) => `${table}.*`)]), tables: new Set([...tables, ...decided]) }
}

async function oneRun(world: World, dice: Dice, run: number, result: InterferenceResult): Promise<string | undefined> {
  const { hub, target, columns } = world
  const subject = dice.pick(world.subjects)
  const { contract, organisation, sector, granted, overAllHolders, compared, under } = subject
  const scope = await readScope(hub.pool, organisation, contract.capacities, hub.today)
  const setting: Setting = {
    dice,
    pool: hub.pool,
    contract,
    organisation,
    sector,
    today: hub.today,
    columns,
    scope,
    granted,
    overAllHolders,
    compared,
    openFor: openFor(world, subject),
  }
  const kind = dice.pick(kindsFor(subject))
  const change = await CHANGES[kind]?.(setting)
  if (change === undefined || change.persons.length === 0) return undefined
  const operations = Array.from({ length: OPERATIONS_PER_RUN }, () =>
    change.ofQueue === true ? askCompared(world, dice, subject) : drawOperation(dice, subject.schema, under),
  )
  const say = async ({ body, lists }: Operation) => {
    const bound = [organisation, under.consumer, under.name]
    return sayingOf(await ask(target, under, body), cursorOpener(hub.vault, lists, bound))
  }
  const before: string[] = []
  for (const operation of operations) before.push(await say(await withCursor(dice, target, under, operation)))
  const differing = await whileChanged(hub.pool, change, async () => {
    for (const [index, operation] of operations.entries()) {
      const after = await say(operation)
      result.operations += 1
      if (after !== before[index])
        return `run ${run} of seed ${result.seed}, ${under.name}, ${kind}: ${change.what}\n${JSON.stringify(operation.body)}\nbefore ${before[index]}\nafter  ${after}`
    }
    return ''
  })
  if (differing === undefined) return undefined
  result.runs += 1
  result.changes[kind] = (result.changes[kind] ?? 0) + 1
  return differing === '' ? undefined : differing
}

/** Kinds of change. Few contracts compare files of holders, so where one does, such a file is changed more often than the rest. */
function kindsFor({ compared }: Subject): string[] {
  const more = compared.tables.size === 0 ? [] : Array.from({ length: 4 }, () => 'comparedFile')
  return [...Object.keys(CHANGES), ...more]
}

/** A queue that compares holders, with all that it says. */
function askCompared({ declarations }: World, dice: Dice, { schema }: Subject): Operation {
  const queues = queuesOf(schema).filter(({ type }) => isComparing(declarations, type))
  const operation = drawQueue(dice, schema, queues, (type) => selectOwn(schema, type))
  if (operation === undefined) throw new Error('A contract grants rows that compare holders, and no queue of them.')
  return operation
}

/** Half of the lists begin after a cursor of their own first page. */
async function withCursor(dice: Dice, target: Target, under: ContractUnderTest, operation: Operation): Promise<Operation> {
  if (operation.lists.length === 0 || dice.chance(50)) return operation
  const query = 'query ($f: NewcomerFilter, $o: NewcomerOrder) { newcomers(filter: $f, order: $o, first: 3) { pageInfo { endCursor } } }'
  const { data } = await ask(target, under, { query, variables: operation.body.variables })
  const after = (data?.newcomers as { pageInfo: { endCursor: string | null } } | null)?.pageInfo.endCursor
  operation.body.variables.after = after ?? null
  return operation
}

function openFor({ hub, declarations }: World, { contract, organisation }: Subject): Setting['openFor'] {
  return async (person) => {
    const open = await readOpen(hub.pool, contract, organisation, hub.today)
    return withConditions(mentionsOfAll(declarations, open(person)), contract)
  }
}
