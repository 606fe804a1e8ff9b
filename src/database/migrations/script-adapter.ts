/** Database adapter of Prisma's schema engine, which runs a migration as one script. */
import { PrismaPg } from '@prisma/adapter-pg'
import { DriverAdapterError, type SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { DatabaseError, type Pool } from 'pg'

/**
 * Prisma's adapter, with scripts sent whole. Its own way cuts them at every semicolon, also in a comment or in the body of a function.
 * PostgreSQL runs a whole script in one transaction: a migration that fails leaves nothing behind.
 */
export async function connectAdapter(pool: Pool): Promise<SqlDriverAdapter> {
  const adapter = await new PrismaPg(pool).connect()
  const executeScript = async (script: string) => {
    await pool.query(script).catch(throwForEngine)
  }
  return Object.assign(adapter, { executeScript })
}

/** The engine words only errors of this class. */
function throwForEngine(error: unknown): never {
  const failure =
    error instanceof DatabaseError ? error : new DatabaseError(error instanceof Error ? error.message : String(error), 0, 'error')
  const { code = '', severity = 'ERROR', message, detail, column, hint } = failure
  throw new DriverAdapterError({ kind: 'postgres', code, severity, message, detail, column, hint })
}
