import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  AGENCIES,
  byPerson,
  dayIn,
  type Sample,
  sampleRows,
  sampleSetting,
  sampleVault,
  VDAB,
} from '../../../test/support/population-sample.ts'
import { inszKind, parseInsz } from '../../base/insz.ts'
import { Random } from '../../base/random.ts'
import { isoDay, parseDay } from './day.ts'
import { drawIdentity, MAX_PERSONS } from './identity.ts'
import { TABLES } from './tables.ts'

const TODAY = '2026-11-23'
const SIZE = 3_000
const rows = sampleRows(sampleSetting(TODAY), 0, SIZE)

/** Digest of all rows, without the encrypted numbers: their nonce is random by design. */
function digest(sample: Sample): string {
  const plain = [...sample].map(([table, list]) => [table, list.map(({ insz_encrypted: _, ...row }) => row)])
  return createHash('sha256').update(JSON.stringify(plain)).digest('hex')
}

test('the same seed, persons and day give the same rows, byte for byte', () => {
  expect(digest(sampleRows(sampleSetting(TODAY), 0, 300))).toBe(digest(sampleRows(sampleSetting(TODAY), 0, 300)))
})

test('a person is the same however many others there are', () => {
  const id = rows.get('directory.person')?.[250]?.id
  const ofPerson = (sample: Sample) =>
    new Map([...sample].map(([table, list]) => [table, list.filter((row) => (row.person_id ?? row.id) === id)]))
  expect(digest(ofPerson(rows))).toBe(digest(sampleRows(sampleSetting(TODAY), 250, 251)))
})

test('another seed gives other persons', () => {
  expect(digest(sampleRows(sampleSetting(TODAY, 2), 0, 50))).not.toBe(digest(sampleRows(sampleSetting(TODAY), 0, 50)))
})

test('every table of the population gets rows', () => {
  expect([...rows].filter(([, list]) => list.length === 0).map(([table]) => table)).toEqual([])
})

test('numbers are synthetic, carry the birth date, have valid check digits and can be decrypted', () => {
  const vault = sampleVault()
  const births = new Map(rows.get('directory.person')?.map(({ id, birth_date, sex }) => [id, { birth_date, sex }]))
  for (const row of rows.get('directory.person_number') ?? []) {
    const insz = vault.decryptInsz(Buffer.from(row.insz_encrypted?.slice(3) ?? '', 'hex'))
    const person = births.get(row.person_id ?? '')
    expect(parseInsz(insz, { allowSynthetic: true })).toBe(insz)
    expect(inszKind(insz)).toBe('SYNTHETIC')
    expect(person?.birth_date?.slice(2, 4)).toBe(insz.slice(0, 2))
    if (row.current === 't') expect(Number(insz.slice(6, 9)) % 2 === 1 ? 'MALE' : 'FEMALE').toBe(person?.sex)
    expect(row.insz_hash).toBe(`\\\\x${vault.hashInsz(insz).toString('hex')}`)
  }
})

test('numbers are unique within the first three blocks, the last that a seed can give, and among them', () => {
  const numbers = new Set<string>()
  const add = (from: number, until: number) => {
    for (let index = from; index < until; index++) {
      const { insz, earlierInsz } = drawIdentity(new Random(5, index, 1), { seed: 5, index, today: parseDay(TODAY) })
      numbers.add(insz).add(earlierInsz)
    }
  }
  add(0, 50_000)
  add(MAX_PERSONS - 20_000, MAX_PERSONS)
  expect(numbers.size).toBe(2 * 70_000)
})

test('nothing happens after today, only ends and plans lie ahead', () => {
  const mayLieAhead = new Set(['valid_until', 'due_on', 'planned_on', 'suspended_until'])
  const late = [...rows].flatMap(([table, list]) => {
    const days = Object.entries<string>(TABLES[table].columns).filter(
      ([column, kind]) => kind.startsWith('day') && !mayLieAhead.has(column),
    )
    return list.flatMap((row) =>
      days.filter(([column]) => (row[column] ?? '') > (row.as_of ?? TODAY)).map(([column]) => `${table}.${column}`),
    )
  })
  expect(late).toEqual([])
})

test('nothing happens before arrival, and periods end after they began', () => {
  const arrived = new Map(rows.get('directory.person')?.map((row) => [row.id, row.first_registered_on ?? '']))
  const wrong = [...rows].flatMap(([table, list]) =>
    list
      .filter(({ valid_from, valid_until, person_id }) => {
        const backwards = valid_until !== null && valid_until !== undefined && valid_until <= (valid_from ?? '')
        return backwards || (valid_from ?? '9') < (arrived.get(person_id ?? '') ?? '')
      })
      .map((row) => ({ table, from: row.valid_from, until: row.valid_until })),
  )
  expect(wrong).toEqual([])
})

