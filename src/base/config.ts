/** Settings of a hub process. This is the only reader of the environment: everything else gets what it needs from here. */
import { createHash, createPrivateKey } from 'node:crypto'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { decideMode, INSECURE, type Mode } from './mode.ts'
import type { ContractName } from './recipient.ts'
import type { StatementTimes } from './statement-times.ts'

/**
 * Master key that every development hub shares, so that ids and encrypted numbers survive a restart without any set-up.
 * It is public: a production hub refuses it.
 */
export const DEVELOPMENT_MASTER_KEY = createHash('sha256').update('doorstroom development master key: never in production').digest('base64')

type LogLevel = (typeof LOG_LEVELS)[number]
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** Validated settings. Folders are absolute paths. */
export type Config = Readonly<{
  production: boolean
  /** Whether it is in production and why, in one line. */
  modeTold: string
  host: string
  port: number
  /** Port of the numbers for monitoring; undefined: not served. */
  metricsPort: number | undefined
  /** Undefined: the embedded PostgreSQL in `dataDir`. */
  databaseUrl: string | undefined
  /** Database of released figures, as the login that owns it. Undefined: beside the hub's own, on the same server. */
  biDatabaseUrl: string | undefined
  /** Connections that this process may have at PostgreSQL, whatever they are for. */
  databaseConnections: number
  /** Longest that a statement of a contract may take; milliseconds. */
  statementMs: StatementTimes
  dataDir: string
  /** Undefined: the development issuer, on `issuerPort`. */
  oidcIssuer: string | undefined
  oidcAudience: string
  /** At least 32 bytes. It opens the key of the data, which the database keeps. */
  masterKey: Buffer
  /** Master key of before, which counts too while it is replaced. */
  previousMasterKey: Buffer | undefined
  protocolsDir: string
  incentivesDir: string
  referenceDir: string
  issuerPort: number
  logLevel: LogLevel
  /** Whether consumers of which nothing is set may send registered operations only. */
  registeredOnly: boolean
  /** Synthetic persons made at the first start of a hub with a database of its own; 0 for a database that it was given. */
  seedPersons: number
  /** Ed25519 private key (PKCS#8, base64 or PEM) that signs the seals of evidence. Undefined: one made in `dataDir`, in development only. */
  auditSigningKey: string | undefined
  /** Anchor file of the evidence: absolute path, on another disk or machine than the database where possible. */
  auditAnchorFile: string
  /** Time between two seals, and how long sealing may fail before the hub stops answering about persons; milliseconds. */
  auditSealMs: number
  auditGraceMs: number
  /** Requests under way in this process, and those that wait for their turn. Milliseconds. */
  turns: Readonly<{ inFlight: number; perConsumer: number; queue: number; waitMs: number }>
  /** What a consumer may ask per minute, over all processes: requests, fields that its documents could answer at most, and documents that it did
   *  not send before. */
  allowance: Readonly<{ requests: number; cost: number; documents: number }>
  /** Second party that is told every checkpoint: an HTTPS address, or a PostgreSQL database. Undefined: nobody is. */
  auditWitness: string | undefined
  /** Bearer token for a witness at an HTTP address. */
  auditWitnessToken: string | undefined
  /** Fixed date (YYYY-MM-DD) instead of today's, for demonstrations and tests. */
  today: string | undefined
}>

/** Settings that are wrong: one line for each, with its name and what was expected, and never its value (some are secrets). */
export class ConfigError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join('\n'), options)
    this.name = 'ConfigError'
    this.problems = problems
  }
}

const anyPort = () =>
  z.coerce.number({ error: PORT_RULE }).int({ error: PORT_RULE }).min(0, { error: PORT_RULE }).max(65_535, { error: PORT_RULE })
const port = (standard: number) => anyPort().default(standard)
const seconds = (standard: number) =>
  z.coerce.number({ error: SECONDS_RULE }).min(0.1, { error: SECONDS_RULE }).max(86_400, { error: SECONDS_RULE }).default(standard)
const SECONDS_RULE = 'must be a number of seconds from 0.1 to 86400'
const SIGNING_KEY_RULE =
  'must be an Ed25519 private key, PKCS#8 as base64 or PEM: openssl genpkey -algorithm ed25519 -outform DER | base64 -w0'
