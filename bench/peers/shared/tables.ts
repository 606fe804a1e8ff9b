/** Tables that peers read per person, with the columns that the questions need. Dates are `YYYY-MM-DD`. */
import { BENCH_DAY } from '../../setup/dataset.ts'

type Period = { validFrom: string; validUntil: string | null }

export type Tables = {
  residence: Period & { nisCode: string | null; name: string | null }
  residenceTitle: Period & { cardType: string | null; labourMarketAccess: string | null }
  targetGroup: Period & { type: string | null; subtype: string | null }
  dutchCourse: Period & { id: string; level: string | null }
  integrationDossier: { asOf: string }
  contract: { signedOn: string }
  trajectory: Period & { kind: string; status: string | null }
  dutchLevel: { mode: string; level: string; reachedOn: string }
  certificate: { kind: string; issuedOn: string }
  workDossier: { asOf: string }
  jobseekerRegistration: Period & { registeredOn: string; mediationStatus: string | null }
  vocationalTraining: Period
  employment: Period & { cancelled: boolean }
  household: Period & { size: number; childrenUnder12: number }
}
export type TableName = keyof Tables

/** Rows of one person, from whatever loader a peer has. */
export type RowsOf = <Name extends TableName>(table: Name) => Promise<readonly Tables[Name][]>

const PERIOD = 'valid_from as "validFrom", valid_until as "validUntil"'

/** Columns and table of each; persons are asked for in one batch as $1. */
const SELECTS: Record<TableName, [columns: string, from: string]> = {
  residence: [
    `h.valid_from as "validFrom", h.valid_until as "validUntil", coalesce(s.nis_code, h.nis_code) as "nisCode", coalesce(s.name, m.name, h.municipality) as name`,
    `directory.residence h left join directory.municipality m on m.nis_code = h.nis_code
      left join directory.municipality s on s.nis_code = m.successor_code and m.valid_until <= '${BENCH_DAY}'`,
  ],
  residenceTitle: [`card_type as "cardType", labour_market_access as "labourMarketAccess", ${PERIOD}`, 'directory.residence_title'],
  targetGroup: [`type, subtype, ${PERIOD}`, 'integration.target_group'],
  dutchCourse: [`id, level, ${PERIOD}`, 'integration.dutch_course'],
  integrationDossier: ['as_of as "asOf"', 'integration.dossier'],
  contract: ['signed_on as "signedOn"', 'integration.contract'],
  trajectory: [`kind, status, ${PERIOD}`, 'integration.trajectory'],
  dutchLevel: ['mode, level, reached_on as "reachedOn"', 'integration.dutch_level'],
  certificate: ['kind, issued_on as "issuedOn"', 'integration.certificate'],
  workDossier: ['as_of as "asOf"', 'work.dossier'],
  jobseekerRegistration: [
    `registered_on as "registeredOn", mediation_status as "mediationStatus", ${PERIOD}`,
    'work.jobseeker_registration',
  ],
  vocationalTraining: [PERIOD, 'work.vocational_training'],
  employment: [`cancelled, ${PERIOD}`, 'work.employment'],
  household: [`size, children_under_12 as "childrenUnder12", ${PERIOD}`, 'local.household'],
}

type Query = (statement: { name: string; text: string; values: unknown[] }) => Promise<{ rows: Record<string, unknown>[] }>

/** Rows of a batch of persons, in their order. @param query runs a prepared statement. */
export async function readRows<Name extends TableName>(query: Query, table: Name, persons: readonly string[]): Promise<Tables[Name][][]> {
  const [columns, from] = SELECTS[table]
  const { rows } = await query({
    name: table,
    text: `select person_id as "of", ${columns} from ${from} where person_id = any($1::uuid[])`,
    values: [persons],
  })
  const groups = Map.groupBy(rows, ({ of }) => of)
  return persons.map((person) => (groups.get(person) ?? []) as Tables[Name][])
}
