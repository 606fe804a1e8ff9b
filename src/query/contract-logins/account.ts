/**
 * What the second lock covers and what it does not, for people to review: per contract the columns that its login may read and the functions that
 * it may call, and why; and the coordinates that the contract does not grant although all that they read is open.
 */
import { type GraphQLObjectType, type GraphQLSchema, getNamedType, isEnumType, isObjectType } from 'graphql'
import { conditionOf, protocolConditions } from '../../access/protocols/condition.ts'
import { assessingNameOf, type Contract, isForAssessments } from '../../access/protocols/contract.ts'
import { accessOf, listCoordinates } from '../../access/protocols/coordinate.ts'
import { OWNER_OF } from '../../base/recipient.ts'
import { hubOf } from '../declare.ts'
import { sourceOf, sourceTypes } from '../declared.ts'
import type { Column, Uses } from './columns.ts'
import { filtersOf, ordersOf, type ReachableStatement, sheetRowsOf, subsetsOf, toSql } from './reachable-statements.ts'

/** Way from a type that root fields answer to a field, as coordinates. */
export type Path = readonly string[]

const scopeOf = (type: string) => (type === 'Newcomer' ? 'scope' : `scope of ${type}`)
const BY_INSZ = 'Query.newcomerByInsz'
const conditionKey = (condition: string) => `condition ${condition}`
const pathKey = (path: Path) => path.join(' > ')
const textOf = ({ table, column }: Column) => `${table}.${column}`

/** The contract as it would be without projection: every coordinate granted to everyone in scope, on the whole hub schema. */
export function withoutProjection(hub: GraphQLSchema, contract: Contract): Contract {
  const grants = new Map(listCoordinates(hub).map(({ coordinate }) => [coordinate, { protocols: [], when: null }]))
  return { ...contract, schema: hub, grants }
}

/** Every way to every field below the types that root fields answer. What is below Newcomer is found by its own ways, but what its own row holds:
 *  that is read from a fact sheet where persons are asked, and from the row where they are met. */
export function pathsOf(schema: GraphQLSchema): Path[] {
  const newcomer = schema.getType('Newcomer') as GraphQLObjectType
  const own = Object.values(newcomer.getFields()).filter((field) => field.name === 'id' || hubOf(field).read?.kind === 'column')
  return sourceTypes(schema).flatMap((type) => {
    const paths = pathsBelow(type, [], type === newcomer ? [] : [newcomer])
    return paths.flatMap((path) =>
      path.at(-1)?.endsWith('.newcomer') ? [path, ...own.map(({ name }) => [...path, `Newcomer.${name}`])] : [path],
    )
  })
}

/** What is asked to read one path. */
export function readingOf(schema: GraphQLSchema, path: Path): ReachableStatement {
  const type = path[0]?.split('.')[0] ?? ''
  return { type, who: pageOf(schema, type), selection: selectionOf(schema, path) }
}

/** Page of a type; one by id where lists name a subset, which would read columns of its own. */
function pageOf(schema: GraphQLSchema, type: string, more: { filter?: readonly string[]; order?: string } = {}): ReachableStatement['who'] {
  if (sourceOf(schema.getType(type) as GraphQLObjectType).subsets !== undefined) return { kind: 'byId' }
  return { kind: 'page', filter: [], order: 'ID', after: true, ...more }
}

function pathsBelow(type: GraphQLObjectType, way: Path, above: readonly GraphQLObjectType[]): Path[] {
  return Object.values(type.getFields()).flatMap((field) => {
    const path = [...way, `${type.name}.${field.name}`]
    const inner = getNamedType(field.type)
    return isObjectType(inner) && !above.includes(inner) ? [path, ...pathsBelow(inner, path, [...above, type])] : [path]
  })
}

/** Selection below Newcomer of one field. */
export function selectionOf(schema: GraphQLSchema, path: Path): string {
  const last = path.at(-1)?.split('.') ?? []
  const type = schema.getType(last[0] ?? '')
  const field = isObjectType(type) ? type.getFields()[last[1] ?? ''] : undefined
  const leaf = field !== undefined && isObjectType(getNamedType(field.type)) ? ' { __typename }' : ''
  return path.map((coordinate) => coordinate.split('.')[1]).join(' { ') + leaf + ' }'.repeat(path.length - 1)
}