const KEY_RULE = 'must be base64 of at least 32 bytes: openssl rand -base64 32'
const DATABASE_RULE =
  'must be a postgresql:// address with a host; in a password, write @ as %40, / as %2F, ? as %3F, # as %23 and % as %25'
/** As RFC 6750 has it; what else a header could not carry. */
const BEARER_TOKEN = /^[A-Za-z0-9._~+/-]+=*$/
const WITNESS_TOKEN_RULE = 'must be a bearer token: letters, digits and . _ ~ + / - only, then perhaps ='
const WITNESS_RULE = 'must be an https address without login (http on loopback only), or a postgresql:// address'
/** Fewer would leave contracts nothing beside acts, sealing and scheduled work. */
const LEAST_CONNECTIONS = 16
const CONNECTIONS_RULE = `must be a whole number from ${LEAST_CONNECTIONS} to 1000`
const STATEMENT_SECONDS = /^\d{1,3}(\.\d)?( [A-Z_]+\/[A-Z_]+(\/FACTS)?=\d{1,3}(\.\d)?)*$/
const STATEMENT_RULE = 'must be seconds, then contracts with seconds of their own: 15 VDAB/MATCHING=30'
const PORT_RULE = 'must be a whole number from 0 to 65535'
/** Most that any of the limits on requests can be set to: more than any machine answers. */
const MOST = 1_000_000_000
const limit = (standard: number, least = 1) => {
  const error = `must be a whole number from ${least} to ${MOST}`
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(MOST, { error }).default(standard)
}
const DOCUMENTS_RULE = 'must be a whole number from 1 to 1000000'
const PERSONS_RULE = 'must be a whole number from 0 to 2000000'

const Environment = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production'], { error: 'must be development, test or production' }).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port(4000),
  METRICS_PORT: anyPort().optional(),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: DATABASE_RULE })
    .refine(isDatabaseAddress, { error: DATABASE_RULE })
    .optional(),
  BI_DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: DATABASE_RULE })
    .refine(isDatabaseAddress, { error: DATABASE_RULE })
    .optional(),
  DATABASE_CONNECTIONS: z.coerce
    .number({ error: CONNECTIONS_RULE })
    .int({ error: CONNECTIONS_RULE })
    .min(LEAST_CONNECTIONS, { error: CONNECTIONS_RULE })
    .max(1_000, { error: CONNECTIONS_RULE })
    .default(40),
  STATEMENT_SECONDS: z.string().regex(STATEMENT_SECONDS, { error: STATEMENT_RULE }).default('15'),
  DATA_DIR: z.string().default('.data'),
  OIDC_ISSUER: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }).optional(),
  OIDC_AUDIENCE: z.string().default('doorstroom'),
  HUB_MASTER_KEY: z.string().refine(isKey, { error: KEY_RULE }).optional(),
  HUB_MASTER_KEY_PREVIOUS: z.string().refine(isKey, { error: KEY_RULE }).optional(),
  PROTOCOLS_DIR: z.string().default('protocols'),
  INCENTIVES_DIR: z.string().default('incentives'),
  REFERENCE_DIR: z.string().default('reference'),
  ISSUER_PORT: port(4001),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  REGISTERED_ONLY: z.enum(['on', 'off'], { error: 'must be on or off' }).optional(),
  NEW_DOCUMENTS_PER_MINUTE: z.coerce
    .number({ error: DOCUMENTS_RULE })
    .int({ error: DOCUMENTS_RULE })
    .min(1, { error: DOCUMENTS_RULE })
    .max(1_000_000, { error: DOCUMENTS_RULE })
    .default(60),
  SEED_PERSONS: z.coerce
    .number({ error: PERSONS_RULE })
    .int({ error: PERSONS_RULE })
    .min(0, { error: PERSONS_RULE })
    .max(2_000_000, { error: PERSONS_RULE })
    .default(2000),
  AUDIT_SIGNING_KEY: z.string().refine(isSigningKey, { error: SIGNING_KEY_RULE }).optional(),
  AUDIT_ANCHOR_FILE: z.string().optional(),
  AUDIT_SEAL_SECONDS: seconds(5),
  AUDIT_GRACE_SECONDS: seconds(300),
  HUB_INSECURE: z.literal(INSECURE, { error: `must be ${INSECURE} or absent` }).optional(),
  HUB_IN_FLIGHT: limit(8, 2),
  HUB_IN_FLIGHT_PER_CONSUMER: limit(2),
  HUB_QUEUE: limit(200),
  HUB_QUEUE_SECONDS: seconds(1),
  HUB_REQUESTS_PER_MINUTE: limit(12_000),
  // No less than one document may cost.
  HUB_COST_PER_MINUTE: limit(10_000_000, 250_000),
  AUDIT_WITNESS: z.string().refine(isWitness, { error: WITNESS_RULE }).optional(),
  AUDIT_WITNESS_TOKEN: z.string().regex(BEARER_TOKEN, { error: WITNESS_TOKEN_RULE }).optional(),
  HUB_TODAY: z.iso.date({ error: 'must be a date, YYYY-MM-DD' }).optional(),
})
type Environment = z.infer<typeof Environment>

