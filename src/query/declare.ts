/**
 * How a GraphQL field says where its value lives.
 *
 * A field is declared once, in its domain's schema file, through Pothos `extensions`. They survive merging, projection and
 * pruning, so the compiler reads them from the contract's own schema and cannot select what the contract does not have.
 */
import type { GraphQLResolveInfo } from 'graphql'
import { type AccessExtension, accessOf } from '../access/protocols/coordinate.ts'
import type { ColumnOf } from '../base/columns.ts'
import type { Owner } from '../base/owner.ts'
import type { RowSource } from './row-source.ts'

/**
 * What an expression may build on. Everything here is SQL text; values only ever enter as parameters. Whatever is asked of the terms is recorded,
 * so that the compiler joins, carries and binds it. An expression may use any alias of its own that does not begin with `h_`.
 */
export type Terms = {
  /** Internal id (uuid) of the newcomer at hand. */
  person: string
  /** Writes a column of the row of the enclosing type. */
  column: ColumnOf
  /** Day on which the question is asked (date). */
  today: string
  /** Id (integer) of the caller's organisation. */
  organisation: string
  /** Reads columns of the newcomer's row on a fact sheet (fact-sheet.ts), looked up once for all of them. Undefined where values are computed as they are asked. */
  onSheet?(table: string): ((column: string) => string) | undefined
  /** Parameter with the value of one of the field's arguments, cast to a SQL type. */
  arg(name: string, sqlType: string): string
}

/** SQL text of a value, computed in the database. */
export type Expression = (terms: Terms) => string

/** A derived, minimal field owned by a domain: declared once, used by fields, filters and incentive rules alike. */
export type Fact = {
  /** Full sentence for the SDL: unit, what true means, what null means. */
  description: string
  value: Expression
  /** Day of the word on which the value rests (date): that of the rows that show it, and for a "no" that of the coverage. Without it, no rule can read the fact. */
  asOf?: Expression
  /** Qualified tables whose rows show it. */
  shownBy?: readonly string[]
  /** Tables of which all must be covered for a "no": without that the value is null (fact-sql.ts). */
  deniedBy?: readonly string[]
}

/** Rows of a table that belong to the newcomer at hand, or to the row at hand; `column` in the expressions is of that table. */
export type Rows = {
  /** Qualified table, with a `person_id` column unless `of` says otherwise. */
  table: string
  /** Column by which the rows belong to a column of the enclosing row, instead of to the newcomer. */
  of?: { column: string; to: string }
  /**
   * Domain whose organisations each hold rows of their own in the table. To one of them they are its own rows, and those that nobody holds;
   * everybody else reads the rows of all holders, as far as a protocol grants them.
   */
  heldIn?: Owner
  /** Further restriction on the rows, for example to the ones in force. */
  where?: Expression
  /** SQL order, most wanted row first. */
  order: string
}

export type Declaration =
  /** Id of the newcomer in the caller's sector. */
  | { kind: 'pseudonym' }
  /** @property sheet fact sheet that repeats it, when it is a column of the person's own row. */
  | { kind: 'column'; column: string; sheet?: string }
  | { kind: 'expression'; value: Expression }
  /** Person of a row about a person: its own type of object, or the Newcomer as far as it is in scope. */
  | { kind: 'person' }
  | { kind: 'one'; rows: Rows; sheetColumns?: SheetRowColumns }
  | { kind: 'many'; rows: Rows; limit: number; sheetColumns?: SheetRowColumns }

/**
 * What a fact sheet has of some rows (fact-sheet.ts), each value in the column `<prefix>_<name>` of the sheet.
 * @property columns of the rows' table; the first is never null there.
 * @property derived what else is read of a row, by name.
 */
export type SheetRowColumns = {
  table: string
  prefix: string
  columns: readonly [string, ...string[]]
  derived?: Readonly<Record<string, Expression>>
}

/** Turns the stored text into what is answered, for example decryption. Runs after the statement. */
export type Decode = (stored: string) => string

