/** Every day of the hub is a day in Brussels: between midnight there and midnight in UTC, other days would be those of yesterday. */
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { listFiles, readFile } from './layers/source.ts'

const SCHEMA = 'prisma/schema'

/** Columns that hold an instant, by the names that they have in SQL. */
const INSTANTS: readonly string[] = [
  ...new Set(
    readdirSync(SCHEMA)
      .flatMap((name) => readFile(`${SCHEMA}/${name}`).split('\n'))
      .filter((line) => line.includes('@db.Timestamptz'))
      .map((line) => /@map\("(\w+)"\)/.exec(line)?.[1] ?? line.trim().split(/\s/)[0] ?? ''),
  ),
]

const instant = `(?:\\b(?:\\w+\\.)?(?:${INSTANTS.join('|')})|\\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp)\\(\\))`

/** What takes a day of another clock: that of UTC in the program, that of the session in the database. */
const OTHER_DAYS: readonly [what: string, found: RegExp][] = [
  ['a day of UTC', /toISOString\(\)\s*\.\s*(?:slice|substring|substr|split|startsWith)\(/],
  ['a day of UTC or of the machine', /\.get(?:UTC)?(?:Date|Day|Month|FullYear)\(\)/],
  ['a day of the machine', /\.toLocale(?:Date|Time)String\(|new Intl\.DateTimeFormat\(/],
  ["a day of the session's time zone", /\b(?:current_date|localtimestamp|localtime)\b/i],
  [
    "an instant as a day of the session's time zone",
    new RegExp(`${instant}\\)*::date\\b|date_trunc\\([^)]*${instant}|to_char\\(${instant} *,`),
  ],
  [
    "an instant beside a day, which begins by the session's time zone",
    new RegExp(`${instant} *[<>]=? *(?:date '|\\$\\d+::date(?!::timestamp))`),
  ],
]

/** Files that reckon with days, of which each begins at midnight UTC by agreement: nothing there asks what day it is. */
const RECKON: Readonly<Record<string, string>> = {
  'src/base/day.ts': 'the days themselves',
  'src/activities/referral/working-days.ts': 'the hour at which a day in Brussels is over, and its weekday',
  'src/base/insz.ts': 'the year that may have begun in Belgium while it has not in UTC',
  'src/development/population/day.ts': 'days as numbers, for a synthetic population',
}

function otherDays(path: string, text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      OTHER_DAYS.filter(([, found]) => found.test(line)).map(([what]) => `${path}:${index + 1} takes ${what}: use src/base/day.ts`),
    )
}

describe('days in src', () => {
  const files = listFiles(['src']).filter((path) => !path.endsWith('.test.ts') && !path.startsWith('src/generated'))

  test('are those of Brussels', () => {
    expect(files.length).toBeGreaterThan(300)
    expect(INSTANTS.length).toBeGreaterThan(15)
    expect(files.filter((path) => RECKON[path] === undefined).flatMap((path) => otherDays(path, readFile(path)))).toEqual([])
  })

  test('are reckoned with in the files that are listed, and each of them does', () => {
    expect(Object.keys(RECKON).filter((path) => otherDays(path, readFile(path)).length === 0)).toEqual([])
  })

  test.each([
    'const today = new Date().toISOString().slice(0, 10)',
    "const today = new Intl.DateTimeFormat('sv-SE').format(now)",
    'const year = now.getFullYear()',
    'where valid_from <= current_date',
    'where valid_from <= now()::date',
    'and g.as_of <= d.decided_at::date',
    'select (min(at) filter (where true)), r.sent_at::date as sent_on',
    "to_char(r.sent_at, 'YYYY-MM')",
    "where r.sent_at >= date '2026-01-01'",
    'and d.at < $3::date',
  ])('canary: %s is caught', (line) => {
    expect(otherDays('planted.ts', line)).not.toEqual([])
  })
})
