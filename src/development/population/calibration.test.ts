import { expect, test } from 'vitest'
import { byPerson, dayIn, sampleRows, sampleSetting, type TextRow } from '../../../test/support/population-sample.ts'
import { CALIBRATION } from './calibration.ts'
import { MONTH, parseDay } from './day.ts'

const TODAY = parseDay('2026-11-23')
const rows = sampleRows(sampleSetting('2026-11-23'), 0, 20_000)

const persons = rows.get('directory.person') ?? []
const nationality = new Map(persons.map((row) => [row.id, row.nationality]))
const arrivedOn = new Map(persons.map((row) => [row.id, dayIn(row, 'first_registered_on') ?? 0]))
const status = new Map((rows.get('integration.target_group') ?? []).map((row) => [row.person_id, row.type]))
const contracts = rows.get('integration.contract') ?? []
const trajectories = byPerson(rows.get('integration.trajectory'))
const levels = byPerson(rows.get('integration.dutch_level'))
const certificates = byPerson(rows.get('integration.certificate'))
const registered = byPerson(rows.get('work.jobseeker_registration'))
const jobs = byPerson(rows.get('work.employment'))
const wages = byPerson(rows.get('local.living_wage'))
const projects = byPerson(rows.get('local.gpmi'))
const obligedOnes = [...status].filter(([, type]) => type === 'OBLIGED').map(([person]) => person)
const entitledOnes = [...status].filter(([, type]) => type === 'ENTITLED').map(([person]) => person)

function share<T>(list: readonly T[], holds: (item: T) => boolean): number {
  return list.filter(holds).length / list.length
}

