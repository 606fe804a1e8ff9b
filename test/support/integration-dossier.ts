/** Fictional dossiers for the facts of the integration domain. */
import { type Columns, covering, type Known } from './fact-probe.ts'

/** OCMW that asks. */
export const OWN_OCMW = 4402
export const OTHER_OCMW = 1202

/** Day after the one on which the probe asks. */
export const TOMORROW = '2026-11-24'

type Rows = Record<string, readonly Columns[]>

const COVERED = covering('certificate', 'contract', 'trajectory', 'socialOrientation', 'dutchLevel', 'dutchCourse')

/** A person about whom sources cover the integration domain, with these rows in it. */
export const dossier = (rows: Rows = {}, person: Columns = {}): Known => {
  const known: Record<string, readonly Columns[]> = {}
  for (const [table, columns] of Object.entries<readonly Columns[]>({ coverage: COVERED, ...rows })) known[`integration.${table}`] = columns
  return { person, rows: known }
}
/** The same person, about whom no source covers anything. */
export const uncovered = (known: Known): Known => ({ ...known, rows: { ...known.rows, 'integration.coverage': [] } })
/** Active trajectory without hours of its own, with Dutch courses of these hours a week (null: not reported). */
export const courses = (...hours: (number | null)[]): Rows => ({
  ...period('OBLIGED', 'ACTIVE'),
  dutch_course: hours.map((weekly_hours, index) => ({ valid_from: '2026-09-01', module: `M${index}`, dayparts: [], weekly_hours })),
})
/** Status in the target group since 2024. */
export const status = (type: string, more: Columns = {}): Rows => ({
  target_group: [{ member: true, type, valid_from: '2024-01-01', ...more }],
})
/** Contract with all parts but participation, under the rules of today unless said otherwise. */
export const contract = (signed_on: string, more: Columns = {}): Rows => ({
  contract: [{ signed_on, regime: 'SINCE_SEPTEMBER_2023', social_orientation: true, dutch: true, work: true, ...more }],
})
/** Certificate, or statement of effort. */
export const attest = (issued_on: string, kind = 'INTEGRATION'): Rows => ({ certificate: [{ kind, issued_on }] })
/** Trajectory status since 2026. */
export const period = (kind: string, state: string | null, more: Columns = {}): Rows => ({
  trajectory: [{ kind, status: state, valid_from: '2026-01-01', ...more }],
})
/** Level of Dutch reached. */
export const level = (mode: string, reached: string, reached_on = '2026-01-01'): Rows => ({
  dutch_level: [{ mode, level: reached, reached_on }],
})
/** Dutch course since September 2026. */
export const course = (more: Columns): Rows => ({ dutch_course: [{ valid_from: '2026-09-01', ...more }] })
/** A person of whom intake learned this. */
export const intake = (columns: Columns): Known => dossier({ background: [columns] })

/** A person with a GPMI at the asking OCMW and one objective. */
export const withObjective = (objective: Columns, rows: Rows = {}, project: Columns = {}): Known => {
  const known = dossier(rows)
  return {
    rows: {
      ...known.rows,
      'local.gpmi': [{ organisation_id: OWN_OCMW, type: 'SOCIAL_INTEGRATION', valid_from: '2026-01-01', ...project }],
      'local.gpmi_objective': [
        { organisation_id: OWN_OCMW, kind: 'DUTCH', level: 'A2', mode: 'ORAL', agreed_on: '2026-02-01', ...objective },
      ],
    },
  }
}
