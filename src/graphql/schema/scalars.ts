/** Scalars of the schema: Date, DateTime and Insz. */
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql'
import { isDay } from '../../base/day.ts'
import { type Insz, parseInsz } from '../../base/insz.ts'

/** Says what was expected and never repeats the value: it may be a person's. */
function invalid(expected: string): GraphQLError {
  return new GraphQLError(`Expected ${expected}.`, { extensions: { code: 'BAD_USER_INPUT' } })
}

/** Scalar that is text on the wire, checked by `parse`, which returns undefined for what it does not accept, else what resolvers get. */
function textScalar<Internal>(name: string, description: string, expected: string, parse: (text: string) => Internal | undefined) {
  const accept = (value: unknown) => {
    const parsed = typeof value === 'string' ? parse(value) : undefined
    if (parsed === undefined) throw invalid(expected)
    return parsed
  }
  return new GraphQLScalarType({
    name,
    description,
    parseValue: accept,
    parseLiteral: (node: ValueNode) => accept(node.kind === Kind.STRING ? node.value : undefined),
    serialize: (value) => value,
  })
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/

/** @returns the text when it names a day of the calendar; PostgreSQL's begins with the year 1. */
function parseDay(text: string): string | undefined {
  return isDay(text) && !text.startsWith('0000') ? text : undefined
}

/** Years of four digits, from 1, in UTC: what PostgreSQL and JSON write alike. */
const FIRST_INSTANT = Date.parse('0001-01-01T00:00:00Z')
const END_OF_INSTANTS = Date.parse('+010000-01-01T00:00:00Z')

/** @returns the text when its day is one of the calendar, also as it is in UTC: years of four digits, from 1. */
function parseInstant(text: string): string | undefined {
  const day = INSTANT.exec(text)?.[1]
  if (day === undefined || parseDay(day) === undefined) return undefined
  const at = Date.parse(text)
  return at >= FIRST_INSTANT && at < END_OF_INSTANTS ? text : undefined
}

export const GraphQLDay = textScalar('Date', 'Calendar date as YYYY-MM-DD, in Belgian local time.', 'a day as YYYY-MM-DD', parseDay)

export const GraphQLInstant = textScalar(
  'DateTime',
  'Instant as ISO 8601 with offset.',
  'an instant as ISO 8601 with offset, for example 2026-11-23T09:30:00Z',
  parseInstant,
)

/** Behind this scalar there is no number, only the keyed hash by which a person is found.
 *  @param allowSynthetic whether numbers with month +60 (fictional persons) are accepted: never in production. */
export function createInszScalar(allowSynthetic: boolean, hashInsz: (insz: Insz) => Buffer) {
  return textScalar(
    'Insz',
    'Social security identification number (INSZ): national register number or BIS number, 11 digits with valid check digits.',
    'an INSZ of 11 digits with valid check digits',
    (text) => {
      const insz = parseInsz(text, { allowSynthetic })
      return insz && hashInsz(insz)
    },
  )
}
