/** Who is in scope of a contract, and for whom which conditions hold, by plain selects. */
import type { Pool } from 'pg'
import type { OracleContract } from '../oracle/contracts.ts'
import { opens, readWorld } from '../oracle/world.ts'

export type Scope = { inside: string[]; outside: string[] }

export async function readScope(pool: Pool, organisation: number, capacities: ReadonlySet<string>, today: string): Promise<Scope> {
  const { rows } = await pool.query<{ id: string; inside: boolean }>(
    `select p.id, exists (select from directory.relationship r where r.person_id = p.id and r.organisation_id = $1 and r.capacity::text = any ($2)
       and r.valid_from <= $3::date and (r.valid_until is null or r.valid_until > $3::date)) as inside from directory.person p order by p.id`,
    [organisation, [...capacities], today],
  )
  return {
    inside: rows.filter(({ inside }) => inside).map(({ id }) => id),
    outside: rows.filter(({ inside }) => !inside).map(({ id }) => id),
  }
}

const CONDITION_TABLES = ['directory.relationship', 'directory.consent', 'local.gpmi', 'local.gpmi_objective', 'work.jobseeker_profile']

/** Coordinates that are open for a person, by person. */
export async function readOpen(
  pool: Pool,
  contract: OracleContract,
  organisation: number,
  today: string,
): Promise<(person: string) => Set<string>> {
  const world = await readWorld(pool, today, CONDITION_TABLES)
  return (person) => {
    const open = [...contract.rules].filter(([, when]) => when === null || opens({ world, contract, organisation, person }, when))
    return new Set(open.map(([coordinate]) => coordinate))
  }
}
