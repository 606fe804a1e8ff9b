/** Where the objects of a newcomer come from, in words of the tables: which rows, in which order. */
import { holdsOn, type Row, standsFor, type World } from './world.ts'

export type Asking = { world: World; recipient: string; organisation: number; person: string }

type Source = { table: string; list: boolean; keep?: (row: Row, asking: Asking) => boolean; before: (a: Row, b: Row) => number }

const text = (value: unknown) => (value === null || value === undefined ? '' : String(value))
const ascending = (column: string) => (a: Row, b: Row) =>
  text(a[column]) < text(b[column]) ? -1 : text(a[column]) > text(b[column]) ? 1 : 0
const descending = (column: string) => (a: Row, b: Row) => ascending(column)(b, a)
const then =
  (...orders: ((a: Row, b: Row) => number)[]) =>
  (a: Row, b: Row) =>
    orders.map((order) => order(a, b)).find((result) => result !== 0) ?? 0

const now = (row: Row, { world }: Asking) => holdsOn(row, world.today)
const heldHere = (row: Row, { world, organisation }: Asking) => standsFor(world, organisation, row.organisation_id)
/** Of files that a register can have said too. */
const heldHereOrByNobody = (row: Row, asking: Asking) => row.organisation_id === null || heldHere(row, asking)
const clientHere = (_row: Row, { world, organisation, person }: Asking) =>
  world
    .rowsOf('directory.relationship', person)
    .some(
      (row) =>
        row.organisation_id === organisation &&
        (row.capacity === 'LIVING_WAGE_CLIENT' || row.capacity === 'GPMI_CLIENT') &&
        holdsOn(row, world.today),
    )
const hostedHere = (row: Row, { world, organisation }: Asking) =>
  [...world.organisations.values()].some(({ id, nis_code }) => nis_code === row.host_nis_code && standsFor(world, organisation, id))

/** Of rows that two holders have alike, the lower number first; those of a register last. */
const byHolder = (a: Row, b: Row) =>
  Number(a.organisation_id ?? Number.POSITIVE_INFINITY) - Number(b.organisation_id ?? Number.POSITIVE_INFINITY) || 0

const latest = descending('valid_from')
const KINDS = ['OBLIGED', 'ENTITLED', 'DUTCH_ONLY', 'GUIDANCE']
const byKind = (a: Row, b: Row) => KINDS.indexOf(text(a.kind)) - KINDS.indexOf(text(b.kind))
const list = (table: string, before: Source['before'], keep?: Source['keep']): Source => ({
  table,
  list: true,
  before: then(before, byHolder),
  ...(keep ? { keep } : {}),
})
const first = (table: string, keep?: Source['keep']): Source => ({
  table,
  list: false,
  before: then(latest, descending('as_of'), byHolder),
  ...(keep ? { keep } : {}),
})

const isSide = ({ sender_id, receiver_id, sent_at, state }: Row, { world, organisation }: Asking) =>
  state !== 'ENTERED_IN_ERROR' &&
  (standsFor(world, organisation, sender_id) || (standsFor(world, organisation, receiver_id) && sent_at !== null))

/** To an agency, rows of the dossier are those that it holds and those of the register; everybody else is granted those of all. */
const dossierOf =
  (keep: Source['keep'] = () => true): Source['keep'] =>
  (row, asking) =>
    keep(row, asking) && (asking.recipient !== 'INTEGRATION_AGENCY' || heldHereOrByNobody(row, asking))

