/** Facts and their days as the hub's own functions in the database compute them, for many persons in one statement. */
import type { Pool } from 'pg'
import type { Insz } from '../../src/base/insz.ts'
import type { Vault } from '../../src/base/vault.ts'
import { DOMAINS } from '../../src/domains/all.ts'
import { functionOf } from '../../src/query/fact-sheet.ts'
import { recordTypeOf } from '../../src/query/fact-sql.ts'
import type { Known } from './expected.ts'

/** A dated fact. @property shownBy record types whose rows show it. @property deniedBy those of which all must be covered for a "no". */
export type FactUnderTest = { name: string; shownBy: readonly string[]; deniedBy: readonly string[]; value: string; day: string }

/** Every dated fact of the sheets of domains whose sources cover records, as it declares what it rests on. */
export const FACTS: readonly FactUnderTest[] = DOMAINS.flatMap(({ covers, schema, sheet }) =>
  covers && sheet !== undefined
    ? Object.entries(sheet.facts).flatMap(([column, { asOf, shownBy = [], deniedBy = [] }]) =>
        asOf === undefined
          ? []
          : [
              {
                name: `${schema}.${column}`,
                shownBy: shownBy.map(recordTypeOf),
                deniedBy: deniedBy.map(recordTypeOf),
                value: functionOf(sheet.table, column),
                day: functionOf(sheet.table, `${column}_as_of`),
              },
            ],
      )
    : [],
)

/** Facts of a person by name. */
export type Facts = ReadonlyMap<string, Known>

/** Facts of whoever has these numbers; nobody's are not in the answer. */
export async function readFacts(
  pool: Pool,
  vault: Pick<Vault, 'hashInsz'>,
  numbers: readonly Insz[],
  today: string,
): Promise<Map<Insz, Facts>> {
  const cells = FACTS.map(({ value, day }) => `array[to_jsonb(${value}(n.person_id, $2::date)), to_jsonb(${day}(n.person_id, $2::date))]`)
  const { rows } = await pool.query<{ hash: string; cells: string }>(
    `select encode(n.insz_hash, 'hex') as hash, to_jsonb(array[${cells.join(',\n')}])::text as cells
     from directory.person_number n where n.insz_hash = any ($1::bytea[])`,
    [numbers.map((insz) => vault.hashInsz(insz)), today],
  )
  const numberOf = new Map(numbers.map((insz) => [vault.hashInsz(insz).toString('hex'), insz]))
  return new Map(
    rows.flatMap(({ hash, cells: text }) => {
      const insz = numberOf.get(hash)
      const read = JSON.parse(text) as [unknown, string | null][]
      const known = read.map(([value, day], place): [string, Known] => [FACTS[place]?.name ?? '', { value, day }])
      return insz === undefined ? [] : [[insz, new Map(known)] as const]
    }),
  )
}
