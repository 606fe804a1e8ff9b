/** What peers answer about a person, derived in JavaScript from rows, as resolvers do it. Equal to the hub's facts by the equality check. */
import { BENCH_DAY } from '../../setup/dataset.ts'
import type { RowsOf, Tables } from './tables.ts'

/** A person in the caller's scope. */
export type Newcomer = { id: string; personId: string } & Record<(typeof COLUMNS)[number], string | boolean | null>

/** Fields that are the person's own columns. */
export const COLUMNS = [
  'familyName',
  'givenNames',
  'birthDate',
  'sex',
  'nationality',
  'contactLanguage',
  'interpreterNeeded',
  'firstRegisteredOn',
] as const

type Period = { validFrom: string; validUntil: string | null }
const inForce = ({ validFrom, validUntil }: Period) => validFrom <= BENCH_DAY && (validUntil === null || validUntil > BENCH_DAY)
const newest = (a: Period, b: Period) => (a.validFrom < b.validFrom ? 1 : -1)
const current = <Row extends Period>(rows: readonly Row[]): Row | null => rows.filter(inForce).toSorted(newest)[0] ?? null

type Dossier = 'integrationDossier' | 'workDossier'

/** Shown by a row: true; else false when the domain has a dossier, null when it has none. */
async function known(rows: RowsOf, dossier: Dossier, shown: boolean): Promise<boolean | null> {
  if (shown) return true
  return (await rows(dossier)).length > 0 ? false : null
}

const yearsAgo = (years: number) => `${Number(BENCH_DAY.slice(0, 4)) - years}${BENCH_DAY.slice(4)}`
const daysAfter = (day: string, days: number) => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)

async function topOralLevel(rows: RowsOf): Promise<string | null> {
  const levels = (await rows('dutchLevel')).filter(({ mode, reachedOn }) => mode === 'ORAL' && reachedOn <= BENCH_DAY)
  return levels.reduce<string | null>((top, { level }) => (top === null || level > top ? level : top), null)
}

async function registeredInTime(rows: RowsOf): Promise<boolean | null> {
  const signed = (await rows('contract')).map(({ signedOn }) => signedOn).filter((day) => day <= BENCH_DAY)
  const last = signed.toSorted().at(-1)
  if (last === undefined) return null
  const until = daysAfter(last, 60)
  const registrations = await rows('jobseekerRegistration')
  if (registrations.some(({ registeredOn, validUntil }) => registeredOn <= until && (validUntil === null || validUntil > last))) return true
  return BENCH_DAY > until && (await rows('workDossier')).length > 0 ? false : null
}

async function trajectories(rows: RowsOf): Promise<Tables['trajectory'][]> {
  return (await rows('trajectory')).filter((row) => (row.kind === 'OBLIGED' || row.kind === 'ENTITLED') && inForce(row))
}

async function inTraining(rows: RowsOf): Promise<boolean | null> {
  const [training, registrations] = await Promise.all([rows('vocationalTraining'), rows('jobseekerRegistration')])
  const shown = training.some(inForce) || registrations.some((row) => row.mediationStatus === 'IN_TRAINING' && inForce(row))
  return await known(rows, 'workDossier', shown)
}

async function householdBand(rows: RowsOf): Promise<string | null> {
  const household = current(await rows('household'))
  if (household === null) return null
  if (household.size <= 1) return 'ONE'
  if (household.size === 2) return 'TWO'
  return household.size <= 4 ? 'THREE_OR_FOUR' : 'FIVE_OR_MORE'
}

function isOfWorkingAge({ birthDate }: Newcomer): boolean | null {
  return typeof birthDate === 'string' ? birthDate <= yearsAgo(18) && birthDate > yearsAgo(65) : null
}

const asOf = async (rows: RowsOf, dossier: Dossier) => (await rows(dossier))[0]?.asOf ?? null

/** By day, latest first; then in the order of writing. */
const byDay = (a: Tables['dutchCourse'], b: Tables['dutchCourse']) =>
  a.validFrom === b.validFrom ? Number(a.id) - Number(b.id) : newest(a, b)

export type Field = {
  /** As GraphQL writes it. */
  type: string
  value: (rows: RowsOf, person: Newcomer) => unknown
}

const flag = (value: Field['value']): Field => ({ type: 'Boolean', value })
const text = (value: Field['value']): Field => ({ type: 'String', value })

export const FIELDS: Record<string, Field> = {
  municipality: { type: 'Municipality', value: async (rows) => current(await rows('residence')) },
  residenceTitle: { type: 'ResidenceTitle', value: async (rows) => current(await rows('residenceTitle')) },
  targetGroup: { type: 'TargetGroup', value: async (rows) => current(await rows('targetGroup')) },
  dutchCourses: { type: '[DutchCourse!]!', value: async (rows) => (await rows('dutchCourse')).toSorted(byDay) },
  contractSigned: flag(async (rows) =>
    known(
      rows,
      'integrationDossier',
      (await rows('contract')).some(({ signedOn }) => signedOn <= BENCH_DAY),
    ),
  ),
  trajectoryContinuity: text(async (rows) => (await trajectories(rows)).toSorted(newest)[0]?.status ?? null),
  trajectoryActive: flag(async (rows) =>
    known(
      rows,
      'integrationDossier',
      (await trajectories(rows)).some(({ status }) => status === 'ACTIVE'),
    ),
  ),
  oralLevelBand: text(async (rows) => {
    const top = await topOralLevel(rows)
    return top === null || top < 'A1' ? null : top >= 'B1' ? 'B1_PLUS' : top
  }),
  reachedOralA2: flag(async (rows) => known(rows, 'integrationDossier', ((await topOralLevel(rows)) ?? '') >= 'A2')),
  hasCertificate: flag(async (rows) =>
    known(
      rows,
      'integrationDossier',
      (await rows('certificate')).some(({ kind, issuedOn }) => kind === 'INTEGRATION' && issuedOn <= BENCH_DAY),
    ),
  ),
  integrationAsOf: text((rows) => asOf(rows, 'integrationDossier')),
  jobseekerRegistered: flag(async (rows) => known(rows, 'workDossier', (await rows('jobseekerRegistration')).some(inForce))),
  registeredWithin60Days: flag(registeredInTime),
  inTraining: flag(inTraining),
  employed: flag(async (rows) =>
    known(
      rows,
      'workDossier',
      (await rows('employment')).some((row) => !row.cancelled && inForce(row)),
    ),
  ),
  workAsOf: text((rows) => asOf(rows, 'workDossier')),
  householdSizeBand: text(householdBand),
  hasChildrenUnder12: flag(async (rows) => {
    const household = current(await rows('household'))
    return household === null ? null : household.childrenUnder12 > 0
  }),
  workingAge: flag((_rows, person) => isOfWorkingAge(person)),
  labourMarketAccess: text(async (rows) => current(await rows('residenceTitle'))?.labourMarketAccess ?? null),
}
