/** Random contracts, operations and persons: what the hub answers against what the protocol files say. */
import { join } from 'node:path'
import * as fc from 'fast-check'
import type { Insz } from '../../src/base/insz.ts'
import { ask, isRefused, refusedCoordinates } from '../attack/ask.ts'
import { CONSUMERS, readMatrix } from '../attack/hub-target.ts'
import { askedQueue, listQueues, type Queue } from '../attack/queues.ts'
import type { RunningHub } from '../attack/running-hub.ts'
import type { ContractUnderTest, Target } from '../attack/target.ts'
import { inScope, type OracleContract, readContracts } from './contracts.ts'
import { type Asked, coordinatesOf, type Draw, drawSelection, selectionText } from './document.ts'
import { compareEvidence } from './evidence.ts'
import { compareObject, type Oracle, type Tally } from './predict.ts'
import { isConflictOfOthers, isListed, KNOWN_QUEUES } from './queues.ts'
import { canonical, type Entry, expectedWithheld } from './withheld.ts'
import { isInScope, type Row, readWorld, type World } from './world.ts'

export type OracleResult = {
  documents: number
  persons: number
  refused: number
  cells: Tally
  /** Cells on record, each of which was shown; every shown cell is among them. */
  recorded: number
  /** Persons whom queues listed, and persons in scope of whom a queue must not tell that two others are in conflict. */
  listed: number
  unlisted: number
  seed: number
  mismatch: string | undefined
}

/** @property persons whom it must answer; undefined where nobody. @property queue how many it must count, and the subset that it names. */
type Case = {
  asked: Asked[]
  body: { query: string; variables: Record<string, unknown> }
  persons: (Row | undefined)[]
  root: string
  queue?: { total: number; unlisted: number; subset: string }
}

/** @param documents how many random documents; each asks about one or more persons. */
export async function runOracle(hub: RunningHub, target: Target, options: { documents: number; seed: number }): Promise<OracleResult> {
  const owners = new Map(readMatrix().rows.map(({ coordinate, owner }) => [coordinate, owner]))
  const contracts = readContracts(join(import.meta.dirname, '../../protocols'), hub.today, owners)
  const world = await readWorld(hub.pool, hub.today)
  const oracles = await Promise.all(
    target.contracts.flatMap(withOtherHolders).flatMap((under) => {
      const contract = contracts.get(under.name)
      return under.persons === undefined || contract === undefined
        ? []
        : [oracleFor(hub, target, world, { under, contract }).then((oracle) => ({ under, oracle }))]
    }),
  )
  const result: OracleResult = {
    documents: 0,
    persons: 0,
    refused: 0,
    cells: { visible: 0, withheld: 0, valued: 0 },
    recorded: 0,
    listed: 0,
    unlisted: 0,
    seed: options.seed,
    mismatch: undefined,
  }
  const property = fc.asyncProperty(fc.gen(), async (g) => {
    const draw: Draw = (arbitrary) => g(() => arbitrary)
    const { under, oracle } = draw(fc.constantFrom(...oracles))
    await checkCase({ target, pool: hub.pool }, under, oracle, drawCase(draw, target, oracle), result)
  })
  const details = await fc.check(property, { numRuns: options.documents, seed: options.seed, endOnFailure: true })
  if (details.failed)
    result.mismatch = details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance)
  return result
}

/** A queue is asked by more than one organisation: what one sees of it, the other may not, and the two who contradict each other must. */
function withOtherHolders(under: ContractUnderTest): ContractUnderTest[] {
  const { sibling, operations } = under
  const others = sibling !== undefined && KNOWN_QUEUES.some((root) => operations.has(root)) ? [{ ...under, consumer: sibling }] : []
  return [under, ...others]
}

type Under = { under: ContractUnderTest; contract: OracleContract }

