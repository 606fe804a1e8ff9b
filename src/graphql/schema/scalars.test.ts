import { describe, expect, test } from 'vitest'
import { GraphQLDay, GraphQLInstant } from './scalars.ts'

describe('a date is a day of the calendar from the year 1', () => {
  test.each(['2026-11-30', '2028-02-29', '0001-01-01', '9999-12-31'])('%s', (text) => expect(GraphQLDay.parseValue(text)).toBe(text))

  test.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-11-31',
    '0000-01-01',
    '10000-01-01',
    '2026-1-1',
    '2026-11-30 ',
    20261130,
    null,
  ])('not %s', (value) => expect(() => GraphQLDay.parseValue(value)).toThrow('Expected a day as YYYY-MM-DD.'))
})

describe('an instant is on a day of the calendar, where it is said and in UTC', () => {
  test.each([
    '2026-11-30T10:00:00+01:00',
    '2028-02-29T23:59:59.999Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '2026-11-30T10:00:00.123456789-12:00',
  ])('%s', (text) => expect(GraphQLInstant.parseValue(text)).toBe(text))

  test.each([
    '2030-02-30T10:00:00+01:00',
    '2026-02-29T10:00:00Z',
    '2026-04-31T10:00:00Z',
    '0000-06-01T10:00:00Z',
    '0001-01-01T00:00:00+01:00',
    '9999-12-31T23:00:00-12:00',
    '2026-11-30T24:00:00Z',
    '2026-11-30T10:60:00Z',
    '2026-11-30T10:00:60Z',
    '2026-11-30T10:00:00+15:00',
    '2026-11-30T10:00:00.1234567890Z',
    '2026-11-30T10:00:00',
    '2026-11-30',
  ])('not %s', (text) => expect(() => GraphQLInstant.parseValue(text)).toThrow('Expected an instant as ISO 8601 with offset'))
})
