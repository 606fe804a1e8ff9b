/** P9: what a plan costs when it is known, and when it is not. */
import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql'
import { buildContracts, type Contract } from '../../src/access/protocols/contract.ts'
import { loadRegister } from '../../src/access/protocols/register.ts'
import { hubSchemaOf } from '../../src/app/hub-schema.ts'
import { createVault } from '../../src/base/vault.ts'
import { compile, type Shape } from '../../src/query/compile.ts'
import { createReader, type ReadRequest } from '../../src/query/reader.ts'
import { QUESTIONS } from '../questions.ts'
import { BENCH_DAY, type Dataset } from '../setup/dataset.ts'
import type { Figures } from './figures.ts'

const FIELDS = 300
const COMPILES = 40
const LOOKUPS = 20_000

/** The lookup is that of a whole call to the reader, with a connection that answers at once: what is left of it is more than the lookup. */
export async function timePlans({ config }: Dataset): Promise<Partial<Figures>> {
  const schema = hubSchemaOf(config, createVault(config.masterKey))
  const { byName } = buildContracts(schema, await loadRegister(config.protocolsDir, { production: false }), BENCH_DAY)
  const contract = byName.get(`${QUESTIONS.Q1.recipient}/${QUESTIONS.Q1.purpose}`)
  if (contract === undefined) throw new Error('the contract of Q1 is not in force')
  return { compileMs: timeCompile(contract), lookupMicros: await timeLookup(contract) }
}

/** Every compilation has a document of its own, so that nothing of an earlier one is known. */
function timeCompile(contract: Contract): number {
  const newcomer = contract.schema.getType('Newcomer') as GraphQLObjectType
  const times = Array.from({ length: COMPILES }, () => {
    const { node } = wideOperation(contract)
    const started = performance.now()
    compile(contract, { fragments: {}, variables: {} }, newcomer, { kind: 'byId' }, { kind: 'person', nodes: [node] })
    return performance.now() - started
  })
  return median(times)
}

async function timeLookup(contract: Contract): Promise<number> {
  const { operation, node } = wideOperation(contract)
  const answer = { rows: [[null, null, false, null, null, '{}']] }
  const useSet = { rows: [{ id: '1' }] }
  const read = createReader(async (statement) => (statement.rowMode === 'array' ? answer : useSet))
  const shape = (): Shape => ({ kind: 'person', nodes: [node] })
  const info = {
    operation,
    fragments: {},
    variableValues: { id: '1' },
    path: { key: 'newcomer', prev: undefined, typename: 'Query' },
    fieldNodes: [node],
    schema: contract.schema,
  } as unknown as GraphQLResolveInfo
  const run = { organisation: 1, today: BENCH_DAY, operationId: '', traceId: '', consumer: '', userRef: null, arguments: { id: '1' } }
  const request = { contract, info, type: 'Newcomer', who: { kind: 'byId' }, form: 'TEXT', shape, run } as unknown as ReadRequest
  const times: number[] = []
  for (let round = 0; round < 9; round++) {
    const started = performance.now()
    for (let count = 0; count < LOOKUPS; count++) await read(request)
    times.push(((performance.now() - started) * 1000) / LOOKUPS)
  }
  return median(times)
}

function wideOperation({ schema }: Contract): { operation: OperationDefinitionNode; node: FieldNode } {
  const selections: string[] = []
  for (let count = 0, turn = 0; count < FIELDS; turn++) {
    for (const field of Object.values((schema.getType('Newcomer') as GraphQLObjectType).getFields())) {
      if (count >= FIELDS || field.args.some(isRequiredArgument)) continue
      const inner = leavesOf(getNamedType(field.type))
      selections.push(`${field.name}${turn}: ${field.name}${inner.length === 0 ? '' : ` { ${inner.join(' ')} }`}`)
      count += 1 + inner.length
    }
  }
  const [operation] = parse(`query Wide($id: ID!) { newcomer(id: $id) { ${selections.join(' ')} } }`).definitions
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation')
  return { operation, node: operation.selectionSet.selections[0] as FieldNode }
}

function leavesOf(type: ReturnType<typeof getNamedType>): string[] {
  if (!isObjectType(type)) return []
  return Object.values(type.getFields())
    .filter((field) => isLeafType(getNamedType(field.type)) && !field.args.some(isRequiredArgument))
    .map(({ name }) => name)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