async function oracleFor({ vault }: RunningHub, target: Target, world: World, { under, contract: asRead }: Under): Promise<Oracle> {
  const contract = inScope(asRead)
  const who = CONSUMERS[contract.recipient]
  const { data } = await ask(target, under, '{ viewer { organisation } }')
  const { organisation: named } = (data?.viewer ?? {}) as { organisation?: string }
  const organisation = [...world.organisations.values()].find(({ name, valid_until }) => name === named && valid_until === null)
  const insz = (person: string) => {
    const current = world.rowsOf('directory.person_number', person).find((row) => row.current === true)
    return current === undefined ? null : (vault.decryptInsz(Buffer.from(String(current.insz_encrypted).slice(2), 'hex')) as Insz)
  }
  return { world, contract, organisation: Number(organisation?.id), sector: who?.sector ?? '', insz }
}

const idOf = ({ sector }: Oracle, person: Row) => String(person[`${sector}_id`])

/** Draws a document and the persons it asks about: anybody by id or number, or a page of those in scope. */
function drawCase(draw: Draw, target: Target, oracle: Oracle): Case {
  const queues = listQueues(target.schema).filter(({ root }) => KNOWN_QUEUES.includes(root) && oracle.contract.operations.has(root))
  if (queues.length > 0 && draw(fc.integer({ min: 0, max: 2 })) === 0)
    return drawQueue(draw, target, oracle, draw(fc.constantFrom(...queues)))
  return drawPersons(draw, target, oracle)
}

/** Draws a page of a queue, by a subset that is mostly granted. */
function drawQueue(draw: Draw, { schema }: Target, oracle: Oracle, queue: Queue): Case {
  const { world, contract, organisation } = oracle
  const asked = drawSelection(draw, schema, contract, queue.type)
  const values = queue.subset?.values ?? []
  const granted = values.filter((value) => contract.rules.has(`${queue.subset?.of}.${value}`))
  const value = draw(fc.constantFrom(...(granted.length === 0 || draw(fc.integer({ min: 0, max: 9 })) === 0 ? values : granted)))
  const scope = world.persons.filter((person) => isInScope(world, contract, organisation, String(person.id)))
  const asking = (person: Row) => ({ world, organisation, person: String(person.id) })
  const listed = scope
    .filter((person) => isListed(queue.root, asking(person), value))
    .toSorted((a, b) => (idOf(oracle, a) < idOf(oracle, b) ? -1 : 1))
  const first = draw(fc.integer({ min: 1, max: 20 }))
  return {
    root: queue.root,
    asked,
    persons: listed.slice(0, first),
    queue: {
      total: listed.length,
      unlisted: scope.filter((person) => isConflictOfOthers(asking(person), value)).length,
      subset: `${queue.subset?.of}.${value}`,
    },
    body: {
      query: `query ($v: Int) { ${askedQueue(queue, value, 'first: $v')} { totalCount nodes { ${selectionText(asked, draw(fc.integer({ min: 0, max: 2 })))} } } }`,
      variables: { v: first },
    },
  }
}

function drawPersons(draw: Draw, { schema }: Target, oracle: Oracle): Case {
  const { world, contract, organisation } = oracle
  const asked = drawSelection(draw, schema, contract)
  const inner = selectionText(asked, draw(fc.integer({ min: 0, max: 2 })))
  const scope = world.persons.filter((person) => isInScope(world, contract, organisation, String(person.id)))
  const anybody = () => draw(fc.constantFrom(...(draw(fc.boolean()) && scope.length > 0 ? scope : world.persons)))
  const roots = ['newcomer', 'newcomerByInsz', 'newcomersById', 'newcomers'].filter((name) => contract.operations.has(name))
  const root = draw(fc.constantFrom(...roots))
  const visible = (person: Row) => (scope.includes(person) ? person : undefined)
  if (root === 'newcomer' || root === 'newcomerByInsz') {
    const person = anybody()
    const insz = root === 'newcomerByInsz' ? oracle.insz(String(person.id)) : null
    if (insz !== null)
      return {
        root,
        asked,
        persons: [visible(person)],
        body: { query: `query ($v: Insz!) { newcomerByInsz(insz: $v) { ${inner} } }`, variables: { v: insz } },
      }
    const persons = [contract.operations.has('newcomer') ? visible(person) : undefined]
    if (contract.operations.has('newcomer'))
      return {
        root: 'newcomer',
        asked,
        persons,
        body: { query: `query ($v: ID!) { newcomer(id: $v) { ${inner} } }`, variables: { v: idOf(oracle, person) } },
      }
    return {
      root,
      asked,
      persons,
      body: { query: `query ($v: Insz!) { newcomerByInsz(insz: $v) { ${inner} } }`, variables: { v: '85673003360' } },
    }
  }
  if (root === 'newcomersById') {
    const persons = Array.from({ length: draw(fc.integer({ min: 1, max: 12 })) }, anybody)
    const body = {
      query: `query ($v: [ID!]!) { newcomersById(ids: $v) { ${inner} } }`,
      variables: { v: persons.map((person) => idOf(oracle, person)) },
    }
    return { root, asked, persons: persons.map(visible), body }
  }
  const first = draw(fc.integer({ min: 1, max: 20 }))
  const sorted = scope.toSorted((a, b) => (idOf(oracle, a) < idOf(oracle, b) ? -1 : 1))
  return {
    root,
    asked,
    persons: sorted.slice(0, first),
    body: { query: `query ($v: Int) { newcomers(first: $v) { nodes { ${inner} } } }`, variables: { v: first } },
  }
}

