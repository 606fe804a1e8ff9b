/**
 * Facts as their descriptions in the schema put them, by a reader who knows the records and has not seen the SQL: which rows show each. True as of
 * the newest of them; else false as of the oldest coverage of every record type that could show it; else unknown.
 */
import { coveredOn, isInForce, type Row, rowsOf, type Said } from './said.ts'

export type Known = { value: unknown; day: string | null }

type Shown = { type: string; when: (row: Row, today: string) => boolean }

const inForce = (type: string, also: (values: Row['values']) => boolean = () => true): Shown => ({
  type,
  when: (row, today) => isInForce(row, today) && also(row.values),
})
const until = (type: string, day: string, also: (values: Row['values']) => boolean = () => true): Shown => ({
  type,
  when: ({ values }, today) => String(values[day]) <= today && also(values),
})
const atLeastA2 = (mode: string) => until('dutchLevel', 'reachedOn', (values) => values.mode === mode && String(values.level) >= 'A2')

/** By sheet and column. */
export const EXPECTED: Readonly<Record<string, readonly Shown[]>> = {
  'work.jobseeker_registered': [inForce('jobseekerRegistration')],
  'work.benefit_entitled': [inForce('benefitRight')],
  'work.employed': [inForce('employment', ({ cancelled }) => cancelled !== true)],
  'work.in_mediation': [inForce('jobseekerRegistration', ({ mediationStatus }) => mediationStatus === 'IN_MEDIATION')],
  'work.in_training': [
    inForce('vocationalTraining'),
    inForce('jobseekerRegistration', ({ mediationStatus }) => mediationStatus === 'IN_TRAINING'),
  ],
  'work.follows_agreed_training': [inForce('vocationalTraining', ({ agreed }) => agreed !== false)],
  'local.receives_living_wage': [inForce('livingWage')],
  'local.charged_to_ocmw': [inForce('livingWage')],
  'local.gpmi_exists': [inForce('gpmi')],
  'local.gpmi_work_oriented': [inForce('gpmi', ({ type }) => type === 'EMPLOYMENT' || type === 'TRAINING')],
  'local.article60_contract': [inForce('article60Contract')],
  'local.housing_language_duty': [inForce('socialTenancy', ({ tenant }) => tenant === true)],
  'integration.contract_signed': [until('contract', 'signedOn')],
  'integration.has_certificate': [until('certificate', 'issuedOn', ({ kind }) => kind === 'INTEGRATION')],
  'integration.track_fulfilled': [until('certificate', 'issuedOn')],
  'integration.reached_oral_a2': [atLeastA2('ORAL')],
  'integration.reached_written_a2': [atLeastA2('WRITTEN')],
  'integration.trajectory_active': [
    inForce('trajectory', ({ kind, status }) => (kind === 'OBLIGED' || kind === 'ENTITLED') && status === 'ACTIVE'),
  ],
  'integration.social_orientation_passed': [
    {
      type: 'socialOrientation',
      when: ({ values: { passed, passedOn } }, today) => passed === true && (typeof passedOn !== 'string' || passedOn <= today),
    },
  ],
}

/** What must be known. */
export function expectedOf(said: Said, shows: readonly Shown[], today: string): Known {
  const rows = shows.flatMap(({ type, when }) => rowsOf(said, type).filter((row) => when(row, today)))
  const newest = rows
    .map(({ asOf }) => asOf)
    .toSorted()
    .at(-1)
  if (newest !== undefined) return { value: true, day: newest }
  const covered = [...new Set(shows.map(({ type }) => type))].map((type) => coveredOn(said, type, today))
  if (covered.some((day) => day === undefined)) return { value: null, day: null }
  return { value: false, day: covered.toSorted()[0] ?? null }
}
