/** An empty database beside the real one, in which the schema engine replays migrations to see where they lead. */
import { randomUUID } from 'node:crypto'
import { ColumnTypeEnum, type SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { type FieldDef, type Pool, type QueryArrayConfig, type QueryArrayResult, types } from 'pg'
import { withDatabase } from '../connection.ts'
import { connectAdapter } from './script-adapter.ts'

/**
 * The adapter's own shadow database drops the database while its connection is open, which PostgreSQL refuses.
 * @param pool of a login that may make databases.
 * @param open makes a pool for an address.
 */
export async function connectToShadow(pool: Pool, url: string, open: (url: string) => Pool): Promise<SqlDriverAdapter> {
  const database = `doorstroom_shadow_${randomUUID().replaceAll('-', '')}`
  await pool.query(`create database ${database}`)
  const shadow = open(withDatabase(url, database))
  const adapter = await connectAdapter(shadow)
  readCatalog(adapter, shadow)
  adapter.dispose = async () => {
    await shadow.end()
    await pool.query(`drop database ${database}`)
  }
  return adapter
}

/**
 * Makes the adapter read the catalog of PostgreSQL 18 for the engine. Its answers have a type that the adapter refuses ("char": one
 * letter), and its constraints a kind that the engine does not know (not null).
 */
function readCatalog(adapter: SqlDriverAdapter, shadow: Pool): void {
  const letters = new WeakMap<object, ReadonlySet<number>>()
  const script: (text: string) => Promise<unknown> = shadow.query.bind(shadow)
  const query: (config: QueryArrayConfig) => Promise<QueryArrayResult> = shadow.query.bind(shadow)
  Object.assign(shadow, {
    query: async (config: QueryArrayConfig | string) => {
      // A script: its answers go nowhere.
      if (typeof config === 'string') return await script(config)
      const result = await query(config)
      letters.set(result.rows, hideLetters(result.fields))
      return result
    },
  })
  const { queryRaw } = adapter
  adapter.queryRaw = async (statement) => {
    const sql = statement.sql.replace("NOT IN ('p', 'u', 'f')", "NOT IN ('p', 'u', 'f', 'n')")
    const result = await queryRaw.call(adapter, { ...statement, sql })
    const columns = letters.get(result.rows)
    return { ...result, columnTypes: result.columnTypes.map((type, index) => (columns?.has(index) ? ColumnTypeEnum.Character : type)) }
  }
}

/** @returns the columns that were "char" and now pass as text. */
function hideLetters(fields: readonly FieldDef[]): Set<number> {
  const found = new Set<number>()
  fields.forEach((field, index) => {
    if (field.dataTypeID !== types.builtins.CHAR) return
    field.dataTypeID = types.builtins.TEXT
    found.add(index)
  })
  return found
}