/** @throws with what differs. */
async function checkCase(
  { target, pool }: { target: Target; pool: RunningHub['pool'] },
  under: ContractUnderTest,
  oracle: Oracle,
  { asked, body, persons, root, queue }: Case,
  result: OracleResult,
): Promise<void> {
  const answer = await ask(target, under, body)
  const fail = (what: string) => {
    throw new Error(`${oracle.contract.name}: ${what}\n${JSON.stringify(body)}\n${answer.status} ${answer.text.slice(0, 1500)}`)
  }
  result.documents += 1
  const named = queue === undefined ? [] : [{ coordinate: queue.subset, isValue: true }]
  const lacking = [...named, ...coordinatesOf(asked)].filter(({ coordinate, isValue }) =>
    isValue ? oracle.contract.rules.get(coordinate) !== null : !oracle.contract.rules.has(coordinate),
  )
  if (lacking.length > 0) {
    result.refused += 1
    if (!isRefused(answer) || answer.status !== 400) fail(`must be refused for ${lacking.map(({ coordinate }) => coordinate)}`)
    const wrongly = [...refusedCoordinates(answer)].filter((name) => oracle.contract.rules.has(name))
    if (wrongly.length > 0) fail(`${wrongly} are granted and were refused`)
    return
  }
  if (answer.errors.length > 0 || answer.status !== 200) fail('must be answered')
  const given = answer.data?.[root]
  const objects =
    root === 'newcomers' || queue !== undefined
      ? (given as { nodes: unknown[] }).nodes
      : root === 'newcomersById'
        ? (given as unknown[])
        : [given]
  if (queue !== undefined) {
    const { totalCount } = given as { totalCount: number }
    if (totalCount !== queue.total) fail(`counts ${totalCount} persons instead of ${queue.total}`)
    result.listed += persons.length
    result.unlisted += queue.unlisted
  }
  if (objects.length !== persons.length) fail(`${objects.length} persons instead of ${persons.length}`)
  // Of a batch, the same person asked twice is one person.
  const met = [...new Set(persons.filter((person) => person !== undefined))]
  for (const [index, person] of persons.entries()) {
    result.persons += 1
    if (person === undefined && objects[index] !== null) fail('a person who is not in scope was answered')
    const differences = person === undefined ? [] : compareObject(oracle, asked, person, objects[index], result.cells)
    if (differences.length > 0) fail(differences.join('; '))
  }
  const expected = expectedWithheld(oracle, asked, met)
  const withheld = canonical((answer.extensions.withheld ?? []) as Entry[])
  if (withheld !== expected) fail(`withheld ${withheld} instead of ${expected}`)
  const evidence = await compareEvidence(pool, oracle, asked, met, answer.headers.get('hub-trace-id'))
  result.recorded += evidence.cells
  if (evidence.difference !== undefined) fail(evidence.difference)
}
