/** Every yes-or-no fact of persons on a day, as the hub's own functions compute it: what the attacker wants to know, and what it may see. */
import type { Pool } from 'pg'
import { DOMAINS } from '../../src/domains/all.ts'
import { functionOf } from '../../src/query/fact-sheet.ts'

/** Facts by coordinate: one character for each person, in the order asked: 1 yes, 0 no, ? unknown. */
export type Truth = ReadonlyMap<string, string>

const camel = (column: string) => column.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase())

/** Facts of the sheets that are dated. */
const FACTS = DOMAINS.flatMap(({ sheet }) =>
  sheet === undefined
    ? []
    : Object.entries(sheet.facts).flatMap(([column, { asOf }]) =>
        asOf === undefined ? [] : [{ coordinate: `Newcomer.${camel(column)}`, value: functionOf(sheet.table, column) }],
      ),
)

export async function readTruth(pool: Pool, persons: readonly string[], day: string): Promise<Truth> {
  const cells = FACTS.map(
    ({ value }) => `case (${value}(q.id, $2::date))::text when 'true' then '1' when 'false' then '0' when null then '?' else '?' end`,
  )
  const { rows } = await pool.query<{ cells: string }>(
    `select ${cells.join(' || ')} as cells from unnest($1::uuid[]) with ordinality q (id, place) order by q.place`,
    [persons, day],
  )
  return new Map(FACTS.map(({ coordinate }, nth) => [coordinate, rows.map(({ cells: text }) => text[nth]).join('')]))
}
