/** Reads the facts of a rule for many persons: by the compiler that answers requests, under the contract of what may be assessed. */
import { type DocumentNode, type GraphQLResolveInfo, Kind, type OperationDefinitionNode, parse, validate } from 'graphql'
import type { Contract } from '../../../access/protocols/contract.ts'
import { Forbidden, Invariant } from '../../../base/faults.ts'
import type { Execution } from '../../../query/execution.ts'
import type { Reader, Withheld } from '../../../query/reader.ts'
import { dayKeyOf } from '../../../query/select.ts'
import type { CompiledRule } from '../catalogue/compiled-catalogue.ts'
import type { RuleFactType } from '../catalogue/fact-type.ts'
import type { FactAnswer } from './freshness.ts'

/** Answers of owners about one person, as the statement gave them. Read by `answerOf`. */
export type FactRow = Readonly<Record<string, unknown>>

/** Rows in the order of the ids; null in the place of nobody. */
export type FactReading = { persons: readonly (FactRow | null)[]; withheld: readonly Withheld[] }

export type FactQuestion = {
  /** Contract of what may be assessed. */
  contract: Contract
  version: CompiledRule
  ids: readonly string[]
  run: Omit<Execution, 'useSetId' | 'variables' | 'arguments' | 'after'>
}

export type ReadFacts = (asked: FactQuestion) => Promise<FactReading>

const NOT_GRANTED = 'No protocol in force allows this contract to assess the facts that the rule reads.'

/** One statement per call, however many persons; the use is recorded in it. */
export function createFactReader(reader: Reader): ReadFacts {
  const operations = new WeakMap<Contract, WeakMap<CompiledRule, OperationDefinitionNode>>()

  function operationOf(contract: Contract, version: CompiledRule): OperationDefinitionNode {
    const known = operations.get(contract) ?? new WeakMap<CompiledRule, OperationDefinitionNode>()
    operations.set(contract, known)
    const operation = known.get(version) ?? prepare(contract, version.facts)
    known.set(version, operation)
    return operation
  }

  return async ({ contract, version, ids, run }) => {
    const operation = operationOf(contract, version)
    const [root] = operation.selectionSet.selections
    if (root?.kind !== Kind.FIELD) throw new Invariant('inv_f4ct')
    const info = { operation, fragments: {}, variableValues: {}, path: { prev: undefined, key: 'facts', typename: 'Query' } }
    const answer = await reader({
      contract,
      info: info as unknown as GraphQLResolveInfo,
      type: 'Newcomer',
      who: { kind: 'byIds' },
      form: 'TEXT',
      shape: () => ({ kind: 'persons', nodes: [root] }),
      run: { ...run, arguments: { ids }, after: undefined },
    })
    return { persons: JSON.parse(answer.texts.get('') ?? '[]') as (FactRow | null)[], withheld: answer.withheld }
  }
}

/** What the owner answered to the fact at a place of the rule. The day is that of the word that shows the value; nothing dates what nobody knows. */
export function answerOf(row: FactRow, place: number): FactAnswer {
  const key = keyOf(place)
  const value = (row[key] ?? null) as FactAnswer['value']
  return { value, asOf: value === null ? null : ((row[dayKeyOf(key)] ?? null) as string | null) }
}

const keyOf = (place: number) => `f${place}`
const fieldOf = (coordinate: string) => coordinate.slice(coordinate.indexOf('.') + 1)

/** Document that asks the facts, each under its place; an assessment gets the day of each with it. */
function prepare(contract: Contract, facts: readonly RuleFactType[]): OperationDefinitionNode {
  const asked = facts.map(({ entry }, place) => `${keyOf(place)}: ${fieldOf(entry.coordinate)}${argumentsText(entry.arguments)}`)
  const document: DocumentNode = parse(`query ($ids: [ID!]!) { newcomersById(ids: $ids) { ${asked.join(' ')} } }`, {
    noLocation: true,
  })
  const [operation] = document.definitions
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Invariant('inv_f4cts')
  // The catalogue was checked against the protocols when the hub started; one can have ended since.
  if (validate(contract.schema, document).length > 0) throw new Forbidden('FORBIDDEN', NOT_GRANTED)
  return operation
}

function argumentsText(given: Readonly<Record<string, string>>): string {
  const parts = Object.entries(given).map(([name, value]) => `${name}: ${value}`)
  return parts.length === 0 ? '' : `(${parts.join(', ')})`
}