/**
 * Contracts in groups under which a field reads the same columns: those of recipients that own the same domain, for of its own domain an
 * organisation reads the rows that it holds.
 */
export function contractsAlike(contracts: readonly Contract[]): [first: Contract, ...others: Contract[]][] {
  return [...Map.groupBy(contracts, ({ recipient }) => OWNER_OF[recipient]).values()] as [Contract, ...Contract[]][]
}

/** Statements of the whole hub schema, one by one, by what each is for. */
export function statementsOf(hub: GraphQLSchema, contract: Contract): Map<string, string[]> {
  const whole = withoutProjection(hub, contract)
  const assessing = { ...whole, name: assessingNameOf(contract) }
  const sql = (reading: Partial<ReachableStatement> & { type: string }) => [
    toSql(whole, { who: pageOf(hub, reading.type), selection: '__typename', ...reading }),
  ]
  const types = sourceTypes(hub)
  return new Map([
    ...types.map(({ name: type }): [string, string[]] => [scopeOf(type), sql({ type, count: true })]),
    [BY_INSZ, sql({ type: 'Newcomer', who: { kind: 'byInsz' } })],
    ...types.flatMap(({ name: type }) => [
      ...filtersOf(hub, type).map((name): [string, string[]] => [
        `${type}Filter.${name}`,
        sql({ type, who: pageOf(hub, type, { filter: [name] }) }),
      ]),
      ...ordersOf(hub, type).map((order): [string, string[]] => [
        `${type}Order.${order}`,
        sql({ type, who: pageOf(hub, type, { order }) }),
      ]),
    ]),
    ...types.flatMap((type) =>
      subsetsOf(hub, type).flatMap(({ subset }): [string, string[]][] =>
        subset === undefined
          ? []
          : [
              [
                `${sourceOf(type).subsets}.${subset}`,
                sql({ type: type.name, who: { kind: 'page', filter: filtersOf(hub, type.name), order: 'ID', after: true, subset } }),
              ],
            ],
      ),
    ),
    ...protocolConditions(contract.conditions).map((name): [string, string[]] => [
      conditionKey(name),
      [`select ${conditionOf(contract.conditions, name).sql({ ...contract, ...NOTHING })}`],
    ]),
    ...pairsOf(hub).map(({ key, ...reading }): [string, string[]] => [key, sql(reading)]),
    ...pathsOf(hub).map((path): [string, string[]] => [pathKey(path), [toSql(whole, readingOf(hub, path))]]),
    ...datedPathsOf(hub).map((path): [string, string[]] => [dayKey(path), [toSql(assessing, readingOf(hub, path))]]),
  ])
}

/** Facts whose day an assessment reads with them. */
function datedPathsOf(schema: GraphQLSchema): Path[] {
  const newcomer = schema.getType('Newcomer') as GraphQLObjectType
  const dated = Object.values(newcomer.getFields()).filter((field) => hubOf(field).asOf !== undefined)
  return dated.map(({ name }) => [`Newcomer.${name}`])
}

const WITH_DAY = ' with its day'
const dayKey = (path: Path) => `${pathKey(path)}${WITH_DAY}`

const NOTHING = { person: 'null::uuid', organisation: 'null::int', today: 'null::date' }

/** Two fields of rows of which a fact sheet keeps some: when it does not keep one of them, the row is looked up for both. */
type Pair = { key: string; type: string; selection: string }

const BESIDE = ' beside '
/** Whether others give the reasons for what it reads, but for what it adds to them. */
const isAddition = (key: string) => key.includes(BESIDE) || key.endsWith(WITH_DAY)

function pairsOf(schema: GraphQLSchema): Pair[] {
  return sourceTypes(schema).flatMap((type) =>
    sheetRowsOf(type).flatMap((rows) => {
      const names = Object.keys(rows.type.getFields())
      const pairs = names.flatMap((name) => names.filter((other) => other > name).map((other) => [name, other] as const))
      return pairs.map(([name, other]) => ({
        key: `${rows.type.name}.${name}${BESIDE}${rows.type.name}.${other}`,
        type: type.name,
        selection: `${rows.name} { ${name} ${other} }`,
      }))
    }),
  )
}

