/** An OCMW of before a merger of municipalities: it holds files, and then another stands for it. */
import type { RunningHub } from '../attack/running-hub.ts'

/** @property code its KBO number. @property merge it ends, and OCMW Gent succeeds it. */
export type Merging = { code: string; merge(): Promise<void> }

export async function createMerging({ pool }: RunningHub): Promise<Merging> {
  const { rows } = await pool.query<{ id: number }>('select 1 + greatest(max(id), 290000) as id from directory.organisation')
  const id = rows[0]?.id ?? 0
  const code = `0${String(999_000_000 + (id % 100_000))}`
  await pool.query("insert into directory.organisation (id, kind, name, valid_from) values ($1, 'OCMW', 'OCMW Vroeger', '1977-01-01')", [
    id,
  ])
  await pool.query("insert into directory.organisation_code (scheme, code, organisation_id, placeholder) values ('KBO', $2, $1, true)", [
    id,
    code,
  ])
  return {
    code,
    merge: async () => {
      await pool.query(
        `update directory.organisation set valid_until = '2026-11-01',
           successor_id = (select organisation_id from directory.organisation_code where code = '0212214125') where id = $1`,
        [id],
      )
    },
  }
}