/**
 * @param env usually `process.env`; an empty variable counts as absent, as compose files pass them.
 * @throws ConfigError with all problems at once.
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = Environment.safeParse(given)
  const invalid = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  const mode = decideMode(given)
  const named = new Set(invalid.map((line) => line.split(':')[0]))
  // A setting that is wrong in itself is told once.
  const contradictions = [...pairProblems(given), ...(mode.production ? productionProblems(given) : [])]
  const unfit = contradictions.filter((line) => !named.has(line.split(':')[0]))
  const problems = [...new Set([...invalid, ...unfit])]
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems)
  return toConfig(parsed.data, mode)
}

/** Settings that mean nothing beside others, or without them. */
function pairProblems(given: Record<string, string | undefined>): string[] {
  const { HUB_MASTER_KEY: key, HUB_MASTER_KEY_PREVIOUS: previous, AUDIT_WITNESS: witness, AUDIT_WITNESS_TOKEN: token } = given
  const rules: readonly [boolean, string][] = [
    [previous !== undefined && key === undefined, 'HUB_MASTER_KEY_PREVIOUS: needs HUB_MASTER_KEY, the key that takes its place'],
    [
      previous !== undefined && key !== undefined && toKey(previous).equals(toKey(key)),
      'HUB_MASTER_KEY_PREVIOUS: must be another key than HUB_MASTER_KEY',
    ],
    [token !== undefined && witness?.startsWith('http') !== true, 'AUDIT_WITNESS_TOKEN: needs an https address in AUDIT_WITNESS'],
  ]
  return rules.flatMap(([broken, problem]) => (broken ? [problem] : []))
}

/** What a development hub has a stand-in for and a production hub must be given. */
function productionProblems(given: Record<string, string | undefined>): string[] {
  const rules: readonly [boolean, string][] = [
    [given.HUB_MASTER_KEY === undefined, 'HUB_MASTER_KEY: required in production'],
    [
      given.HUB_MASTER_KEY !== undefined && isDevelopmentKey(given.HUB_MASTER_KEY),
      'HUB_MASTER_KEY: must not be the public development key in production',
    ],
    [
      given.HUB_MASTER_KEY_PREVIOUS !== undefined && isDevelopmentKey(given.HUB_MASTER_KEY_PREVIOUS),
      'HUB_MASTER_KEY_PREVIOUS: must not be the public development key in production',
    ],
    [given.AUDIT_SIGNING_KEY === undefined, 'AUDIT_SIGNING_KEY: required in production'],
    [given.DATABASE_URL === undefined, 'DATABASE_URL: required in production'],
    [given.OIDC_ISSUER === undefined, 'OIDC_ISSUER: required in production (the development issuer does not run there)'],
    [given.OIDC_ISSUER?.startsWith('http:') === true, 'OIDC_ISSUER: must be https in production'],
    [given.HUB_INSECURE !== undefined, 'HUB_INSECURE: not allowed with NODE_ENV=production'],
    [given.HUB_TODAY !== undefined, 'HUB_TODAY: not allowed in production'],
  ]
  return rules.flatMap(([broken, problem]) => (broken ? [problem] : []))
}