/** What a contract leads to, of the keys above. */
function keysOf(contract: Contract): string[] {
  const { schema, grants } = contract
  const conditions = new Set([...grants.values()].flatMap(({ when }) => when ?? []))
  const types = sourceTypes(schema)
  return [
    ...types.map(({ name }) => scopeOf(name)),
    ...(schema.getQueryType()?.getFields().newcomerByInsz === undefined ? [] : [BY_INSZ]),
    ...types.flatMap((type) => [
      ...filtersOf(schema, type.name).map((name) => `${type.name}Filter.${name}`),
      ...ordersOf(schema, type.name).map((order) => `${type.name}Order.${order}`),
      ...subsetsOf(schema, type).flatMap(({ subset }) => (subset === undefined ? [] : [`${sourceOf(type).subsets}.${subset}`])),
    ]),
    ...[...conditions].map(conditionKey),
    ...pathsOf(schema).map(pathKey),
    ...(isForAssessments(contract) ? datedPathsOf(schema).map(dayKey) : []),
    ...pairsOf(schema).map(({ key }) => key),
  ]
}

/** @property open columns and functions with what they are read for. @property uncovered coordinates that the contract does not grant and that PostgreSQL would let through. */
export type Account = { contract: string; open: Map<string, string[]>; uncovered: Map<string, string[]> }

/** Each sector has a column of ids; the statements were made for one of them. */
function ownSector(column: string, { sector }: Contract): string {
  return column.replace(/^directory\.person\.(integration|work|local)_id$/, `directory.person.${sector?.toLowerCase()}_id`)
}

/** @param uses of `statementsOf`, under a contract alike. */
export function accountOf(hub: GraphQLSchema, contract: Contract, uses: ReadonlyMap<string, Uses>): Account {
  const readBy = (key: string) => {
    const { columns = [], functions = [] } = uses.get(key) ?? {}
    return [...columns.map((column) => ownSector(textOf(column), contract)), ...functions]
  }
  // What scope reads of persons is open to all; what it reads of other rows, to those who can ask for them.
  const scope = new Set(readBy(scopeOf('Newcomer')))
  const open = new Map<string, string[]>()
  for (const key of keysOf(contract)) {
    // What each of two fields, or a fact without its day, reads by itself needs no second reason.
    for (const name of isAddition(key) ? readBy(key).filter((read) => !open.has(read)) : readBy(key))
      if (key === scopeOf('Newcomer') || !scope.has(name)) open.set(name, [...(open.get(name) ?? []), reasonOf(key)])
  }
  const readable = (key: string) => readBy(key).every((name) => open.has(name))
  const own = (key: string) => readBy(key).filter((name) => !scope.has(name))
  const uncovered = new Map<string, string[]>()
  for (const path of pathsOf(hub)) {
    const key = pathKey(path)
    if (!readable(key)) continue
    for (const coordinate of [path.at(-1) ?? '', ...valuesAsked(hub, path.at(-1) ?? '')])
      if (!contract.grants.has(coordinate)) uncovered.set(coordinate, own(key))
  }
  return { contract: contract.name, open, uncovered }
}

/** A path stands for its last field: the fields above it have lines of their own. */
const reasonOf = (key: string) => key.split(' > ').at(-1) ?? key

/** Enum values that are granted one by one and can be asked as an argument of a field: they read the field's columns. */
function valuesAsked(hub: GraphQLSchema, coordinate: string): string[] {
  const [typeName = '', name = ''] = coordinate.split('.')
  const type = hub.getType(typeName)
  const args = isObjectType(type) ? (type.getFields()[name]?.args ?? []) : []
  return args.flatMap((argument) => {
    const asked = getNamedType(argument.type)
    return isEnumType(asked) && accessOf(asked).grantedByValue ? asked.getValues().map((value) => `${asked.name}.${value.name}`) : []
  })
}

/** Tab-separated text: one line per open column or function and per coordinate that is not covered. */
export function renderAccounts(accounts: readonly Account[]): string {
  const lines = accounts.flatMap(({ contract, open, uncovered }) => [
    ...sorted(open).map(([column, reasons]) => [contract, 'OPEN', column, [...new Set(reasons)].sort().join(', ')]),
    ...sorted(uncovered).map(([coordinate, columns]) => [contract, 'NOT_COVERED', coordinate, [...new Set(columns)].sort().join(', ')]),
  ])
  return `${[['contract', 'what', 'name', 'because of'], ...lines].map((line) => line.join('\t')).join('\n')}\n`
}

const sorted = <Value>(map: ReadonlyMap<string, Value>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))