/** Size of pages of one kind of list. @property usual when the caller names none. */
export type PageBounds = { max: number; usual: number }

/** What a type, field, argument, input field or enum value carries under `extensions.hub`: what access needs to know, and how it is read. */
export interface HubExtension extends AccessExtension {
  /** Rows that root fields answer with a type. */
  source?: RowSource
  read?: Declaration
  /** Day of the word on which the value rests (date). An assessment reads it with the value. */
  asOf?: Expression
  decode?: Decode
  /** How a filter input field restricts the persons: SQL predicate over the newcomer and this input field's value. */
  restrict?: (terms: Terms, value: string) => string
  /** SQL type to which the value of a filter input field is cast. */
  sqlType?: string
  /** Of the argument by which a list is paged: from this the limits know how many rows the list can answer. */
  page?: PageBounds
  /** Which rows a named subset holds: SQL predicate over the row and its newcomer. */
  subset?: Expression
  /** How an order enum value sorts: SQL expression over the newcomer, and the type of its cursor value. */
  sort?: { value: Expression; sqlType: string }
}

/** Extensions with which a schema says it. Always by this function: what is written beside it is not checked, and a misspelt name would open what it was to close. */
export function hubExtension(hub: HubExtension): { hub: HubExtension } {
  return { hub }
}

/** What a part of a schema carries; nothing when there is no such part. */
export function hubOf(carrier: { extensions?: Readonly<Record<string, unknown>> | null | undefined } | null | undefined): HubExtension {
  return accessOf(carrier ?? undefined) as HubExtension
}

/** Most rows that a nested list answers; dossiers are short, and a bound keeps one person from filling a page. */
export const NESTED_LIMIT = 100

type FieldOptions = { description: string; nullable: true; extensions: { hub: HubExtension }; resolve: typeof readFromTree }

/** Every value that was read stands under its response key (answer-names.ts), so resolving is one lookup. */
export function readFromTree(source: object, _args: object, _context: object, info: GraphQLResolveInfo): never {
  const value = (source as Record<string | number, unknown>)[info.path.key]
  const decode = hubOf(info.parentType.getFields()[info.fieldName]).decode
  return (decode && typeof value === 'string' ? decode(value) : value) as never
}

/** Options of a field with a declaration; the named helpers below say which. */
export function declare(description: string, hub: HubExtension): FieldOptions {
  return { description, nullable: true, extensions: hubExtension(hub), resolve: readFromTree }
}

/** Value of a column of the enclosing type's own row. */
export function column(name: string, description: string, more: Omit<HubExtension, 'read'> = {}): FieldOptions {
  return declare(description, { ...more, read: { kind: 'column', column: name } })
}

/** Value computed in the database from the enclosing row. */
export function expression(value: Expression, description: string, more: Omit<HubExtension, 'read'> = {}): FieldOptions {
  return declare(description, { ...more, read: { kind: 'expression', value } })
}

/** Field that answers a fact. */
export function fact(declared: Fact, more: Omit<HubExtension, 'read'> = {}): FieldOptions {
  return expression(declared.value, declared.description, { ...more, ...datedBy(declared.asOf) })
}

/** Part of a field's declaration that dates its value. */
export function datedBy(asOf: Expression | undefined): Pick<HubExtension, 'asOf'> {
  return asOf === undefined ? {} : { asOf }
}

/** Person that the enclosing row is about, as an object. */
export function person(description: string): FieldOptions {
  return declare(description, { read: { kind: 'person' } })
}

/** First of the newcomer's rows in a table, as an object; null when there is none. */
export function one(rows: Rows, description: string, sheetColumns?: SheetRowColumns): FieldOptions {
  return declare(description, { read: { kind: 'one', rows, ...(sheetColumns && { sheetColumns }) } })
}

/** Newcomer's rows in a table, as a list of at most 100. */
export function many(rows: Rows, description: string, sheetColumns?: SheetRowColumns): FieldOptions {
  return declare(description, { read: { kind: 'many', rows, limit: NESTED_LIMIT, ...(sheetColumns && { sheetColumns }) } })
}
