/** Statement in the making: parameters, the conditions it needs and the coordinates it discloses. */
import { conditionOf } from '../access/protocols/condition.ts'
import { type Contract, isForAssessments } from '../access/protocols/contract.ts'
import { type ColumnOf, columnOf, recordColumns } from '../base/columns.ts'
import { AnswerNames } from './answer-names.ts'
import type { Declaration, Terms } from './declare.ts'
import type { Binding } from './execution.ts'

/** One disclosed coordinate: shown to a person's reader when every mask shares a bit with the person's open conditions. */
export type Disclosure = { coordinate: string; masks: readonly number[]; by: 'FIELD' | 'ASSESSMENT' | 'FILTER' | 'ORDER' }

/** A row at hand. @property carried whether it is an asked row that carries what is asked of the person's own row, and nothing else of it. */
export type SqlRow = { column: ColumnOf; carried: boolean }

/** Row of a table, by its alias. */
export function rowOf(alias: string): SqlRow {
  return { column: columnOf(alias), carried: false }
}

/** Where SQL text is being written: the row at hand and the newcomer it belongs to. */
export type Place = {
  row: SqlRow
  /** Expression of the newcomer's internal id. */
  person: string
  /** Row that holds the person's own columns. */
  own: SqlRow
  /** Expression of the newcomer's id in the caller's sector. */
  pseudonym: string
  /** Whether the person is known to be in scope here. */
  scoped: boolean
  /** Masks of the conditional coordinates on the way here. */
  masks: readonly number[]
  /** Values of the row at hand that a sheet has as they are answered: SQL, by how the field is read. */
  sheetValue?: (read: Declaration) => string | undefined
}

/** Parameters that every statement has, in this order. What is common to all who share a statement stays one value. */
const FIXED = {
  organisation: { sqlType: 'int', common: false, bind: 'organisation' },
  today: { sqlType: 'date', common: true, bind: 'today' },
  operation: { sqlType: 'uuid', common: false, bind: 'operationId' },
  trace: { sqlType: 'text', common: false, bind: 'traceId' },
  consumer: { sqlType: 'text', common: false, bind: 'consumer' },
  user: { sqlType: 'text', common: false, bind: 'userRef' },
  useSet: { sqlType: 'bigint', common: true, bind: 'useSetId' },
} as const

type Fixed = keyof typeof FIXED
const PLACES = Object.keys(FIXED) as Fixed[]

/** What a parameter holds: one value, or, where a statement is shared and its askers differ, an array with a value per asker. */
export type Parameter = { sqlType: string; common: boolean }

/**
 * @property shared whether several requests are answered at once: rows `h_asker`, each with the values of its own request.
 * @property unbound whether every parameter is null, for a statement that is analysed and never run.
 */
export type StatementOptions = { shared?: boolean; unbound?: boolean }

/** Person of an asked row: all aliases of the compiler begin with `h_`, and those of authors do not. */
export const ASKED_PERSON = 'h_a.person_id'

/** Name under which an asked row carries a column of the person's own row. */
export const carriedAs = (column: string): string => `own_${column}`

export class Statement {
  readonly contract: Contract
  readonly shared: boolean
  readonly #unbound: boolean
  readonly bindings: Binding[] = Object.values(FIXED).map(({ bind }) => bind)
  readonly parameters: Parameter[] = Object.values(FIXED).map(({ sqlType, common }) => ({ sqlType, common }))
  readonly conditions: string[] = []
  readonly disclosures: Disclosure[] = []
  readonly names = new AnswerNames()
  readonly #carried = recordColumns((name) => `h_a.${carriedAs(name)}`)
  /** Fact sheets that facts at the root of the answer look at, joined once, with the columns that they name. */
  readonly #joined = new Map<string, { alias: string; columns: Set<string> }>()
  #pageSize: string | undefined
  /** Day on which facts of an assessment look, once one asks for it. */
  #factsDay: string | undefined
  /** Tables beside the person's own row get numbered aliases. */
  #aliases = 0

  constructor(contract: Contract, { shared = false, unbound = false }: StatementOptions = {}) {
    this.contract = contract
    this.shared = shared
    this.#unbound = unbound
  }

  fixed(name: Fixed): string {
    return this.#valueOf(PLACES.indexOf(name))
  }

  parameter(bind: Binding, sqlType: string): string {
    this.bindings.push(bind)
    this.parameters.push({ sqlType, common: false })
    return this.#valueOf(this.parameters.length - 1)
  }

