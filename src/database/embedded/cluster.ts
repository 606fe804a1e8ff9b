/** The cluster of the embedded server on disk, and starting and stopping its server. */
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { findPostgresBinaries } from './postgres-binaries.ts'
import { chooseRunner, type Runner } from './postgres-user.ts'
import { findCommand } from './process-alive.ts'
import { runProgram } from './run-program.ts'

/** Superuser of the embedded server; the hub itself logs in as a user with less. */
export const SUPERUSER = 'postgres'

export type Cluster = { data: string; lock: string; passwordFile: string; log: string; runner: Runner; pgCtl: string; initdb: string }

/** Folders and programs for a data folder; makes the folder. @throws when this user cannot run PostgreSQL there. */
export function locateCluster(dataDir: string): Cluster {
  // Passing through is enough for the server's own user; every file inside is closed.
  if (!existsSync(dataDir)) mkdirSync(dataDir, { recursive: true, mode: 0o711 })
  const binaries = findPostgresBinaries()
  const data = join(dataDir, 'postgres')
  return {
    data,
    lock: join(dataDir, 'hub.lock'),
    passwordFile: join(dataDir, 'postgres.password'),
    log: join(data, 'server.log'),
    runner: chooseRunner([dataDir, binaries.folder]),
    ...binaries,
  }
}

/** Makes the cluster when there is none: aside, so that an interrupted first start leaves no half cluster. */
export async function initialiseCluster(cluster: Cluster, durable: boolean): Promise<void> {
  if (existsSync(join(cluster.data, 'PG_VERSION'))) return
  const aside = `${cluster.data}.new`
  const passwordCopy = `${cluster.passwordFile}.new`
  rmSync(aside, { recursive: true, force: true })
  mkdirSync(aside, { mode: 0o700 })
  const password = randomBytes(24).toString('base64url')
  writeSecret(cluster.passwordFile, password)
  writeSecret(passwordCopy, password)
  const { owner } = cluster.runner
  if (owner !== undefined) for (const path of [aside, passwordCopy]) chownSync(path, owner.uid, owner.gid)
  try {
    await runProgram(cluster.runner, cluster.initdb, [...initdbArguments(aside, passwordCopy), ...(durable ? [] : ['--no-sync'])])
  } finally {
    rmSync(passwordCopy, { force: true })
  }
  putInPlace(aside, cluster.data)
}

/** A folder that holds something is never replaced: it may be somebody's data. */
function putInPlace(aside: string, data: string): void {
  try {
    renameSync(aside, data)
  } catch (error) {
    rmSync(aside, { recursive: true, force: true })
    throw new Error(`${data} contains files that are not PostgreSQL data: move them, or set DATA_DIR to another folder`, { cause: error })
  }
}

/** Built-in collation: the same order on every machine, whatever locales it has. */
function initdbArguments(data: string, passwordFile: string): string[] {
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const access = [`--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  return [`--pgdata=${data}`, ...locale, ...access, '--no-instructions']
}

/** Processes of a server that was killed hold its memory until they notice, and no other one may start meanwhile. */
const STILL_ENDING = /shared memory block .* is still in use/
const ENDING_MS = 10_000
const AGAIN_MS = 100

/** @throws with the server's own words when it does not start. */
export async function startServer(cluster: Cluster, settings: Record<string, string | number>): Promise<void> {
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)
  const args = ['start', '-w', '-s', '-t', '60', '-D', cluster.data, '-l', cluster.log, '-o', flags.join(' ')]
  const until = performance.now() + ENDING_MS
  for (;;) {
    rmSync(cluster.log, { force: true })
    try {
      return await runProgram(cluster.runner, cluster.pgCtl, args)
    } catch (error) {
      const said = existsSync(cluster.log) ? readFileSync(cluster.log, 'utf8').trim().split('\n').slice(-5).join('\n') : ''
      if (!STILL_ENDING.test(said) || performance.now() > until)
        throw new Error(`the embedded PostgreSQL in ${cluster.data} did not start:\n${said}`, { cause: error })
      await wait(AGAIN_MS)
    }
  }
}

/** Ends all connections, writes everything to disk, waits. Nothing to do when no server runs. */
export async function stopServer(cluster: Cluster): Promise<void> {
  if (findPostmaster(cluster) === undefined) return
  await runProgram(cluster.runner, cluster.pgCtl, ['stop', '-w', '-s', '-m', 'fast', '-t', '60', '-D', cluster.data])
}

/** Process and port of the server that runs on the cluster. Undefined when none does, whatever a lock left by a crash says. */
export function findPostmaster(cluster: Cluster): { pid: number; port: number } | undefined {
  const lock = join(cluster.data, 'postmaster.pid')
  if (!existsSync(lock)) return undefined
  const lines = readFileSync(lock, 'utf8').split('\n')
  const [pid, port] = [Number(lines[0]), Number(lines[3])]
  const command = findCommand(pid)
  return command?.includes('postgres') === true && command.includes(cluster.data) ? { pid, port } : undefined
}

/** No process has this number: Linux ends at it. */
const NOBODY = 4_194_304

/**
 * A crash leaves a lock whose process number another program may have by now; PostgreSQL would then refuse to start. Only that number is replaced: by
 * the rest of the lock PostgreSQL sees whether processes of the server before still work on the data, and two servers on it would destroy it.
 */
export function freeStaleLock(cluster: Cluster): void {
  const lock = join(cluster.data, 'postmaster.pid')
  if (!existsSync(lock) || findPostmaster(cluster) !== undefined) return
  const [, ...others] = readFileSync(lock, 'utf8').split('\n')
  writeFileSync(lock, [NOBODY, ...others].join('\n'))
}

function writeSecret(file: string, text: string): void {
  rmSync(file, { force: true })
  writeFileSync(file, text, { mode: 0o600 })
}
