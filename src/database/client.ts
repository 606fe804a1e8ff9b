/** Connections of the hub to its database. */
import { PrismaPg } from '@prisma/adapter-pg'
import { type Pool, TypeOverrides, types } from 'pg'
import { PrismaClient } from '../generated/prisma/client.ts'
import { connectionConfig, type Login, ROLES, type Role } from './connection.ts'
import { createConnectionLimit } from './connection-limit.ts'
import { createHeartbeat, type Heartbeat } from './heartbeat.ts'
import { type ConnectionOpening, HubPool, type PoolGuards, statementClient } from './hub-pool.ts'

/** The hub's connections. Dates, timestamps and JSON come as PostgreSQL's own text on `pool`, and as objects through Prisma. */
export type Database = {
  /** Address with the password: never log it. */
  url: string
  /** Connections that this process may have open at once, whatever they are for. */
  mostConnections: number
  /** As `doorstroom_app`, for compiled reads. */
  pool: Pool
  /** The same role, on connections that take further statements before the answer to the first: for loading, not for cursors. */
  bulk: Pool
  /** Writes and rare reads, over the same connections. */
  prisma: PrismaClient
  /** Connections of another kind, within the same bound. They end with the database, unless the caller ended them before. */
  open(role: Role, options?: PoolOptions): Pool
  /** The same of another login. */
  openAs(login: Login, options?: PoolOptions): Pool
  /** Waits for running statements, and until every connection is closed; may be called again. */
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
  /** Passed by every connection that is opened. */
  opening?: ConnectionOpening
}

/** @property mostConnections bound on all connections together. @property waitMs longest wait for one of them. */
export type DatabaseOptions = PoolOptions & { mostConnections?: number; waitMs?: number }

/** Connections of a process on its database, unless it is told otherwise. */
export const MOST_CONNECTIONS = 40
/** Of one pool. */
const CONNECTIONS = 16
/** Of one other login: there are several. */
const LOGIN_CONNECTIONS = 8
/** Connections of another login that nobody used for this long are closed. */
const LOGIN_IDLE_MS = 300_000
export const STATEMENT_TIMEOUT_MS = 15_000
/** Longest wait for a connection that is free, or for a new one. */
const WAIT_MS = 5_000
/** PostgreSQL ends a statement that takes too long; what does not even say so by then is lost. */
const UNANSWERED_MS = 2_000

/** Opens connections to a database that is migrated; none is made before the first statement. */
export function connectDatabase(url: string, options: DatabaseOptions = {}): Database {
  const { mostConnections = MOST_CONNECTIONS, ...defaults } = options
  const { heartbeat, ...guards } = createGuards(url, options)
  const pools: Pool[] = []
  const open = (as: Role | Login, own: PoolOptions = {}) => {
    const pool = createPool(url, as, { ...defaults, ...own }, guards)
    pools.push(pool)
    return pool
  }
  const pool = open(ROLES.app)
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
  let closing: Promise<void> | undefined
  const close = async () => {
    await prisma.$disconnect()
    await Promise.all(pools.map((each) => each.end()))
    await heartbeat.close()
  }
  return {
    url,
    mostConnections,
    pool,
    bulk: open(ROLES.app, { pipeline: true }),
    prisma,
    open,
    openAs: (login, own) => open(login, { connections: options.connections ?? LOGIN_CONNECTIONS, ...own }),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

/** One connection of the bound is the heartbeat's own. */
function createGuards(
  url: string,
  { mostConnections = MOST_CONNECTIONS, waitMs = WAIT_MS }: DatabaseOptions,
): PoolGuards & { heartbeat: Heartbeat } {
  const limit = createConnectionLimit({ most: mostConnections - 1, waitMs })
  return { limit, heartbeat: createHeartbeat(url, limit) }
}

/**
 * Connections that act as one role or login: `doorstroom_app` for the hub, `doorstroom_owner` for migrations and maintenance,
 * `doorstroom_sealer` for seals, `doorstroom_statistics` for counting, `doorstroom_reader` for published figures. The caller ends the pool.
 */
export function openPool(url: string, as: Role | Login, options: PoolOptions = {}): Pool {
  const { limit, heartbeat } = createGuards(url, { mostConnections: 1 + (options.connections ?? CONNECTIONS) })
  return createPool(url, as, options, { limit, onEnd: heartbeat.close })
}

function createPool(url: string, as: Role | Login, options: PoolOptions, guards: PoolGuards): Pool {
  const statementTimeoutMs = options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS
  const settings = {
    statement_timeout: statementTimeoutMs,
    TimeZone: 'UTC',
    lock_timeout: options.lockTimeoutMs ?? 0,
    // Compiled statements look every person up once: remembering lookups never pays, and PostgreSQL would often try. Their plans do not depend on
    // the values: where PostgreSQL expects eight askers to be cheaper than the ten that it plans for, it would plan anew each time.
    ...(typeof as === 'string' ? {} : { enable_memoize: 'off', plan_cache_mode: 'force_generic_plan' }),
  }
  const config = {
    ...connectionConfig(url, as, settings),
    max: options.connections ?? CONNECTIONS,
    // Other logins run what callers ask, of which there is no end.
    ...(typeof as === 'string' ? {} : { Client: statementClient() }),
    // A closed connection forgets its prepared statements.
    idleTimeoutMillis: typeof as === 'string' && options.pipeline !== true ? 0 : LOGIN_IDLE_MS,
    pipeline: options.pipeline ?? false,
    connectionTimeoutMillis: WAIT_MS,
    ...(statementTimeoutMs === 0 ? {} : { query_timeout: statementTimeoutMs + UNANSWERED_MS }),
    types: PARSERS,
  }
  return new HubPool(config, { ...guards, ...(options.opening === undefined ? {} : { opening: options.opening }) })
}

/** As `pg` parses, except what would cost time to parse and to print again, and would turn dates into local time: that stays text. */
const PARSERS = new TypeOverrides()
const { DATE, TIMESTAMP, TIMESTAMPTZ, JSON: JSON_TEXT, JSONB } = types.builtins
for (const type of [DATE, TIMESTAMP, TIMESTAMPTZ, JSON_TEXT, JSONB]) PARSERS.setTypeParser(type, String)