  #valueOf(index: number): string {
    const { sqlType, common } = this.parameters[index] as Parameter
    if (this.#unbound) return `null::${sqlType}`
    return this.shared && !common ? `h_asker.v${index + 1}` : `$${index + 1}::${sqlType}`
  }

  /** The person's own row, as far as it comes with the asked row: what is asked of it is carried, so that the person is looked up once. */
  carriedRow(): SqlRow {
    return { column: this.#carried.column, carried: true }
  }

  /** Columns of the person's own row that come with the asked row. */
  carriedColumns(): string[] {
    return [...this.#carried.names].sort()
  }

  /** Rows `h_asker` of a shared statement: the values of each request, and its place among them, from 1. */
  askersSql(): string {
    const own = this.parameters.flatMap(({ sqlType, common }, index) =>
      common ? [] : [{ name: `v${index + 1}`, sql: `$${index + 1}::${sqlType}[]` }],
    )
    return `select *
    from unnest(${own.map(({ sql }) => sql).join(', ')})
      with ordinality as h_asker (${own.map(({ name }) => name).join(', ')}, place)`
  }

  /** Size of the page that is asked. */
  pageSize(): string {
    this.#pageSize ??= this.parameter({ argument: 'first' }, 'int')
    return this.#pageSize
  }

  alias(): string {
    this.#aliases += 1
    return `h_t${this.#aliases}`
  }

  /** Bit set of conditions, of which any opens a coordinate. */
  maskOf(when: readonly string[]): number {
    return when.reduce((mask, condition) => mask | (1 << this.#bitOf(condition)), 0)
  }

  #bitOf(condition: string): number {
    const known = this.conditions.indexOf(condition)
    return known === -1 ? this.conditions.push(condition) - 1 : known
  }

  /** Expression for the set of conditions that are open for a person. */
  openConditions(person: string): string {
    const { purpose, recipient, capacities, conditions } = this.contract
    const terms = { person, organisation: this.fixed('organisation'), today: this.fixed('today'), purpose, recipient, capacities }
    const bits = this.conditions.map(
      (condition, bit) => `case when ${conditionOf(conditions, condition).sql(terms)} then ${1 << bit} else 0 end`,
    )
    return bits.length === 0 ? '0' : bits.join(' + ')
  }

  /** Joins to the asked rows `h_a`: what their facts look at, looked up person by person whatever PostgreSQL thinks of the size of a table. */
  factJoins(): string {
    const joins = [...this.#joined].map(
      ([table, { alias, columns }]) => `
  left join lateral (
    select ${[...columns].join(', ')}
    from ${table} h_known
    where h_known.person_id = ${ASKED_PERSON}
    limit 1
  ) ${alias} on true`,
    )
    return joins.join('')
  }

  /** Column of a table with one row per person, of the asked person's. */
  #joinedColumn(table: string, column: string): string {
    const { alias, columns } = this.#joined.get(table) ?? { alias: `h_d${this.#joined.size + 1}`, columns: new Set<string>() }
    this.#joined.set(table, { alias, columns: columns.add(column) })
    return `${alias}.${column}`
  }

  /** An assessment may look at an earlier day; who may be asked about is always decided by today. */
  #day(): string {
    if (!isForAssessments(this.contract)) return this.fixed('today')
    this.#factsDay ??= this.parameter((run) => run.factsOn ?? run.today, 'date')
    return this.#factsDay
  }

  /** Terms for an expression at a place; `argument` binds the arguments of the field it belongs to. */
  terms(place: Pick<Place, 'row' | 'person'>, argument: (name: string) => Binding): Terms {
    const day = () => this.#day()
    // Elsewhere than at the asked persons (a filter decides who they are) there is no join to share.
    const isJoined = place.person === ASKED_PERSON
    return {
      column: place.row.column,
      person: place.person,
      // Made when an expression asks for it: a parameter that no text names would be refused.
      get today() {
        return day()
      },
      organisation: this.fixed('organisation'),
      onSheet: (table) => (isJoined ? (column) => this.#joinedColumn(table, column) : undefined),
      arg: (name, sqlType) => this.parameter(argument(name), sqlType),
    }
  }
}

/** Predicate over an asked row `h_a`: every mask shares a bit with the open conditions. */
export function openSql(masks: readonly number[]): string {
  return masks.map((mask) => `h_a.open & ${mask} <> 0`).join(' and ')
}