test('a trajectory goes from registration through contract, orientation and A2 to the certificate', () => {
  const first = (table: 'integration.registration' | 'integration.contract', column: string) =>
    new Map(rows.get(table)?.map((row) => [row.person_id, dayIn(row, column) ?? 0]))
  const registeredOn = first('integration.registration', 'registered_on')
  const contractOn = first('integration.contract', 'signed_on')
  const levels = byPerson(rows.get('integration.dutch_level'))
  const passed = byPerson(rows.get('integration.social_orientation'))
  const certificates = rows.get('integration.certificate')?.filter(({ kind }) => kind === 'INTEGRATION') ?? []
  for (const [person, signedOn] of contractOn) expect(registeredOn.get(person)).toBeLessThan(signedOn)
  for (const row of certificates) {
    const person = row.person_id ?? ''
    const issuedOn = dayIn(row, 'issued_on') ?? 0
    const orally = levels.get(person)?.find(({ mode, level }) => mode === 'ORAL' && level === 'A2')
    const test = passed.get(person)?.find((attempt) => attempt.passed === 't')
    expect(contractOn.get(person)).toBeLessThan(dayIn(test, 'passed_on') ?? Number.NaN)
    expect(dayIn(test, 'passed_on')).toBeLessThanOrEqual(issuedOn)
    expect(dayIn(orally, 'reached_on')).toBeLessThanOrEqual(issuedOn)
  }
  expect(certificates.length).toBeGreaterThan(200)
})

test('the agency of the work area knows its clients, VDAB its jobseekers, each by the id of its own sector', () => {
  const persons = new Map(rows.get('directory.person')?.map((row) => [row.id, row]))
  const residences = byPerson(rows.get('directory.residence'))
  const relations = rows.get('directory.relationship') ?? []
  const agencies: Record<string, number> = { '11002': AGENCIES.atlas, '44021': AGENCIES.amal }
  for (const row of relations.filter(({ capacity }) => capacity === 'TRAJECTORY_CLIENT')) {
    const home = residences.get(row.person_id ?? '')?.findLast(({ valid_from }) => (valid_from ?? '') <= (row.valid_from ?? ''))
    expect(row.organisation_id).toBe(String(agencies[home?.nis_code ?? ''] ?? AGENCIES.agii))
    expect(row.newcomer_id).toBe(persons.get(row.person_id ?? '')?.integration_id)
  }
  for (const row of relations.filter(({ capacity }) => capacity === 'JOBSEEKER')) {
    expect(row.organisation_id).toBe(String(VDAB))
    expect(row.newcomer_id).toBe(persons.get(row.person_id ?? '')?.work_id)
  }
})

test('a municipality that merged holds its residents until the day of the merger, its successor from then on', () => {
  const merged = (rows.get('directory.residence') ?? []).filter(({ nis_code }) => nis_code === '44043' || nis_code === '44040')
  expect(merged.length).toBeGreaterThan(0)
  for (const row of merged) expect((row.valid_until ?? '9') <= '2025-01-01').toBe(true)
  const early = (rows.get('directory.residence') ?? []).filter(
    ({ nis_code, valid_from }) => nis_code === '44088' && (valid_from ?? '') < '2025-01-01',
  )
  expect(early).toEqual([])
})

test('rights to unemployment benefit end within 24 months, and not before the last phase of the reform when they are older', () => {
  const rights = rows.get('work.benefit_right') ?? []
  expect(rights.length).toBeGreaterThan(50)
  for (const row of rights) {
    const from = dayIn(row, 'valid_from') ?? 0
    const until = dayIn(row, 'valid_until')
    expect(until, isoDay(from)).toBeDefined()
    expect((until ?? 0) - from).toBeLessThanOrEqual(Math.max(731, parseDay('2026-04-01') - from))
  }
})

test('whoever has rows in a domain has a dossier there', () => {
  for (const domain of ['integration', 'local', 'work'] as const) {
    const dossiers = new Set(rows.get(`${domain}.dossier`)?.map(({ person_id }) => person_id))
    const without = [...rows].filter(([table, list]) => table.startsWith(domain) && list.some(({ person_id }) => !dossiers.has(person_id)))
    expect(without.map(([table]) => table)).toEqual([])
  }
})

test('contact data cannot belong to anybody', () => {
  for (const row of rows.get('directory.person') ?? []) {
    expect(row.email ?? 'a@example.org').toMatch(/^[a-z.]+(\.\d+)?@example\.org$/)
    expect(row.phone ?? '+32400000000').toMatch(/^\+32400\d{6}$/)
  }
})
