/** The row check of the peers on `pg`: persons whom the caller's organisation knows, as one statement each. */
import { BENCH_DAY } from '../../setup/dataset.ts'
import type { Newcomer } from './fields.ts'

const PERSON = `r.newcomer_id as id, r.person_id as "personId", p.family_name as "familyName", p.given_names as "givenNames", p.birth_date as "birthDate", p.sex,
  p.nationality, p.contact_language as "contactLanguage", p.interpreter_needed as "interpreterNeeded", p.first_registered_on as "firstRegisteredOn"`
const AGENCY = `'TRAJECTORY_CLIENT', 'ACCEPTED_REFERRAL'`
const scope = (capacities: string) => `directory.relationship r join directory.person p on p.id = r.person_id
  where r.organisation_id = $1 and r.capacity in (${capacities}) and r.valid_from <= $2::date and (r.valid_until is null or r.valid_until > $2::date)`

type Query = (statement: { name: string; text: string; values: unknown[] }) => Promise<{ rows: Newcomer[] }>

/** Persons of an organisation. */
export type Scope = {
  one(organisation: number, id: string): Promise<Newcomer | null>
  /** One more than `first` when there are more. */
  page(organisation: number, first: number, after: string | undefined): Promise<readonly Newcomer[]>
  /** In the order of the ids; null where the organisation does not know the person. */
  batch(organisation: number, ids: readonly string[]): Promise<readonly (Newcomer | null)[]>
}

const ONE = `select ${PERSON} from ${scope(AGENCY)} and r.newcomer_id = $3::uuid limit 1`
const PAGE = `select distinct on (r.newcomer_id) ${PERSON} from ${scope(AGENCY)} and r.newcomer_id > $3::uuid order by r.newcomer_id limit $4`
const BATCH = `select ${PERSON} from ${scope(`'JOBSEEKER'`)} and r.newcomer_id = any($3::uuid[])`
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

export function createScope(query: Query): Scope {
  return {
    one: async (organisation, id) => (await query({ name: 'one', text: ONE, values: [organisation, BENCH_DAY, id] })).rows[0] ?? null,
    page: async (organisation, first, after) =>
      (await query({ name: 'page', text: PAGE, values: [organisation, BENCH_DAY, after ?? BEFORE_ALL, first + 1] })).rows,
    batch: async (organisation, ids) => {
      const { rows } = await query({ name: 'batch', text: BATCH, values: [organisation, BENCH_DAY, ids] })
      const found = new Map(rows.map((row) => [row.id, row]))
      return ids.map((id) => found.get(id) ?? null)
    },
  }
}
