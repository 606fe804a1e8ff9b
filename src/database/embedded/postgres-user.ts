/** PostgreSQL refuses to run as root. A hub that runs as root starts it as the system user "postgres". */
import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Numbers of the user that owns the data. */
type Owner = { uid: number; gid: number }
/** How to start a program of PostgreSQL: words before its command line, or the user for `spawn`; who owns the data when not this user. */
export type Runner = { prefix: readonly string[]; spawnAs: Owner | undefined; owner: Owner | undefined }

/**
 * @param folders that the programs must enter: their own and the data folder.
 * @throws when this process is root and there is no way to run them as another user.
 */
export function chooseRunner(folders: readonly string[]): Runner {
  if (process.getuid?.() !== 0) return { prefix: [], spawnAs: undefined, owner: undefined }
  const owner = postgresUser()
  if (folders.every((folder) => canEnter(folder, owner))) return { prefix: [], spawnAs: owner, owner }
  return { prefix: withCapability(owner, folders), spawnAs: undefined, owner }
}

/** User and group number of "postgres"; made when the machine does not have it. */
function postgresUser(): Owner {
  try {
    return readIds()
  } catch {
    createUser()
    return readIds()
  }
}

function readIds(): Owner {
  const number = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  return { uid: number('-u'), gid: number('-g') }
}

function createUser(): void {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'], {
      stdio: 'ignore',
    })
  } catch {
    throw new Error(
      'PostgreSQL does not run as root and the user "postgres" could not be created: start the hub as another user, or set DATABASE_URL',
    )
  }
}

/** Whether the user may pass through every folder on the way, such as not through /root. */
function canEnter(folder: string, user: Owner): boolean {
  const { mode, uid, gid } = statSync(folder)
  const execute = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
  if ((mode & execute) === 0) return false
  return folder === dirname(folder) || canEnter(dirname(folder), user)
}

/**
 * Below a closed folder (/root, a private temporary folder) the server keeps one capability of root: to pass through folders.
 * That changes nothing on the machine, where opening the folder to everybody would.
 */
function withCapability({ uid, gid }: Owner, folders: readonly string[]): string[] {
  const capability = passCapability()
  if (capability === undefined) {
    throw new Error(
      `user "postgres" has no access to ${folders.join(' or ')}: move the project, or set DATA_DIR to a folder to which it has access`,
    )
  }
  const kept = `-all,+${capability}`
  const user = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
  // Without the last, access(2), by which PostgreSQL looks for its own programs, would not count the capability.
  return ['setpriv', ...user, `--inh-caps=${kept}`, `--ambient-caps=${kept}`, `--bounding-set=${kept}`, '--securebits=+no_setuid_fixup']
}

/** The narrowest that this process has; containers usually have only the second. */
function passCapability(): string | undefined {
  const status = readFileSync('/proc/self/status', 'utf8')
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`)
  if ((effective & 4n) !== 0n) return 'dac_read_search'
  return (effective & 2n) !== 0n ? 'dac_override' : undefined
}
