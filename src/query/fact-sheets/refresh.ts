/** Computes fact sheets: what holds of some persons on a day, as the statement of an answer would compute it. */
import type { PoolClient } from 'pg'
import { inTransaction } from '../../database/transaction.ts'
import { computedValue, type FactSheet, sheetColumns } from '../fact-sheet.ts'

/** Persons computed in one transaction: whoever changes their domain's rows waits for it, a fraction of a second. */
export const PERSONS_AT_ONCE = 2_000

/**
 * Computes the sheets of some persons and commits. It waits for transactions that have changed rows of the domain, and makes new ones wait: the
 * result depends on everything that was committed, and whatever is committed later takes the sheet out of use again.
 * @param day YYYY-MM-DD, in Belgium. @param persons internal ids; those whom nobody knows (any more) get no sheet.
 */
export async function computeSheets(client: PoolClient, sheet: FactSheet, day: string, persons: readonly string[]): Promise<void> {
  await inTransaction(client, async () => {
    // Persons come before their rows: whoever erases one of them has the person first, too.
    await client.query({ name: 'hold_persons', text: HOLD_PERSONS, values: [persons] })
    await client.query(`lock table ${sheet.table} in share row exclusive mode`)
    await client.query({ name: `compute_${sheet.table}`, text: statementOf(sheet), values: [day, persons] })
  })
}

const HOLD_PERSONS = 'select from directory.person where id = any($1::uuid[]) order by id for key share'

/** Persons whose sheet was taken out of use by a change, at most PERSONS_AT_ONCE. */
export async function listOutdated(client: PoolClient, { table }: FactSheet): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select s.person_id as id
      from ${table} s
      join directory.person p on p.id = s.person_id
      where s.day = '-infinity'
      limit ${PERSONS_AT_ONCE}`,
  )
  return rows.map(({ id }) => id)
}

/** @property due those without sheet of the day. @property last where the next part begins; null when there is none. */
export type RefreshStep = { due: string[]; last: string | null }

/** Looks at the next persons by id. @param after the last one of the part before; null at the beginning. */
export async function refreshNext(client: PoolClient, { table }: FactSheet, day: string, after: string | null): Promise<RefreshStep> {
  const { rows } = await client.query<{ id: string; due: boolean }>({
    name: `look_at_${table}`,
    text: `select p.id, s.day is distinct from $1::date as due
      from (select id from directory.person where id > $2::uuid order by id limit ${PERSONS_AT_ONCE}) p
      left join ${table} s on s.person_id = p.id
      order by p.id`,
    values: [day, after ?? BEFORE_ALL],
  })
  const last = rows.length < PERSONS_AT_ONCE ? null : (rows.at(-1)?.id ?? null)
  return { due: rows.filter(({ due }) => due).map(({ id }) => id), last }
}

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

const statements = new WeakMap<FactSheet, string>()

/** Statement that computes a sheet: made once, for expressions stay what they are while a process runs. */
function statementOf(sheet: FactSheet): string {
  const known = statements.get(sheet) ?? writeStatement(sheet)
  statements.set(sheet, known)
  return known
}

function writeStatement(sheet: FactSheet): string {
  const { table } = sheet
  const declared = sheetColumns(sheet)
  const columns = Object.keys(declared)
  const values = Object.values(declared).map(({ stored }) => computedValue(stored, 'h_p.id', '$1::date'))
  return `insert into ${table} (person_id, day, ${columns.join(', ')})
    select h_p.id, $1::date, ${values.join(',\n      ')}
    from directory.person h_p
    where h_p.id = any ($2::uuid[])
    on conflict (person_id) do update
    set (day, ${columns.join(', ')}) = row (excluded.day, ${columns.map((column) => `excluded.${column}`).join(', ')})`
}
