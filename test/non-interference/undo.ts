/** Applies a change for the time of a question, and puts everything back as it was. */
import type { Pool, PoolClient } from 'pg'
import type { Change } from './change.ts'
import { isRestedOn, personKey } from './columns.ts'

/** Values that cannot be there (a key that exists already): the change is left out. */
const IMPOSSIBLE = /^(23\w{3}|22\w{3})$/

/** @returns undefined when the change was not possible. */
export async function whileChanged<T>(pool: Pool, change: Change, during: () => Promise<T>): Promise<T | undefined> {
  const saved = await save(pool, change)
  const applied = await inTransaction(pool, async (client) => {
    for (const { text, values } of change.statements) await client.query(text, values)
  })
  if (!applied) return undefined
  try {
    return await during()
  } finally {
    await undo(pool, change, saved)
  }
}

type Saved = Map<string, string>

/** @throws when something cannot be put back: what is asked later would be asked of another world. */
async function undo(pool: Pool, change: Change, saved: Saved): Promise<void> {
  if (!(await inTransaction(pool, (client) => restore(client, change, saved)))) throw new Error(`not undone: ${change.what}`)
}

async function save(pool: Pool, { tables, persons }: Change): Promise<Saved> {
  const saved: Saved = new Map()
  for (const table of tables) {
    const { rows } = await pool.query<{ all: string }>(
      `select coalesce(jsonb_agg(to_jsonb(t) order by ctid), '[]')::text as all from ${table} t where ${personKey(table)} = any ($1)`,
      [persons],
    )
    saved.set(table, rows[0]?.all ?? '[]')
  }
  return saved
}

async function restore(client: PoolClient, { tables, persons, column }: Change, saved: Saved): Promise<void> {
  if (column !== undefined && tables.some(isRestedOn)) {
    for (const table of tables) await restoreColumn(client, table, column, saved.get(table))
    return
  }
  // Rows go with their person, and come after it.
  for (const table of tables) await client.query(`delete from ${table} where ${personKey(table)} = any ($1)`, [persons])
  for (const table of tables.toSorted((a, b) => Number(b === 'directory.person') - Number(a === 'directory.person')))
    await client.query(`insert into ${table} select (jsonb_populate_record(null::${table}, r)).* from jsonb_array_elements($1::jsonb) r`, [
      saved.get(table),
    ])
}

/** Puts one column back where it is: other rows hang on these, and would go with them. */
async function restoreColumn(client: PoolClient, table: string, column: string, rows: string | undefined): Promise<void> {
  await client.query(
    `update ${table} t set ${column} = before.${column}
      from jsonb_array_elements($1::jsonb) r, jsonb_populate_record(null::${table}, r) before where t.id = before.id`,
    [rows],
  )
}

async function inTransaction(pool: Pool, work: (client: PoolClient) => Promise<void>): Promise<boolean> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await work(client)
    await client.query('commit')
    return true
  } catch (error) {
    await client.query('rollback')
    if (IMPOSSIBLE.test(String((error as { code?: unknown }).code))) return false
    throw error
  } finally {
    client.release()
  }
}
