/**
 * Fields of delivered records: what a source may send, and the column that keeps it. A value that passes here can be stored:
 * nothing a source sends makes a whole batch fail.
 */
import countries from 'i18n-iso-countries'
import { z } from 'zod'
import { cleanText } from './clean-text.ts'

export type Field = {
  schema: z.ZodType
  /** Type of the column, as PostgreSQL reads it from JSON. */
  sqlType: string
  /** Column that keeps it; by default the field's name in snake case. */
  column?: string
  /** The record holds a list, and the table a row for each entry. */
  each?: true
  /** Text by which a source names an organisation; the column keeps its id. */
  holds?: 'organisation' | 'municipality'
  /** The day of something that has happened: it cannot be after today. */
  happened?: boolean
}

const INT_MAX = 2_147_483_647
/** First day that a record can hold. */
export const FIRST_DAY = '1850-01-01'
const LAST_DAY = '2199-12-31'

/** Day as YYYY-MM-DD, between 1850 and 2199. */
export function day(description: string): Field {
  const inReach = (text: string) => text >= FIRST_DAY && text <= LAST_DAY
  const schema = z.iso
    .date({ error: 'expected a day as YYYY-MM-DD' })
    .refine(inReach, { error: `expected a day from ${FIRST_DAY} to ${LAST_DAY}` })
  return { schema: schema.describe(description), sqlType: 'date' }
}

/** Day on which something happened: within reach, and not after today. */
export function pastDay(description: string): Field {
  return { ...day(description), happened: true }
}

/** Text of at most `max` characters, not empty, that PostgreSQL can store; kept as it is read, without invisible characters. */
export function text(max: number, description: string): Field {
  const schema = z
    .string({ error: 'expected text' })
    .overwrite(cleanText)
    .min(1, { error: 'expected text that is not empty' })
    .max(max, { error: `expected at most ${max} characters` })
  return {
    schema: schema.refine((value) => value.isWellFormed(), { error: 'expected text in valid Unicode' }).describe(description),
    sqlType: 'text',
  }
}

/** Text in a fixed form, for example a code. */
export function pattern(form: RegExp, expected: string, sqlType: string, description: string): Field {
  return {
    schema: z
      .string({ error: `expected ${expected}` })
      .regex(form, { error: `expected ${expected}` })
      .describe(description),
    sqlType,
  }
}

const COUNTRIES: ReadonlySet<string> = new Set(Object.keys(countries.getAlpha2Codes()))

/** Country by its code in ISO 3166-1; a code that no country has is refused. */
export function country(description: string): Field {
  const expected = 'a country as two letters (ISO 3166-1)'
  const field = pattern(/^[A-Z]{2}$/, expected, 'char(2)', description)
  const known = field.schema.refine((code) => COUNTRIES.has(String(code)), { error: `expected ${expected}` })
  return { ...field, schema: known.describe(description) }
}

/** Municipality by its NIS code. Whether the hub knows it is for the reference data to say. */
export function municipality(description: string): Field {
  return { ...pattern(/^\d{5}$/, 'a NIS code: five digits', 'char(5)', description), holds: 'municipality' }
}

/** Whole number from 0, at most `max`. */
export function count(description: string, max = INT_MAX): Field {
  const error = `expected a whole number from 0 to ${max}`
  return { schema: z.int({ error }).min(0, { error }).max(max, { error }).describe(description), sqlType: 'int' }
}

export function flag(description: string): Field {
  return { schema: z.boolean({ error: 'expected true or false' }).describe(description), sqlType: 'boolean' }
}

/** One of a closed list. @param sqlType the column's enum type, or text. */
export function choice(values: readonly string[] | Readonly<Record<string, string>>, sqlType: string, description: string): Field {
  const list = Array.isArray(values) ? values : Object.values(values)
  return { schema: z.enum(list, { error: `expected one of ${list.join(', ')}` }).describe(description), sqlType }
}

/** Several of a closed list, or texts when no list is given; empty when the source says none. */
export function list(values: readonly string[] | null, max: number, description: string): Field {
  const item = values ? choice(values, 'text', description).schema : text(200, description).schema
  return {
    schema: z
      .array(item, { error: 'expected a list' })
      .max(max, { error: `expected at most ${max} entries` })
      .describe(description),
    sqlType: 'text[]',
  }
}

/** Several of a kind, at least one, of which the table keeps a row for each. @param entry one of them. */
export function rowForEach(entry: Field, column: string, description: string): Field {
  const schema = z.array(entry.schema, { error: 'expected a list' }).min(1, { error: 'expected a list that is not empty' })
  return {
    schema: schema.max(100, { error: 'expected at most 100 entries' }).describe(description),
    sqlType: entry.sqlType,
    column,
    each: true,
  }
}

/** Belgian organisation by its KBO number; stored as the hub's id of it. The directory of organisations decides whether it exists. */
export function organisation(description: string, column = 'organisation_id'): Field {
  return { ...pattern(/^\d{10}$/, 'a KBO number: ten digits', 'int', description), column, holds: 'organisation' }
}

/** A field that may be absent or null: the source does not know it, or there is none. */
export function optional(field: Field): Field {
  return { ...field, schema: field.schema.nullish() }
}

/** A field that has a value when the source does not send one. */
export function defaulted(field: Field, value: unknown): Field {
  return { ...field, schema: field.schema.nullish().transform((sent) => sent ?? value) }
}