function toConfig(env: Environment, { production, told }: Mode): Config {
  return Object.freeze({
    production,
    modeTold: told,
    host: env.HOST,
    port: env.PORT,
    metricsPort: env.METRICS_PORT,
    databaseUrl: env.DATABASE_URL,
    biDatabaseUrl: env.BI_DATABASE_URL,
    databaseConnections: env.DATABASE_CONNECTIONS,
    statementMs: parseStatementTimes(env.STATEMENT_SECONDS),
    dataDir: resolve(env.DATA_DIR),
    oidcIssuer: env.OIDC_ISSUER,
    oidcAudience: env.OIDC_AUDIENCE,
    masterKey: toKey(env.HUB_MASTER_KEY ?? DEVELOPMENT_MASTER_KEY),
    previousMasterKey: env.HUB_MASTER_KEY_PREVIOUS === undefined ? undefined : toKey(env.HUB_MASTER_KEY_PREVIOUS),
    protocolsDir: resolve(env.PROTOCOLS_DIR),
    incentivesDir: resolve(env.INCENTIVES_DIR),
    referenceDir: resolve(env.REFERENCE_DIR),
    issuerPort: env.ISSUER_PORT,
    logLevel: env.LOG_LEVEL,
    registeredOnly: (env.REGISTERED_ONLY ?? (production ? 'on' : 'off')) === 'on',
    seedPersons: production || env.DATABASE_URL !== undefined ? 0 : env.SEED_PERSONS,
    auditSigningKey: env.AUDIT_SIGNING_KEY,
    auditAnchorFile: resolve(env.AUDIT_ANCHOR_FILE ?? join(env.DATA_DIR, 'audit', 'anchors.ndjson')),
    auditSealMs: env.AUDIT_SEAL_SECONDS * 1000,
    auditGraceMs: env.AUDIT_GRACE_SECONDS * 1000,
    turns: {
      inFlight: env.HUB_IN_FLIGHT,
      perConsumer: env.HUB_IN_FLIGHT_PER_CONSUMER,
      queue: env.HUB_QUEUE,
      waitMs: env.HUB_QUEUE_SECONDS * 1000,
    },
    allowance: { requests: env.HUB_REQUESTS_PER_MINUTE, cost: env.HUB_COST_PER_MINUTE, documents: env.NEW_DOCUMENTS_PER_MINUTE },
    auditWitness: env.AUDIT_WITNESS,
    auditWitnessToken: env.AUDIT_WITNESS_TOKEN,
    today: env.HUB_TODAY,
  })
}

function parseStatementTimes(text: string): StatementTimes {
  const [standard = '', ...own] = text.split(' ')
  const byContract = own.map((each): [ContractName, number] => {
    const [name = '', seconds] = each.split('=')
    return [name as ContractName, 1000 * Number(seconds)]
  })
  return { standard: 1000 * Number(standard), byContract: new Map(byContract) }
}

function isKey(text: string): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) && toKey(text).length >= 32
}

function toKey(text: string): Buffer {
  return Buffer.from(text, 'base64')
}

/** Read as meant: a character of a password that is not written as it must be turns the rest of it into a port, a database or a setting. */
function isDatabaseAddress(text: string): boolean {
  try {
    const { host, username, password, pathname, search, hash, searchParams } = new URL(text)
    for (const part of [username, password, pathname]) decodeURIComponent(part)
    const isWhole = !/[@/]/.test(pathname.slice(1)) && !search.includes('@') && hash === ''
    return isWhole && (host !== '' || searchParams.has('host'))
  } catch {
    return false
  }
}

function isWitness(text: string): boolean {
  const url = URL.parse(text)
  if (url === null) return false
  if (['postgres:', 'postgresql:'].includes(url.protocol)) return true
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  return url.username === '' && (url.protocol === 'https:' || (url.protocol === 'http:' && loopback))
}

function isSigningKey(text: string): boolean {
  try {
    const der = { key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' } as const
    return createPrivateKey(text.includes('-----BEGIN') ? text : der).asymmetricKeyType === 'ed25519'
  } catch {
    return false
  }
}

/** By bytes, so that a missing "=" does not hide it. */
function isDevelopmentKey(text: string): boolean {
  return toKey(text).equals(toKey(DEVELOPMENT_MASTER_KEY))
}