/** By field of Newcomer. */
const SOURCES: Record<string, Source> = {
  address: first('directory.residence', now),
  municipality: first('directory.residence', now),
  residenceTitle: first('directory.residence_title', now),
  targetGroup: first('integration.target_group', dossierOf(now)),
  counsellor: {
    ...first(
      'integration.trajectory',
      dossierOf((row, asking) => now(row, asking) && (row.counsellor_name !== null || row.counsellor_unit !== null)),
    ),
    before: then(latest, byKind, descending('as_of'), byHolder),
  },
  intake: { ...first('integration.background', dossierOf()), before: then(descending('as_of'), byHolder) },
  integrationRegistrations: list('integration.registration', descending('registered_on'), dossierOf()),
  integrationContracts: list('integration.contract', descending('signed_on'), dossierOf()),
  signaturePostponements: list('integration.signature_postponement', latest, dossierOf()),
  trajectories: list('integration.trajectory', then(latest, byKind), dossierOf()),
  socialOrientations: list('integration.social_orientation', descending('started_on'), dossierOf()),
  dutchIntakes: list('integration.dutch_intake', descending('held_on'), dossierOf()),
  dutchLevels: list('integration.dutch_level', then(ascending('mode'), descending('level')), dossierOf()),
  knownLanguages: list('integration.known_language', ascending('language'), dossierOf()),
  participations: list('integration.participation', latest, dossierOf()),
  participationsHostedHere: list('integration.participation', latest, dossierOf(hostedHere)),
  infringements: list('integration.infringement', then(descending('established_on'), ascending('type_code')), dossierOf()),
  fees: list('integration.fee', then(descending('due_on'), ascending('item')), dossierOf()),
  jobseekerRegistration: first('work.jobseeker_registration', now),
  jobseekerRegistrations: list('work.jobseeker_registration', latest),
  availabilityExemptions: list('work.availability_exemption', latest),
  vocationalTrainings: list('work.vocational_training', latest),
  controlTransmissions: list('work.control_transmission', descending('transmitted_on')),
  jobseekerProfile: first('work.jobseeker_profile'),
  benefitRights: list('work.benefit_right', latest),
  employments: list('work.employment', then(latest, ascending('declaration'))),
  gpmi: first('local.gpmi', (row, asking) => now(row, asking) && heldHere(row, asking)),
  gpmiProjects: list('local.gpmi', latest, heldHere),
  gpmiEvaluations: list('local.gpmi_evaluation', descending('planned_on'), heldHere),
  livingWages: list('local.living_wage', then(latest, ascending('equivalent')), heldHere),
  household: first('local.household', (row, asking) => now(row, asking) && heldHereOrByNobody(row, asking)),
  socialStatutes: list('local.social_statute', then(latest, ascending('name')), (row, asking) =>
    row.organisation_id === null ? clientHere(row, asking) : heldHere(row, asking),
  ),
  article60Employments: list('local.article60_contract', latest, heldHere),
  referrals: list('referral.referral', then(descending('changed_at'), ascending('id')), isSide),
  debtMediations: list('local.debt_mediation', latest, heldHere),
}

/** Fields of Newcomer that the oracle has these objects of. */
export const KNOWN_ROWS: readonly string[] = Object.keys(SOURCES)

/** Objects of Newcomer that the oracle does not look up: what it checks of them is who sees them. */
export const ROWS_BY_VISIBILITY_ONLY: readonly string[] = [
  'certificates',
  'dutchCourses',
  'gpmiIntegrationObjective',
  'gpmiObjectives',
  'incentiveAssessments',
  'incentiveDecisions',
  'replacedInsz',
]

/** Columns that are not called as their field. Null: computed, so compared by visibility only. */
const COLUMNS: Record<string, string | null> = {
  'Address.municipalityName': 'municipality',
  'Municipality.nisCode': null,
  'Municipality.name': null,
  'Municipality.province': null,
  'ResidenceTitle.asylumProcedureState': 'asylum_state',
  'Counsellor.name': 'counsellor_name',
  'Counsellor.unit': 'counsellor_unit',
  'Fee.exemptionGround': null,
  'Referral.fhirStatus': null,
  'Referral.fhirBusinessStatus': null,
  'Referral.direction': null,
  'Referral.may': null,
  'Referral.dueOn': null,
  'Referral.overdue': null,
  'Household.childrenUnder12': 'children_under_12',
  'Gpmi.partyAgency': null,
  'FileHolder.code': null,
}

/** Rows behind an object field, in order; undefined when the oracle does not say. */
export function rowsBehind(field: string, asking: Asking): { list: boolean; rows: readonly Row[] } | undefined {
  const source = SOURCES[field]
  if (source === undefined) return undefined
  const rows = asking.world.rowsOf(source.table, asking.person).filter((row) => source.keep?.(row, asking) ?? true)
  return { list: source.list, rows: rows.toSorted(source.before).slice(0, source.list ? 100 : 1) }
}

/** Column behind a scalar field of an object; undefined when it is computed. */
export function columnBehind(coordinate: string): string | undefined {
  const special = COLUMNS[coordinate]
  if (special !== undefined) return special ?? undefined
  return coordinate.split('.')[1]?.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
