/** Facts about a newcomer that the oracle tells by itself, from rows, in plain code. Every other one is named, and compared by visibility only. */
import type { Asking } from './rows.ts'
import { holdsOn, type Row } from './world.ts'

type Fact = (asking: Asking, person: Row) => unknown

const rows = ({ world, person }: Asking, table: string) => world.rowsOf(table, person)
const inForce = (asking: Asking, table: string) => rows(asking, table).filter((row) => holdsOn(row, asking.world.today))

/** Whether a source says today that the rows of a record type about the person are all there are. */
const isCovered = (asking: Asking, domain: string, type: string) =>
  inForce(asking, `${domain}.coverage`).some(({ record_type }) => record_type === type)
/** True when shown, false when a source covers the record type by which it would show, else unknown. */
const shown = (asking: Asking, [domain, type]: readonly [domain: string, type: string], is: boolean) =>
  is ? true : isCovered(asking, domain, type) ? false : null
const lastWord = (asking: Asking, domain: string) => rows(asking, `${domain}.dossier`)[0]?.as_of ?? null
const until = (row: Row, column: string, { world }: Asking) => row[column] !== null && String(row[column]) <= world.today

const reached =
  (mode: string): Fact =>
  (asking) => {
    const levels = rows(asking, 'integration.dutch_level').filter((row) => row.mode === mode && until(row, 'reached_on', asking))
    return shown(
      asking,
      ['integration', 'dutchLevel'],
      levels.some(({ level }) => String(level) >= 'A2'),
    )
  }

const column =
  (name: string): Fact =>
  (_asking, person) =>
    person[name] ?? null

/** What the newest intake says of it, of whatever agency. */
const intake =
  (name: string): Fact =>
  (asking) =>
    rows(asking, 'integration.background')
      .filter((row) => row[name] !== null)
      .toSorted((a, b) => `${b.as_of}`.localeCompare(`${a.as_of}`) || `${a.source}`.localeCompare(`${b.source}`))[0]?.[name] ?? null

const FACTS: Record<string, Fact> = {
  familyName: column('family_name'),
  givenNames: column('given_names'),
  birthDate: column('birth_date'),
  sex: column('sex'),
  nationality: column('nationality'),
  countryOfBirth: column('country_of_birth'),
  firstRegisteredOn: column('first_registered_on'),
  directoryAsOf: (_asking, person) => (`${person.source}`.endsWith('(mention)') ? null : person.as_of),
  phone: column('phone'),
  email: column('email'),
  contactLanguage: column('contact_language'),
  interpreterNeeded: column('interpreter_needed'),
  integrationAsOf: (asking) => lastWord(asking, 'integration'),
  workAsOf: (asking) => lastWord(asking, 'work'),
  localAsOf: (asking) => lastWord(asking, 'local'),
  contractSigned: (asking) =>
    shown(
      asking,
      ['integration', 'contract'],
      rows(asking, 'integration.contract').some((row) => until(row, 'signed_on', asking)),
    ),
  hasCertificate: (asking) => {
    const certificates = rows(asking, 'integration.certificate').filter(({ kind }) => kind === 'INTEGRATION')
    return shown(
      asking,
      ['integration', 'certificate'],
      certificates.some((row) => until(row, 'issued_on', asking)),
    )
  },
  socialOrientationPassed: (asking) => {
    const tests = rows(asking, 'integration.social_orientation').filter(({ passed }) => passed === true)
    return shown(
      asking,
      ['integration', 'socialOrientation'],
      tests.some((row) => row.passed_on === null || until(row, 'passed_on', asking)),
    )
  },
  reachedOralA2: reached('ORAL'),
  reachedWrittenA2: reached('WRITTEN'),
  needsChildcare: intake('childcare_obstacle'),
  feeIsBarrier: intake('fee_is_barrier'),
  receivesLivingWage: (asking) => shown(asking, ['local', 'livingWage'], inForce(asking, 'local.living_wage').length > 0),
  gpmiExists: (asking) => shown(asking, ['local', 'gpmi'], inForce(asking, 'local.gpmi').length > 0),
  housingLanguageDuty: (asking) =>
    shown(
      asking,
      ['local', 'socialTenancy'],
      inForce(asking, 'local.social_tenancy').some(({ tenant }) => tenant === true),
    ),
  jobseekerRegistered: (asking) =>
    shown(asking, ['work', 'jobseekerRegistration'], inForce(asking, 'work.jobseeker_registration').length > 0),
  benefitEntitled: (asking) => shown(asking, ['work', 'benefitRight'], inForce(asking, 'work.benefit_right').length > 0),
  employed: (asking) =>
    shown(
      asking,
      ['work', 'employment'],
      inForce(asking, 'work.employment').some(({ cancelled }) => cancelled === false),
    ),
  inMediation: (asking) =>
    shown(
      asking,
      ['work', 'jobseekerRegistration'],
      inForce(asking, 'work.jobseeker_registration').some((row) => row.mediation_status === 'IN_MEDIATION'),
    ),
}

/** Fields of Newcomer that the oracle does not compute: what it checks of them is who sees them. */
export const VISIBILITY_ONLY: readonly string[] = [
  'ageBand',
  'article60Contract',
  'article60EndMonth',
  'b1Deadline',
  'benefitEndsWithin3Months',
  'busyDayparts',
  'certificateWithin24Months',
  'trackFulfilledWithin24Months',
  'chargedToOcmw',
  'contractBeforeFee',
  'entitled',
  'entitledNotStarted',
  'entitledNotStartedOneYear',
  'feeExemptionGround',
  'followsAgreedTraining',
  'followsCourseToA2',
  'gpmiHasIntegrationObjective',
  'gpmiObjectiveReached',
  'gpmiSomeObjectiveReached',
  'gpmiWorkOriented',
  'hasChildrenUnder12',
  'householdSizeBand',
  'inTraining',
  'increasedReimbursement',
  'jobseekerCategoryGroup',
  'labourMarketAccess',
  'levelInProgress',
  'meetsHousingLanguageDuty',
  'mustRegisterWithin60Days',
  'nationalityGroup',
  'needsOralApproach',
  'nextEvaluationMonth',
  'oralLevelBand',
  'orientationCourseFinished',
  'orientationTestFailedOnce',
  'participationHours',
  'permitValidThreeMonths',
  'reachedOralLevel',
  'registeredWithin60Days',
  'sixtyDayTimerRunning',
  'targetGroupMember',
  'trackFulfilled',
  'trainingEndMonth',
  'trajectoryActive',
  'trajectoryContinuity',
  'trajectoryFullTimeEquivalent',
  'underTwentyFive',
  'weeklyHoursBand',
  'workTrackIncluded',
  'workingAge',
]

/** Fields of Newcomer that it computes. */
export const KNOWN_FACTS: readonly string[] = ['id', 'insz', ...Object.keys(FACTS)]

/** Value of a field of Newcomer; undefined when the oracle does not say. */
export function factOf(field: string, asking: Asking, person: Row): unknown {
  return FACTS[field]?.(asking, person)
}
