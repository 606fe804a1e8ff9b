/** Connections to PostgreSQL: roles, logins and settings. */
import { Client, type ClientConfig, type PoolConfig } from 'pg'

/** Roles of the database, by what they may do; the login takes one of them when it connects. */
export const ROLES = {
  owner: 'doorstroom_owner',
  app: 'doorstroom_app',
  sealer: 'doorstroom_sealer',
  statistics: 'doorstroom_statistics',
  jobs: 'doorstroom_jobs',
  /** Has no rights any more; the first migration names it. */
  reader: 'doorstroom_reader',
} as const
export type Role = (typeof ROLES)[keyof typeof ROLES]

/** Another login than that of the address. Unlike a role taken by the address's login, it cannot become anything else.
 *  @property password a function when it may be replaced: a pool asks it for every connection that it opens. */
export type Login = { user: string; password: string | (() => string) }

/** Connections on which nothing is said are asked by the system whether the other end is still there, so that none on the way forgets them. */
export const KEPT_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const

/**
 * Settings of a connection that acts as one role.
 * @param url PostgreSQL address; its own `options` are kept and the role comes last, so that an address cannot undo it.
 * @param as undefined: as the login of the address itself, only to make roles and databases.
 */
export function connectionConfig(
  url: string,
  as: Role | Login | undefined,
  settings: Readonly<Record<string, string | number>> = {},
): PoolConfig {
  const address = new URL(url)
  const options = [address.searchParams.get('options') ?? '', ...Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)]
  if (typeof as === 'string') options.push(`-c role=${as}`)
  const password = typeof as === 'object' ? as.password : undefined
  if (typeof as === 'object') {
    address.username = as.user
    address.password = typeof password === 'string' ? password : ''
  }
  address.searchParams.delete('options')
  const config = { connectionString: address.href, options: options.join(' ').trim(), application_name: 'doorstroom' }
  return typeof password === 'function' ? { ...config, password } : config
}

/** The same server and login, another database. */
export function withDatabase(url: string, database: string): string {
  const address = new URL(url)
  address.pathname = `/${database}`
  return address.href
}

/** The database of released figures is called as the hub's own, with this after it, unless a setting says where it is. */
export const FIGURES_SUFFIX = '_figures'

/** Name of the database of an address. */
export function databaseOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1))
}

/** Runs `work` over one connection as the login itself. */
export async function withLogin<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  return await withConnection(connectionConfig(url, undefined), work)
}

/** One connection of no pool, for one piece of work. @throws what the server says when it does not let the login in. */
export async function withConnection<T>(config: ClientConfig, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(config)
  // One that breaks between two statements is reported by the next.
  client.on('error', () => {})
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}
