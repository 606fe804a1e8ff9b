/** A hub with released figures, for the tests of the doors. */

import type { Database } from '../../src/database/client.ts'
import { openPool } from '../../src/database/client.ts'
import { ROLES } from '../../src/database/connection.ts'
import { createDisclosureControl } from '../../src/statistics/release/control.ts'
import { type DisclosureControl, type Outcome, releaseTables } from '../../src/statistics/release/job.ts'
import { ensureViews } from '../../src/statistics/release/views.ts'
import { TABLE_NAMES } from '../../src/statistics/tables/catalogue.ts'

type Wish = { period?: string; asOf?: string; tables?: readonly string[]; reason?: string; control?: DisclosureControl }

/** Releases tables as the command does. */
export async function releaseFigures(database: Pick<Database, 'url'>, wish: Wish = {}): Promise<Outcome[]> {
  const pool = openPool(database.url, ROLES.statistics, { connections: 1, statementTimeoutMs: 0 })
  const owner = openPool(database.url, ROLES.owner, { connections: 1 })
  try {
    const outcomes = await releaseTables({
      pool,
      control: wish.control ?? (await createDisclosureControl()),
      tables: wish.tables ?? TABLE_NAMES,
      period: wish.period ?? '2025',
      asOf: wish.asOf ?? '2026-11-23',
      reason: wish.reason ?? null,
    })
    await ensureViews(owner)
    return outcomes
  } finally {
    await Promise.all([pool.end(), owner.end()])
  }
}
