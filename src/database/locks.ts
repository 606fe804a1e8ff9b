/**
 * Every lock of the hub: what processes wait for each other on, by name. A lock is a table without rows, because PostgreSQL gives the right to lock
 * table by table: a login without that right can make nobody wait. Advisory locks have no rights: whoever connects can take any number.
 *
 * The lock ends with its transaction, and so with the connection. It is taken before the first row is read, so that a transaction of which all
 * statements see one snapshot sees what the holder before it has committed.
 */
import type { Client } from 'pg'
import { ROLES, withLogin } from './connection.ts'
import { inTransaction } from './transaction.ts'

/** Locks by name, each with the role that may take it (prisma/migrations/…_locks). */
const LOCKS = {
  /** Making roles and applying migrations. */
  migrations: ROLES.owner,
  /** A pass of the sealer. */
  sealing: ROLES.sealer,
  /** Making the functions of fact sheets. */
  fact_functions: ROLES.owner,
  /** Giving the logins of contracts their rights. */
  contract_logins: ROLES.owner,
  /** A batch of a delivery: two that meet the same new person would make it twice. */
  deliveries: ROLES.app,
  /** Loading the reference data. */
  reference: ROLES.app,
  /** Loading a synthetic population. */
  population: ROLES.owner,
  /** Numbering the versions of a release. */
  release: ROLES.statistics,
} as const

export type LockName = keyof typeof LOCKS
export const LOCK_NAMES = Object.keys(LOCKS) as LockName[]
export const lockRole = (name: LockName): string => LOCKS[name]

/** Schema of the tables. */
const LOCK_SCHEMA = 'lock'

/** Statement that takes a lock until the end of the transaction, as the role of the lock. */
export function takeLock(name: LockName): { text: string; values: unknown[] } {
  return { text: `lock table ${LOCK_SCHEMA}.${name} in exclusive mode`, values: [] }
}

/**
 * Runs work that uses connections of its own while one more holds the lock.
 * @param url as the hub's own login, which may act as the owner.
 */
export async function holdLock<T>(url: string, name: 'migrations' | 'contract_logins', work: () => Promise<T>): Promise<T> {
  return await withLogin(url, async (client) => {
    const locked = async () => {
      await ((await hasLocks(client)) ? takeAsOwner(client, name) : client.query(BEFORE_LOCKS))
      return await work()
    }
    return await inTransaction(client, locked)
  })
}

/** Before the first migrations there is no table to lock. Nobody but the hub's login has rights in such a database. */
const BEFORE_LOCKS = { text: 'select pg_advisory_xact_lock($1)', values: [7_210_426] }

async function hasLocks(client: Client): Promise<boolean> {
  const { rowCount } = await client.query('select from pg_class where relnamespace = (select oid from pg_namespace where nspname = $1)', [
    LOCK_SCHEMA,
  ])
  return rowCount !== 0
}

async function takeAsOwner(client: Client, name: LockName): Promise<void> {
  await client.query(`set local role ${ROLES.owner}`)
  await client.query(takeLock(name))
}
