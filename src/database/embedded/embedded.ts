/** PostgreSQL that the hub starts itself, for one machine: data in `<DATA_DIR>/postgres`, on loopback only. */
import { readFileSync } from 'node:fs'
import type { Client } from 'pg'
import { FIGURES_SUFFIX, withLogin } from '../connection.ts'
import { REVOKE_PUBLIC_RIGHTS } from '../public-rights.ts'
import {
  type Cluster,
  findPostmaster,
  freeStaleLock,
  initialiseCluster,
  locateCluster,
  SUPERUSER,
  startServer,
  stopServer,
} from './cluster.ts'
import { findHolder, lockFolder } from './folder-lock.ts'
import { findFreePort } from './free-port.ts'
import { type EmbeddedFailure, keepRunning } from './keep-running.ts'
import { postgresSettings } from './postgres-settings.ts'

export type EmbeddedOptions = {
  dataDir: string
  /** Use the server of a hub that already runs on the folder, as commands beside a running hub do. */
  share?: boolean
  /** False in tests only: data may be lost when the machine fails. */
  durable?: boolean
  /** Another free port is taken when this one is not free. */
  port?: number
  /** Told when the server had ended and was started again, on the same port and data. */
  onStartedAgain?: () => void
  /** Told when the server ended and cannot be started again; until then it is. */
  onLost?: (error: EmbeddedFailure) => void
}

export type EmbeddedServer = {
  /** Address of the hub's database, with the password: never log it. */
  url: string
  port: number
  /** Whether the server is another process's, and stays when this one stops. */
  shared: boolean
  /** Waits for a clean shutdown; may be called again. */
  stop(): Promise<void>
}

/** Login and database of the hub. The login may make roles and databases, and is no superuser. */
const HUB = 'doorstroom'
const FIGURES = `${HUB}${FIGURES_SUFFIX}`
const STANDARD_PORT = 54_320

/** @throws FolderInUse when another hub runs on the folder and `share` is not set; otherwise with a message that says what to do. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const cluster = locateCluster(options.dataDir)
  const running = options.share === true && findHolder(cluster.lock) !== undefined ? findPostmaster(cluster) : undefined
  if (running !== undefined) return { ...describe(cluster, running.port), shared: true, stop: async () => {} }
  const durable = options.durable ?? true
  const release = lockFolder(cluster.lock)
  try {
    await initialiseCluster(cluster, durable)
    await stopAbandoned(options.dataDir)
    const port = await findFreePort(options.port ?? STANDARD_PORT)
    const settings = postgresSettings({ port, durable })
    await startServer(cluster, settings)
    await prepareHub(cluster, port)
    const leave = watch(cluster, settings, options)
    return { ...describe(cluster, port), shared: false, stop: stopOnce(cluster, leave, release) }
  } catch (error) {
    release()
    throw error
  }
}

/** @returns what ends the watch: from then on a server that ends was meant to. */
function watch(cluster: Cluster, settings: Record<string, string | number>, options: EmbeddedOptions): () => Promise<void> {
  return keepRunning({
    isRunning: () => findPostmaster(cluster) !== undefined,
    start: async () => {
      freeStaleLock(cluster)
      await startServer(cluster, settings)
    },
    told: options.onStartedAgain ?? (() => {}),
    lost: options.onLost ?? (() => {}),
    advice: `see ${cluster.log}`,
  })
}

/** Stops the server of a hub that was killed, and clears what a crash of the server left. */
export async function stopAbandoned(dataDir: string): Promise<void> {
  const cluster = locateCluster(dataDir)
  await stopServer(cluster)
  freeStaleLock(cluster)
}

/** Stops at the end of the process too, when an error skipped the orderly way. */
function stopOnce(cluster: Cluster, leave: () => Promise<void>, release: () => void): () => Promise<void> {
  const atExit = () => {
    const server = findPostmaster(cluster)
    if (server !== undefined) process.kill(server.pid, 'SIGINT')
    release()
  }
  process.once('exit', atExit)
  const stop = async () => {
    await leave()
    await stopServer(cluster)
    process.removeListener('exit', atExit)
    release()
  }
  let stopping: Promise<void> | undefined
  return () => {
    stopping ??= stop()
    return stopping
  }
}

function describe(cluster: Cluster, port: number): { url: string; port: number } {
  return { url: address({ user: HUB, database: HUB, password: readPassword(cluster), port }), port }
}

function address(to: { user: string; database: string; password: string; port: number }): string {
  return `postgresql://${to.user}:${to.password}@127.0.0.1:${to.port}/${to.database}`
}

function readPassword(cluster: Cluster): string {
  return readFileSync(cluster.passwordFile, 'utf8')
}

/** The hub's login and its two databases, when this is the first start; and what an administrator does for figures on any other server. */
async function prepareHub(cluster: Cluster, port: number): Promise<void> {
  const to = { user: SUPERUSER, password: readPassword(cluster), port }
  await withLogin(address({ ...to, database: 'postgres' }), async (client) => {
    if (!(await hasDatabase(client, HUB))) {
      await client.query(`drop role if exists ${HUB}`)
      await client.query(`create role ${HUB} login createrole createdb password ${client.escapeLiteral(to.password)}`)
      await client.query(`create database ${HUB} owner ${HUB}`)
    }
    if (!(await hasDatabase(client, FIGURES))) await client.query(`create database ${FIGURES} owner ${HUB}`)
    await client.query(`revoke all on database postgres, template1, ${HUB} from public`)
  })
  await withLogin(address({ ...to, database: FIGURES }), (client) => client.query(REVOKE_PUBLIC_RIGHTS))
}

async function hasDatabase(client: Client, name: string): Promise<boolean> {
  return (await client.query('select from pg_database where datname = $1', [name])).rowCount !== 0
}
