/** A hub with released figures, for the tests of the doors. */

import { createDisclosureControl } from '../../src/activities/statistics/release/control.ts'
import { type DisclosureControl, type ReleaseOutcome, releaseTables } from '../../src/activities/statistics/release/job.ts'
import { TABLE_NAMES } from '../../src/activities/statistics/tables/catalogue.ts'
import type { Database } from '../../src/database/client.ts'
import { openPool } from '../../src/database/client.ts'
import { ROLES } from '../../src/database/connection.ts'

type Wish = { period?: string; asOf?: string; tables?: readonly string[]; reason?: string; control?: DisclosureControl }

/** Releases tables as the command does. */
export async function releaseFigures(database: Pick<Database, 'url'>, wish: Wish = {}): Promise<ReleaseOutcome[]> {
  const pool = openPool(database.url, ROLES.statistics, { connections: 1, statementTimeoutMs: 0 })
  try {
    return await releaseTables({
      pool,
      control: wish.control ?? (await createDisclosureControl()),
      tables: wish.tables ?? TABLE_NAMES,
      period: wish.period ?? '2025',
      asOf: wish.asOf ?? '2026-11-23',
      reason: wish.reason ?? null,
    })
  } finally {
    await pool.end()
  }
}

/** The population has no incentives: one assessment for every second person, of which most are decided and half are granted. */
export async function addIncentives({ pool }: Pick<Database, 'pool'>): Promise<void> {
  await pool.query(`insert into incentive.assessment (id, organisation_id, person_id, incentive, contract, rule_version_id, rule_version, outcome, requirements, facts_sealed, opened_at, looked_on)
    select gen_random_uuid(), o.id, p.id, 'start-bonus', 'OCMW/INCENTIVE_DECISION', 1, 1, 'ELIGIBLE', '{}', '', timestamptz '2025-05-01 12:00Z', '2025-05-01'
    from (select id, row_number() over (order by id) as place from directory.person) p
    join (select kind, min(id) as id, row_number() over (order by kind) as turn from directory.organisation where kind in ('INTEGRATION_AGENCY', 'VDAB', 'OCMW', 'MUNICIPALITY') group by kind) o
      on o.turn = 1 + (p.place / 2) % 4
    where p.place % 2 = 0`)
  await pool.query(`insert into incentive.decision (id, assessment_id, organisation_id, person_id, incentive, rule_version_id, rule_version, as_of, outcome, requirements, facts_sealed, kind, reason, confirmed, decided_at, decided_by)
    select gen_random_uuid(), id, organisation_id, person_id, incentive, 1, 1, '2025-05-02', outcome, '{}', '', (case when place % 3 = 0 then 'REFUSED' else 'GRANTED' end)::incentive.decision_kind, 'test', '{}',
      timestamptz '2025-05-02 12:00Z', 'test'
    from (select *, row_number() over (order by person_id) as place from incentive.assessment) a where place % 4 > 0`)
}
