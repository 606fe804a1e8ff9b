/** Loading a batch with COPY, and what makes loading many of them fast: frozen rows, and indexes built once at the end. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { columnsOf, TABLE_NAMES, type TableName } from './tables.ts'

/** Sends the rows of a batch, table by table, at the pace at which the database takes them. @returns rows per table. */
export async function copyBatch(
  client: ClientBase,
  rows: ReadonlyMap<TableName, { text: string; rows: number }>,
  options: { freeze: boolean },
): Promise<void> {
  for (const name of TABLE_NAMES) {
    const text = rows.get(name)?.text
    if (text === undefined) continue
    const statement = `copy ${name} (${columnsOf(name).join(', ')}) from stdin${options.freeze ? ' with (freeze)' : ''}`
    await pipeline(Readable.from([text]), client.query(copyFrom(statement)))
  }
}

/** Takes the secondary indexes and the keys to persons away inside the running transaction. @returns the statements that make them again, and check them. */
export async function dropIndexes(client: ClientBase): Promise<string[]> {
  const keys = await client.query<{ table: string; name: string; definition: string }>(
    `select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
     from pg_constraint
     where conrelid = any($1::regclass[])
       and confrelid = 'directory.person'::regclass
     order by 1, 2`,
    [TABLE_NAMES],
  )
  for (const { table, name } of keys.rows) await client.query(`alter table ${table} drop constraint ${name}`)
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select index.indexrelid::regclass::text as name, pg_get_indexdef(index.indexrelid) as definition
     from pg_index index
     where index.indrelid = any($1::regclass[])
       and not exists (select from pg_constraint where conindid = index.indexrelid)
     order by index.indexrelid`,
    [TABLE_NAMES],
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  const again = keys.rows.map(({ table, name, definition }) => `alter table ${table} add constraint ${name} ${definition}`)
  return [...rows.map(({ definition }) => definition), ...again]
}

/** Builds indexes and gathers statistics, so that the first query after the commit is planned as the thousandth. */
export async function finishTables(client: ClientBase, indexes: readonly string[]): Promise<void> {
  for (const definition of indexes) await client.query(definition)
  await client.query(`analyze ${TABLE_NAMES.join(', ')}`)
}
