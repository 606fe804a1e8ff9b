/**
 * Sources: the rows that a root field can answer. An object type that root fields answer carries its source; whatever else it
 * has (fields, filter, order) is declared as for any other type.
 */
import type { Capacity } from '../access/protocols/protocol.ts'
import { inForce } from '../base/period.ts'
import type { Sector } from '../base/vault.ts'

/** SQL terms of a caller: expressions, never values of a request's text. */
export type CallerTerms = { organisation: string; today: string; capacities: readonly Capacity[] }

/**
 * Where rows come from, as SQL. Its aliases begin with `h_`, like all that facts are written beside: `h_p` is the person's own row
 * (directory.person) wherever it is named, and `h_a` the asked row.
 */
export type RowSource = {
  /** Rows that can be asked. */
  candidates: string
  /** Join to the person's own row, made where a statement asks for its columns. Absent where the candidates have it. */
  own?: string
  /** Id under which a row is asked for. */
  id: string
  /** Internal id of the person that a row is about. Null when the row no longer names its person: it shows nothing of anybody then. */
  person: string
  /** Reference by which the evidence names the person. */
  evidence: string
  /** Id of the person in the caller's sector, when a row has it at hand; otherwise it is read from the person's row. */
  pseudonym?: string
  /** Whether a row exists only where its person does: in scope. */
  scoped: boolean
  /** Whether some rows name no person. */
  anonymous: boolean
  /** Whether one id can stand on several candidate rows. */
  repeated: boolean
  /** Predicate: which rows exist for the caller. No relationship, no person. */
  exists: (caller: CallerTerms) => string
  /** Enum, granted by value, that names the subsets of rows that a list can be asked for; a list names one. */
  subsets?: string
  /** Alias that holds the columns of the type, among the candidates. */
  row: string
  /** Whether the type's columns are the person's own and come with the asked row, so that `rows` is not joined. */
  carried?: true
  /** Joins to the asked rows `h_a`, for their selection. @param join `join`, or `left join` where `h_a` may be empty. */
  rows: (join: string) => string
}

/** SQL: whether a relationship makes its person exist for an organisation. No relationship, no person. @param row its alias. @param capacity as `in (…)` or `= any(…)`. */
export function inScope(row: string, { organisation, today, capacity }: { organisation: string; today: string; capacity: string }): string {
  return `${row}.organisation_id = ${organisation}
    and ${row}.capacity ${capacity}
    and ${inForce(row, today)}`
}

/** Persons through the caller's relationships: in force today, in a capacity that the contract names. */
export const NEWCOMERS: RowSource = {
  candidates: 'directory.relationship h_r',
  own: 'join directory.person h_p on h_p.id = h_r.person_id',
  id: 'h_r.newcomer_id',
  person: 'h_r.person_id',
  evidence: 'h_r.evidence_ref',
  pseudonym: 'h_a.id',
  scoped: true,
  anonymous: false,
  repeated: true,
  exists: ({ organisation, today, capacities }) => inScope('h_r', { organisation, today, capacity: `in (${literals(capacities)})` }),
  row: 'h_p',
  carried: true,
  rows: (join) => `${join} directory.person h_p on h_p.id = h_a.person_id`,
}

function literals(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ')
}

/** Expression of the id by which a sector knows the person of a row. Null: the contract shows no persons. */
export function pseudonymOf(source: RowSource, sector: Sector | null): string {
  return source.pseudonym ?? (sector === null ? 'null' : `h_p.${sector.toLowerCase()}_id`)
}
