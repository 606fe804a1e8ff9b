/** What is wrong with the address of a database: one sentence for each cause, without a word of the address. */
import type { Client } from 'pg'
import { connectionConfig, withConnection } from './connection.ts'

/** Oldest PostgreSQL of which the rights work as the hub needs them: a role that makes roles may give them without becoming them. */
export const OLDEST_VERSION = 16

const POOLER =
  'must lead to PostgreSQL itself: a pooler such as PgBouncer keeps back the start-up options by which the hub takes its roles, and shares sessions that hold locks; the hub pools its connections itself, so set the address of the server behind the pooler'

const CERTIFICATE = 'the certificate of the server is not trusted: check it, or name its authority with sslrootcert in the address'

/** By SQLSTATE of the server, or code of the network. */
const CAUSES: Readonly<Record<string, string>> = {
  '28P01': 'the server refuses the user or the password',
  '28000': 'the server does not let this user in from this machine: check pg_hba.conf',
  '3D000': 'the server has no such database',
  '53300': 'the server has no connection left: raise max_connections, or stop other programs',
  '57P03': 'the server is starting or stopping: try again in a moment',
  '08P01': POOLER,
  ENOTFOUND: 'the name of the host is not known: check the host',
  EAI_AGAIN: 'the name server is not responding: check the host',
  ECONNREFUSED: 'nothing answers at this host and port: check them, and that PostgreSQL runs',
  EHOSTUNREACH: 'the host cannot be reached: check the host and the firewall',
  ENETUNREACH: 'the host cannot be reached: check the host and the firewall',
  ETIMEDOUT: 'the host is not responding: check the host, the port and the firewall',
  ECONNRESET: 'the connection was cut: check that the port is PostgreSQL’s',
  ENOENT: 'a file that it names does not exist',
}

const TLS = /^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH)/

/** Cause of a connection that was not made. @returns undefined when it is something else. */
export function describeConnectFailure(error: unknown): string | undefined {
  if (error instanceof AggregateError) return error.errors.map(describeConnectFailure).find((cause) => cause !== undefined)
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error ? String(error.code) : ''
  if (TLS.test(code)) return CERTIFICATE
  if (/does not support SSL/.test(error.message)) return 'the server has no encryption: set it up there, or change sslmode in the address'
  if (/timeout expired|connection timeout/i.test(error.message)) return CAUSES.ETIMEDOUT
  return CAUSES[code]
}

/** Longest that a connection may take to be made, milliseconds. */
const CONNECT_MS = 10_000

/** A setting of no meaning, of which the server says whether it came through. */
const MARK = 'doorstroom.direct'

/**
 * Connects once, and asks what the hub needs of a server before it does anything there.
 * @returns what is wrong with the address, or undefined. @throws what is no matter of the address.
 */
export async function findAddressProblem(url: string): Promise<string | undefined> {
  const config = { ...connectionConfig(url, undefined, { [MARK]: 'yes' }), connectionTimeoutMillis: CONNECT_MS }
  return await withConnection(config, findServerProblem).catch((error: unknown) => {
    const cause = describeConnectFailure(error)
    if (cause === undefined) throw error
    return cause
  })
}

async function findServerProblem(client: Client): Promise<string | undefined> {
  const { rows } = await client.query<{ mark: string | null; version: number }>(
    `select current_setting('${MARK}', true) as mark, current_setting('server_version_num')::int as version`,
  )
  const [found] = rows
  if (found?.mark !== 'yes') return POOLER
  return found.version < OLDEST_VERSION * 10_000 ? `must lead to PostgreSQL ${OLDEST_VERSION} or newer` : undefined
}
