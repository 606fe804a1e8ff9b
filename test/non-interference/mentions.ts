/**
 * What a granted coordinate may depend on, by its declaration: a fact legitimately reads columns that are not granted themselves.
 * Whatever no granted coordinate, condition or scope of a contract mentions may change without a trace in its answers.
 */
import { type GraphQLSchema, getNamedType, isEnumType, isObjectType } from 'graphql'
import { columnOf } from '../../src/base/columns.ts'
import { type Declaration, hubOf, type Terms } from '../../src/query/declare.ts'
import { sourceTypes } from '../../src/query/declared.ts'
import { fieldsOf } from '../attack/documents.ts'

export type Mentions = {
  /** "schema.table.column" */
  columns: ReadonlySet<string>
  /** Tables whose rows may not come or go. */
  tables: ReadonlySet<string>
}

const ROW = 'declared_row'

const TERMS: Terms = {
  column: columnOf(ROW),
  person: 'person_at_hand',
  today: 'today',
  organisation: 'organisation',
  arg: (name) => `argument_${name}`,
}

/** Whether rows are computed from those of tables, and not read from one. */
const isComputed = (read: Declaration | undefined) => (read?.kind === 'one' || read?.kind === 'many') && read.rows.table.includes('(')
const WORDS = new Set(['where', 'on', 'order', 'group', 'join', 'left', 'limit', 'inner', 'cross', 'union'])

/** Tables and columns in a piece of SQL. A table without alias counts with all its columns ("*"). */
export function mentionsOf(sql: string, rowTables: readonly string[]): Mentions {
  const aliases = new Map<string, Set<string>>([[ROW, new Set(rowTables)]])
  const tables = new Set<string>()
  const columns = new Set<string>()
  for (const [, table = '', alias = ''] of sql.matchAll(/\b(?:from|join)\s+([a-z_]+\.[a-z0-9_]+)\s*(?:as\s+)?([a-z_0-9]*)/g)) {
    tables.add(table)
    if (alias === '' || WORDS.has(alias)) columns.add(`${table}.*`)
    else aliases.set(alias, new Set([...(aliases.get(alias) ?? []), table]))
  }
  for (const [, alias = '', column = ''] of sql.matchAll(/\b([a-z_0-9]+)\."?([a-z_0-9]+)\b/g)) {
    for (const table of aliases.get(alias) ?? []) columns.add(`${table}.${column}`)
  }
  return { columns, tables }
}

/** What one coordinate reads. @param rowTables tables behind its enclosing type. */
function ofCoordinate(read: Declaration, rowTables: readonly string[]): Mentions {
  switch (read.kind) {
    case 'pseudonym':
    case 'person':
      return { columns: new Set(), tables: new Set() }
    case 'column':
      return { columns: new Set(rowTables.map((table) => `${table}.${read.column}`)), tables: new Set() }
    case 'expression':
      return mentionsOf(read.value(TERMS), rowTables)
    default: {
      const { table, where, order, of, heldIn } = read.rows
      if (isComputed(read)) return mentionsOf(table, [])
      const inner = mentionsOf(where?.(TERMS) ?? '', [table])
      const ordered = order.split(',').map((part) => `${table}.${part.trim().split(' ')[0]}`)
      return {
        columns: new Set([
          ...inner.columns,
          ...ordered,
          ...(of === undefined ? [] : [`${table}.${of.column}`]),
          ...(heldIn === undefined ? [] : [`${table}.organisation_id`]),
        ]),
        tables: new Set([...inner.tables, table]),
      }
    }
  }
}

/** What each condition looks at, as the register words it. */
const CONDITION_TABLES: Record<string, readonly string[]> = {
  REFERRAL_ACCEPTED: [],
  REFERRAL_PARTY: [],
  PERSON_IN_SCOPE: [],
  LIVES_IN_OWN_TERRITORY: [],
  PERSON_CONSENTED_TO_FEE: [],
  PERSON_CONSENTED_TO_BENEFIT: [],
  PERSON_CONSENTED_TO_SUPPORT: [],
  PERSON_CONSENTED_TO_BACKGROUND: [],
  AGENCY_IS_GPMI_PARTY: ['local.gpmi'],
  GPMI_HAS_INTEGRATION_OBJECTIVE: ['local.gpmi', 'local.gpmi_objective'],
  JOB_NEEDS_WRITING: ['work.jobseeker_profile'],
}

/** @throws for a condition that is not listed: list it. */
export function tablesOfCondition(name: string): readonly string[] {
  const tables = CONDITION_TABLES[name]
  if (tables === undefined) throw new Error(`test/non-interference/mentions.ts does not say which tables the condition ${name} reads.`)
  return tables
}

/** What the granted coordinates read together, on the way that the contract has to them. @param kinds only those that are read so. */
export function mentionsOfAll(schema: GraphQLSchema, granted: ReadonlySet<string>, kinds?: readonly Declaration['kind'][]): Mentions {
  const columns = new Set<string>()
  const tables = new Set<string>()
  const ofPersons = new Set(sourceTypes(schema).flatMap((type) => (hubOf(type).source?.carried === true ? [type.name] : [])))
  for (const coordinate of granted) {
    const [type = '', name = ''] = coordinate.split('.')
    const field = fieldsOf(schema, type).find((one) => one.name === name)
    const read = hubOf(field).read ?? subsetOf(schema, type, name)
    if (read === undefined || kinds?.includes(read.kind) === false) continue
    const found = ofCoordinate(read, ofPersons.has(type) ? ['directory.person'] : tablesBehind(schema, type, granted))
    for (const column of found.columns) columns.add(column)
    for (const table of found.tables) tables.add(table)
  }
  return { columns, tables }
}

/** What a value of an enum reads that names the rows of a queue. */
function subsetOf(schema: GraphQLSchema, type: string, value: string): Declaration | undefined {
  const named = schema.getType(type)
  const { subset } = hubOf(isEnumType(named) ? named.getValue(value) : undefined)
  return subset === undefined ? undefined : { kind: 'expression', value: subset }
}

/** Whether a type of rows of a queue has rows that are computed from those of all holders. */
export function isComparing(schema: GraphQLSchema, type: string): boolean {
  return fieldsOf(schema, type).some((field) => isComputed(hubOf(field).read))
}

/** What files of two holders are compared by, of the rows that a contract computes from those of all holders. */
export function mentionsOfCompared(schema: GraphQLSchema, granted: ReadonlySet<string>): Mentions {
  const compared = [...granted].filter((coordinate) => {
    const [type = '', name = ''] = coordinate.split('.')
    return isComputed(hubOf(fieldsOf(schema, type).find((one) => one.name === name)).read)
  })
  return mentionsOfAll(schema, new Set(compared))
}

function tablesBehind(schema: GraphQLSchema, type: string, granted: ReadonlySet<string>): string[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((parent) =>
      Object.values(parent.getFields()).flatMap((field) => {
        const read = hubOf(field).read
        const leads = getNamedType(field.type).name === type && granted.has(`${parent.name}.${field.name}`)
        if (leads && read?.kind === 'person') return ['directory.person']
        return leads && (read?.kind === 'one' || read?.kind === 'many') ? [read.rows.table] : []
      }),
    )
}
