/** Connections of the hub to its database. */
import { PrismaPg } from '@prisma/adapter-pg'
import { Pool, types } from 'pg'
import { PrismaClient } from '../generated/prisma/client.ts'
import { connectionConfig, type Login, ROLES, type Role } from './connection.ts'
import { statementClient } from './statement-client.ts'

/** The hub's connections. Dates, timestamps and JSON come as PostgreSQL's own text on `pool`, and as objects through Prisma. */
export type Database = {
  /** Address with the password: never log it. */
  url: string
  /** As `doorstroom_app`, for compiled reads. */
  pool: Pool
  /** The same role, on connections that take further statements before the answer to the first: for loading, not for cursors. */
  bulk: Pool
  /** Writes and rare reads, over the same connections. */
  prisma: PrismaClient
  /** Connections of another login; the caller ends them. */
  openAs(login: Login): Pool
  /** Waits for running statements; may be called again. */
  close(): Promise<void>
}

export type PoolOptions = {
  connections?: number
  /** Longest that one statement may take; 0: no limit. */
  statementTimeoutMs?: number
  /** Whether statements are sent without waiting for the answers to those before them. */
  pipeline?: boolean
  /** Longest that a statement may wait for what another one holds; 0: no limit of its own. */
  lockTimeoutMs?: number
}

const CONNECTIONS = 16
/** Of one other login: there are several. */
const LOGIN_CONNECTIONS = 8
/** Connections of another login that nobody used for this long are closed. */
const LOGIN_IDLE_MS = 300_000
const STATEMENT_TIMEOUT_MS = 15_000

/** Opens connections to a database that is migrated; none is made before the first statement. */
export function connectDatabase(url: string, options: PoolOptions = {}): Database {
  const pool = openPool(url, ROLES.app, options)
  const bulk = openPool(url, ROLES.app, { ...options, pipeline: true })
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
  let closing: Promise<void> | undefined
  const close = async () => {
    await prisma.$disconnect()
    await Promise.all([pool.end(), bulk.end()])
  }
  return {
    url,
    pool,
    bulk,
    prisma,
    openAs: (login) => openPool(url, login, { ...options, connections: options.connections ?? LOGIN_CONNECTIONS }),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

/**
 * Connections that act as one role or login: `doorstroom_app` for the hub, `doorstroom_owner` for migrations and maintenance,
 * `doorstroom_sealer` for seals, `doorstroom_statistics` for counting, `doorstroom_reader` for published figures. The caller ends the pool.
 */
export function openPool(url: string, as: Role | Login, options: PoolOptions = {}): Pool {
  const settings = {
    statement_timeout: options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS,
    TimeZone: 'UTC',
    lock_timeout: options.lockTimeoutMs ?? 0,
    // Compiled statements look every person up once: remembering lookups never pays, and PostgreSQL would often try. Their plans do not depend on
    // the values: where PostgreSQL expects eight askers to be cheaper than the ten that it plans for, it would plan anew each time.
    ...(typeof as === 'string' ? {} : { enable_memoize: 'off', plan_cache_mode: 'force_generic_plan' }),
  }
  const pool = new Pool({
    ...connectionConfig(url, as, settings),
    max: options.connections ?? CONNECTIONS,
    // Other logins run what callers ask, of which there is no end.
    ...(typeof as === 'string' ? {} : { Client: statementClient() }),
    // A closed connection forgets its prepared statements.
    idleTimeoutMillis: typeof as === 'string' && options.pipeline !== true ? 0 : LOGIN_IDLE_MS,
    pipeline: options.pipeline ?? false,
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser: findParser },
  })
  // An idle connection that breaks (a restart of the database) is replaced at the next statement, which reports what it meets.
  pool.on('error', () => {})
  return pool
}

const AS_TEXT = new Set<number>([
  types.builtins.DATE,
  types.builtins.TIMESTAMP,
  types.builtins.TIMESTAMPTZ,
  types.builtins.JSON,
  types.builtins.JSONB,
])

const asText = (text: string): string => text

/** As `pg` parses, except what would cost time to parse and to print again, and would turn dates into local time. */
const findParser: typeof types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  AS_TEXT.has(oid) ? asText : types.getTypeParser(oid, format)
