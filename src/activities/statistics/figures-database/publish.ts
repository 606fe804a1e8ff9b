/** Brings the database of figures up to the releases that are stored: all that is missing, in one transaction. */
import type { Client, Pool } from 'pg'
import { withLogin } from '../../../database/connection.ts'
import { inTransaction } from '../../../database/transaction.ts'
import { insertCells, listReleases, readFigures, type StoredRelease } from '../release/store.ts'
import { ensureViews } from './views.ts'

/**
 * @param from may read `statistics` of the hub's own database. @param url database of figures, as its owner; its tables are there.
 * @returns how many releases it did not have. @throws when it has a release with other figures than the hub's own.
 */
export async function publishFigures(from: Pick<Pool, 'query'>, url: string): Promise<number> {
  return await withLogin(url, async (client) => {
    return await inTransaction(client, async () => {
      // Readers go on; a second publication waits.
      await client.query('lock table statistics.release in share row exclusive mode')
      const published = await readDigests(client)
      const releases = await listReleases(from)
      for (const release of releases) assertSame(release, published.get(keyOf(release)))
      const missing = releases.filter((release) => !published.has(keyOf(release)))
      for (const release of missing) await copyRelease(from, client, release)
      await ensureViews(client)
      return missing.length
    })
  })
}

const keyOf = ({ table, period, version }: Pick<StoredRelease, 'table' | 'period' | 'version'>) => `${table} ${period} version ${version}`

async function readDigests(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query<Pick<StoredRelease, 'table' | 'period' | 'version' | 'digest'>>(
    `select table_name as table, period, version, encode(digest, 'hex') as digest from statistics.release`,
  )
  return new Map(rows.map((row) => [keyOf(row), row.digest]))
}

/** A database that another hub fills, or a hub restored from before a release. */
function assertSame(release: StoredRelease, published: string | undefined): void {
  if (published !== undefined && published !== release.digest)
    throw new Error(
      `The database of figures has other figures for ${keyOf(release)}: it belongs to another hub, or one of the two was restored.`,
    )
}

async function copyRelease(from: Pick<Pool, 'query'>, client: Client, release: StoredRelease): Promise<void> {
  const { rows } = await from.query<{ computed_at: string }>('select computed_at from statistics.release where id = $1', [release.id])
  const { id, table, period, version, asOf, method, definition, utility, audit, digest, reason } = release
  const json = [method, definition, utility, audit].map((part) => JSON.stringify(part))
  await client.query(
    `insert into statistics.release (id, table_name, period, version, as_of, method, definition, utility, audit, digest, reason, computed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, decode($10, 'hex'), $11, $12)`,
    [id, table, period, version, asOf, ...json, digest, reason, rows[0]?.computed_at],
  )
  await insertCells(client, id, definition, await readFigures(from, release))
}
