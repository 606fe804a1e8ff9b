/** Statement in the making: parameters, the conditions it needs and the coordinates it discloses. */
import { type Condition, conditionSql } from '../access/condition.ts'
import { type Contract, isForAssessments } from '../access/contract.ts'
import type { Terms } from './declare.ts'
import type { Run } from './run.ts'

/** How a parameter gets its value when the statement runs. */
export type Binding = (run: Run) => unknown

/** One disclosed coordinate: shown to a person's reader when every mask shares a bit with the person's open conditions. */
export type Disclosure = { coordinate: string; masks: readonly number[]; by: 'FIELD' | 'ASSESSMENT' | 'FILTER' | 'ORDER' }

/** Where SQL text is being written: the row at hand and the newcomer it belongs to. */
export type Place = Pick<Terms, 'row' | 'person'> & {
  /** Alias that holds the person's own columns. */
  own: string
  /** Expression of the newcomer's id in the caller's sector. */
  pseudonym: string
  /** Whether the person is known to be in scope here. */
  scoped: boolean
  /** Masks of the conditional coordinates on the way here. */
  masks: readonly number[]
}

/** Parameters that every statement has, in this order. What is common to all who share a statement stays one value. */
const FIXED = {
  organisation: { sqlType: 'int', common: false, bind: (run: Run) => run.organisation },
  today: { sqlType: 'date', common: true, bind: (run: Run) => run.today },
  operation: { sqlType: 'uuid', common: false, bind: (run: Run) => run.operationId },
  trace: { sqlType: 'text', common: false, bind: (run: Run) => run.traceId },
  consumer: { sqlType: 'text', common: false, bind: (run: Run) => run.consumer },
  user: { sqlType: 'text', common: false, bind: (run: Run) => run.userRef },
  useSet: { sqlType: 'bigint', common: true, bind: (run: Run) => run.useSetId },
} as const

type Fixed = keyof typeof FIXED
const PLACES = Object.keys(FIXED) as Fixed[]

/** What a parameter holds: one value, or, where a statement is shared and its askers differ, an array with a value per asker. */
export type Parameter = { sqlType: string; common: boolean }

export type StatementOptions = {
  /** Whether many persons are answered by one statement, so that reading a table once for all is cheaper than once for each. */
  many?: boolean
  /** Whether several requests are answered at once: rows `asker`, each with the values of its own request. */
  shared?: boolean
}

/** Person of an asked row. */
const ASKED_PERSON = 'a.person_id'

/** Persons of the answer, as PostgreSQL looks many of them up in one index scan. */
const OF_PAGE = 'any (array(select person_id from page))'

/** Aliases that stand beside a gathered table. */
const NEIGHBOURS = /\b(?:a|p|d\d+|g\d+)\./

export class Statement {
  readonly contract: Contract
  readonly shared: boolean
  readonly bindings: Binding[] = Object.values(FIXED).map(({ bind }) => bind)
  readonly parameters: Parameter[] = Object.values(FIXED).map(({ sqlType, common }) => ({ sqlType, common }))
  readonly conditions: Condition[] = []
  readonly disclosures: Disclosure[] = []
  readonly #many: boolean
  /** Dossiers that facts at the root of the answer look at, joined once: alias by table. */
  readonly #dossiers = new Map<string, string>()
  /** Tables that are read in one pass for all asked persons, with the name of each aggregate. */
  readonly #gathered = new Map<string, { alias: string; names: Map<string, string> }>()
  #pageSize: string | undefined
  /** Day on which facts of an assessment look, once one asks for it. */
  #factsDay: string | undefined
  /** Tables beside the person's own row get numbered aliases. */
  #aliases = 0

  constructor(contract: Contract, { many = false, shared = false }: StatementOptions = {}) {
    this.contract = contract
    this.shared = shared
    this.#many = many
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
    return this.shared && !common ? `asker.v${index + 1}` : `$${index + 1}::${sqlType}`
  }