function middle(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const contracted = new Set(contracts.map(({ person_id }) => person_id))
const monthsAgo = (day: number | undefined, months: number) => day !== undefined && day <= TODAY - months * MONTH
const settled = (months: number) => (person: string | null | undefined) => monthsAgo(arrivedOn.get(person ?? ''), months)
const oldContracts = contracts.filter((row) => monthsAgo(dayIn(row, 'signed_on'), 34))
const isEu = (person: string | null | undefined) =>
  'RO BG PL ES NL PT IT GR SK FR HU LT DE'.split(' ').includes(nationality.get(person ?? '') ?? '')

/** Lessons brought A2 oral: reached after the contract was signed. */
function monthsToA2(contract: TextRow): number | undefined {
  const row = levels.get(contract.person_id ?? '')?.find(({ mode, level }) => mode === 'ORAL' && level === 'A2')
  const months = ((dayIn(row, 'reached_on') ?? 0) - (dayIn(contract, 'signed_on') ?? 0)) / MONTH
  return months > 0 ? months : undefined
}

function monthsToCertificate(contract: TextRow): number | undefined {
  const row = certificates.get(contract.person_id ?? '')?.find(({ kind }) => kind === 'INTEGRATION')
  return row && ((dayIn(row, 'issued_on') ?? 0) - (dayIn(contract, 'signed_on') ?? 0)) / MONTH
}

/** Share registered within 60 days, of contracts with a track to work signed in a period by persons without a job then. */
function registeredInTime(from: string, until: string): number {
  const due = contracts.filter((row) => {
    const on = dayIn(row, 'signed_on') ?? 0
    const works = jobs
      .get(row.person_id ?? '')
      ?.some((job) => (dayIn(job, 'valid_from') ?? 0) < on + 60 && (dayIn(job, 'valid_until') ?? TODAY) > on)
    return row.work === 't' && !works && on >= parseDay(from) && on < Math.min(parseDay(until), TODAY - 67)
  })
  return share(due, (row) => {
    const lag = Math.min(
      ...(registered.get(row.person_id ?? '') ?? []).map((spell) => (dayIn(spell, 'registered_on') ?? 0) - (dayIn(row, 'signed_on') ?? 0)),
    )
    return lag < 60
  })
}

const registrations = new Map((rows.get('integration.registration') ?? []).map((row) => [row.person_id, dayIn(row, 'registered_on') ?? 0]))
const firstTests = [...byPerson(rows.get('integration.social_orientation')).values()].map(([first]) => first).filter((row) => row?.passed)
const fees = byPerson(rows.get('integration.fee'))
const amongContracts = (country: string) => share(contracts, ({ person_id }) => nationality.get(person_id ?? '') === country)

const { contract, dutch, trajectory, local, work, fee } = CALIBRATION
const OF_2019 = 22_970

test.each<[name: string, target: number, tolerance: number, measured: () => number]>([
  [
    'obliged among the target group',
    CALIBRATION.arrival.obliged,
    0.015,
    () => obligedOnes.length / (obligedOnes.length + entitledOnes.length),
  ],
  [
    'contract, obliged since 18 months',
    contract.obliged,
    0.03,
    () => share(obligedOnes.filter(settled(18)), (person) => contracted.has(person)),
  ],
  [
    'contract, entitled since 18 months',
    contract.entitled,
    0.03,
    () => share(entitledOnes.filter(settled(18)), (person) => contracted.has(person)),
  ],
  ['obliged among contracts', 0.413, 0.03, () => share(contracts, ({ person_id }) => status.get(person_id) === 'OBLIGED')],
  ['EU citizens among contracts', 4581 / OF_2019, 0.03, () => share(contracts, ({ person_id }) => isEu(person_id))],
  ['EU citizens among arrivals', CALIBRATION.arrival.euCitizens, 0.015, () => share(persons, ({ id }) => isEu(id))],
  ['Morocco among contracts', 2668 / OF_2019, 0.015, () => amongContracts('MA')],
  ['Afghanistan among contracts', 1276 / OF_2019, 0.015, () => amongContracts('AF')],
  ['Romania among contracts', 1243 / OF_2019, 0.015, () => amongContracts('RO')],
  ['Turkey among contracts', 1069 / OF_2019, 0.015, () => amongContracts('TR')],
  ['Syria among contracts', 1065 / OF_2019, 0.015, () => amongContracts('SY')],
  [
    'median months to registration',
    CALIBRATION.registration.lagMedianMonths,
    0.25,
    () =>
      middle(
        [...registrations].filter(([person]) => settled(18)(person)).map(([person, on]) => (on - (arrivedOn.get(person) ?? 0)) / MONTH),
      ),
  ],
  [
    'social orientation passed at the first try',
    CALIBRATION.orientation.passSince,
    0.02,
    () => share(firstTests, (row) => row?.passed === 't'),
  ],
  ['A2 oral through lessons, of contracts', dutch.reachesA2, 0.04, () => share(oldContracts, (row) => monthsToA2(row) !== undefined)],
  ['median months to A2', dutch.a2MedianMonths, 1, () => middle(oldContracts.map(monthsToA2).filter((months) => months !== undefined))],
  ['certificate, of contracts', trajectory.certificate, 0.05, () => share(oldContracts, (row) => monthsToCertificate(row) !== undefined)],
  [
    'mean months to the certificate',
    trajectory.durationMeanMonths,
    1,
    () => mean(oldContracts.map(monthsToCertificate).filter((months) => months !== undefined)),
  ],
  [
    'registered at VDAB in time, first half of 2023',
    work.within60DaysAtStart + 0.03,
    0.06,
    () => registeredInTime('2023-01-01', '2023-07-01'),
  ],
  ['registered at VDAB in time, since 2025', work.within60DaysSince, 0.03, () => registeredInTime('2025-01-01', '2027-01-01')],
  [
    'living wage, of the target group since 18 months',
    local.livingWage,
    0.015,
    () => share([...obligedOnes, ...entitledOnes].filter(settled(18)), (person) => wages.has(person ?? '')),
  ],
  [
    'project, of living wages',
    local.gpmi,
    0.04,
    () =>
      share(
        [...wages].filter(([, [first]]) => monthsAgo(dayIn(first, 'valid_from'), 4)),
        ([person]) => projects.has(person),
      ),
  ],
  [
    'exempt from fees, of the obliged with fees',
    fee.exemptOfObliged,
    0.03,
    () =>
      share(
        obligedOnes.filter((person) => fees.has(person ?? '')),
        (person) => fees.get(person ?? '')?.[0]?.exemption_ground !== null,
      ),
  ],
  [
    'on hold at some time, of contracts that ran',
    trajectory.onHold,
    0.03,
    () => share(oldContracts, ({ person_id }) => trajectories.get(person_id ?? '')?.some((row) => row.status === 'ON_HOLD') ?? false),
  ],
])('%s: %d within %d', (_name, target, tolerance, measured) => {
  const value = measured()
  expect(Math.abs(value - target)).toBeLessThanOrEqual(tolerance)
})
