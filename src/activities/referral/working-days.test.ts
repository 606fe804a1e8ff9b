import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { brusselsDay } from '../../base/day.ts'
import { endOfBrusselsDay, endOfTerm, endOfWorkingTerm, isWorkingDay, publicHolidays } from './working-days.ts'

test('knows the ten public holidays of a year', () => {
  expect(publicHolidays(2026)).toEqual([
    '2026-01-01',
    '2026-04-06',
    '2026-05-01',
    '2026-05-14',
    '2026-05-25',
    '2026-07-21',
    '2026-08-15',
    '2026-11-01',
    '2026-11-11',
    '2026-12-25',
  ])
})

/** Easter Sunday by the rule of Gauss, another way than the one that is tested; right from 1900 to 2199. */
function easterOfGauss(year: number): string {
  const [a, b, c] = [year % 19, year % 4, year % 7]
  const [m, n] = year < 2100 ? [24, 5] : [24, 6]
  const d = (19 * a + m) % 30
  const e = (2 * b + 4 * c + 6 * d + n) % 7
  const late = (d === 29 && e === 6) || (d === 28 && e === 6 && a > 10)
  return new Date(Date.UTC(year, 2, 22 + d + e - (late ? 7 : 0))).toISOString().slice(0, 10)
}

const shift = (day: string, days: number) => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)

test('finds Easter as Gauss does, for every year from 1975 to 2199', () => {
  const years = Array.from({ length: 2200 - 1975 }, (_, index) => 1975 + index)
  const wrong = years.filter((year) => {
    const easter = easterOfGauss(year)
    const holidays = publicHolidays(year)
    return holidays.length !== 10 || [1, 39, 50].some((days) => !holidays.includes(shift(easter, days)))
  })
  expect(wrong).toEqual([])
})

test('opens offices on working days only', () => {
  expect(['2026-11-24', '2026-11-28', '2026-11-29', '2026-11-11', '2026-07-21', '2026-11-02'].map(isWorkingDay)).toEqual([
    true,
    false,
    false,
    false,
    false,
    true,
  ])
})

describe('a term', () => {
  test('in calendar days includes its last day, moved to the next working day', () => {
    expect(endOfTerm('2026-11-24', 30)).toBe('2026-12-24')
    // 25 December 2026 is a Friday: the term goes on to Monday.
    expect(endOfTerm('2026-11-25', 30)).toBe('2026-12-28')
  })

  test('in working days begins the day after and skips days off', () => {
    expect(endOfWorkingTerm('2026-11-24', 10)).toBe('2026-12-08')
    // Christmas and New Year in between.
    expect(endOfWorkingTerm('2026-12-21', 10)).toBe('2027-01-06')
    // From a Saturday, Monday is the first.
    expect(endOfWorkingTerm('2026-11-28', 1)).toBe('2026-11-30')
  })

  const day = fc.integer({ min: 0, max: 36_000 }).map((days) => shift('2000-01-01', days))
  const count = fc.integer({ min: 0, max: 60 })

  test('ends on a working day, and holds exactly as many working days as it says', () => {
    fc.assert(
      fc.property(day, count, (from, days) => {
        const last = endOfWorkingTerm(from, days)
        const within = Array.from({ length: (Date.parse(last) - Date.parse(from)) / 86_400_000 }, (_, index) => shift(from, index + 1))
        expect(isWorkingDay(last)).toBe(true)
        expect(within.filter(isWorkingDay)).toHaveLength(days === 0 && !isWorkingDay(from) ? 1 : days)
        expect(isWorkingDay(endOfTerm(from, days)) && endOfTerm(from, days) >= shift(from, days)).toBe(true)
      }),
    )
  })

  test('that begins later or is longer never ends earlier', () => {
    fc.assert(
      fc.property(day, count, (from, days) => {
        expect(endOfWorkingTerm(shift(from, 1), days) >= endOfWorkingTerm(from, days)).toBe(true)
        expect(endOfWorkingTerm(from, days + 2) > endOfWorkingTerm(from, days + 1)).toBe(true)
        expect(endOfTerm(shift(from, 1), days) >= endOfTerm(from, days)).toBe(true)
      }),
    )
  })
})

describe('a day in Brussels', () => {
  test('ends at midnight there, in winter and in summer, and is 23 or 25 hours long when clocks change', () => {
    expect(endOfBrusselsDay('2026-11-24').toISOString()).toBe('2026-11-24T23:00:00.000Z')
    expect(endOfBrusselsDay('2026-07-01').toISOString()).toBe('2026-07-01T22:00:00.000Z')
    const hours = (day: string) => (endOfBrusselsDay(day).getTime() - endOfBrusselsDay(shift(day, -1)).getTime()) / 3_600_000
    expect(['2026-03-28', '2026-03-29', '2026-10-25', '2026-10-26'].map(hours)).toEqual([24, 23, 25, 24])
  })

  test('ends where the next begins, on every day of 100 years', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 36_500 }).map((days) => shift('2000-01-01', days)),
        (day) => {
          const end = endOfBrusselsDay(day)
          expect([brusselsDay(new Date(end.getTime() - 1)), brusselsDay(end)]).toEqual([day, shift(day, 1)])
        },
      ),
      { numRuns: 1000 },
    )
  })
})