  /** Rows `asker` of a shared statement: the values of each request, and its place among them, from 1. */
  askersSql(): string {
    const own = this.parameters.flatMap(({ sqlType, common }, index) =>
      common ? [] : [{ name: `v${index + 1}`, sql: `$${index + 1}::${sqlType}[]` }],
    )
    return `select * from unnest(${own.map(({ sql }) => sql).join(', ')}) with ordinality as asker (${own.map(({ name }) => name).join(', ')}, place)`
  }

  /** Size of the page that is asked. */
  pageSize(): string {
    this.#pageSize ??= this.parameter((run) => run.arguments.first, 'int')
    return this.#pageSize
  }

  alias(): string {
    this.#aliases += 1
    return `t${this.#aliases}`
  }

  /** Bit set of conditions, of which any opens a coordinate. */
  maskOf(when: readonly Condition[]): number {
    return when.reduce((mask, condition) => mask | (1 << this.#bitOf(condition)), 0)
  }

  #bitOf(condition: Condition): number {
    const known = this.conditions.indexOf(condition)
    return known === -1 ? this.conditions.push(condition) - 1 : known
  }

  /** Expression for the set of conditions that are open for a person. */
  openConditions(person: string): string {
    const { purpose, recipient } = this.contract
    const { capacities } = this.contract
    const terms = { person, organisation: this.fixed('organisation'), today: this.fixed('today'), purpose, recipient, capacities }
    const bits = this.conditions.map((condition, bit) => `case when ${conditionSql(condition, terms)} then ${1 << bit} else 0 end`)
    return bits.length === 0 ? '0' : bits.join(' + ')
  }

  /** Joins to the asked persons `a`: what their facts look at. Each has at most one row for a person. */
  factJoins(): string {
    const dossiers = [...this.#dossiers].map(([table, alias]) => {
      const rows = this.#many ? `(select known.person_id, known.as_of from ${table} known where known.person_id = ${OF_PAGE})` : table
      return ` left join ${rows} ${alias} on ${alias}.person_id = a.person_id`
    })
    const gathered = [...this.#gathered].map(([table, { alias, names }]) => {
      const columns = [...names].map(([aggregate, name]) => `${aggregate} as ${name}`).join(', ')
      const rows = `select fact_row.person_id, ${columns} from ${table} fact_row where fact_row.person_id = ${OF_PAGE} group by fact_row.person_id`
      return ` left join (${rows}) ${alias} on ${alias}.person_id = a.person_id`
    })
    return [...dossiers, ...gathered].join('')
  }

  #gather(table: string, aggregate: string): string | undefined {
    // What looks at the person's other columns cannot be computed beside them.
    if (!this.#many || NEIGHBOURS.test(aggregate)) return undefined
    const { alias, names } = this.#gathered.get(table) ?? { alias: `g${this.#gathered.size + 1}`, names: new Map<string, string>() }
    this.#gathered.set(table, { alias, names })
    const name = names.get(aggregate) ?? `v${names.size + 1}`
    names.set(aggregate, name)
    return `${alias}.${name}`
  }

  #dossierAsOf(table: string, person: string): string {
    // Elsewhere than at the asked persons (a filter decides who they are) there is no join to share.
    if (person !== ASKED_PERSON) return `(select known.as_of from ${table} known where known.person_id = ${person})`
    const alias = this.#dossiers.get(table) ?? `d${this.#dossiers.size + 1}`
    this.#dossiers.set(table, alias)
    return `${alias}.as_of`
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
    return {
      row: place.row,
      person: place.person,
      // Made when an expression asks for it: a parameter that no text names would be refused.
      get today() {
        return day()
      },
      organisation: this.fixed('organisation'),
      dossierAsOf: (table) => this.#dossierAsOf(table, place.person),
      gather: (table, aggregate) => (place.person === ASKED_PERSON ? this.#gather(table, aggregate) : undefined),
      arg: (name, sqlType) => this.parameter(argument(name), sqlType),
    }
  }
}

/** Predicate over the alias `a` of the asked persons: every mask shares a bit with the open conditions. */
export function openSql(masks: readonly number[]): string {
  return masks.map((mask) => `a.open & ${mask} <> 0`).join(' and ')
}
