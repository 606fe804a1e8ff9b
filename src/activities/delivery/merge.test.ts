/** Replaced numbers: one person, whatever order deliveries come in. */
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { countRows, importContent, ndjson, PERSONS, rowsAbout, tablesOf, VAULT } from '../../../test/support/deliveries.ts'
import { completeInsz, type Insz } from '../../base/insz.ts'
import type { Database } from '../../database/client.ts'

const { amina, aminaBefore, olena } = PERSONS
const evenBefore = completeInsz('906115022', false)

let database: Database
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(() => clear())

async function clear(): Promise<void> {
  const tables = (await tablesOf(database)).filter((table) => !/\.(organisation|lineage|municipality|refusal)/.test(table))
  await database.pool.query('delete from directory.refusal')
  for (const table of tables) await database.pool.query(`delete from ${table}`)
}

type Step = { domain: string; asOf: string; line: object }

const deliver = ({ domain, asOf, line }: Step, reference: string) =>
  importContent(database, 'x.ndjson', ndjson({ domain, asOf, reference }, [line]))

/** Everything about all persons, without ids that are made by chance. */
/** What was said on the way and taken back stays, without length: that depends on the order. */
const HELD = 'where valid_until is distinct from valid_from'

async function state(): Promise<string[]> {
  const tables = (await tablesOf(database)).filter(
    (table) => !/organisation|lineage|municipality|delivery|refusal|merged_person|person_number/.test(table),
  )
  const made =
    "array['id', 'person_id', 'newcomer_id', 'integration_id', 'work_id', 'local_id', 'evidence_ref', 'claim_id', 'withdrawn_at']"
  const dumps = await Promise.all(
    tables.map((table) =>
      database.pool.query<{ row: string }>(
        `select (to_jsonb(t) - ${made})::text as row from ${table} t ${table.endsWith('.relationship') ? HELD : ''}`,
      ),
    ),
  )
  // A person whom no source has named is as old as whatever came first.
  const rows = dumps.flatMap(({ rows: found }, index) =>
    found.map(({ row }) => `${tables[index]} ${row.includes('(mention)') ? row.replace(/"as_of": "[^"]*"/, '') : row}`),
  )
  const numbers = await database.pool.query<{ insz_encrypted: Buffer; current: boolean; person_id: string }>(
    'select * from directory.person_number',
  )
  const known = numbers.rows.map((row) => `number ${VAULT.decryptInsz(row.insz_encrypted)} ${row.current}`)
  return [...rows, ...known, `persons ${new Set(numbers.rows.map((row) => row.person_id)).size}`].toSorted()
}

describe('a person with two numbers', () => {
  const home = (insz: Insz, validFrom: string, nisCode: string) => ({ record: 'residence', insz, validFrom, nisCode })

  test('known under both is merged: rows move, the newer word counts, relationships follow, and old ids stay traceable', async () => {
    await deliver({ domain: 'DIRECTORY', asOf: '2025-03-01', line: home(aminaBefore, '2025-02-01', '44021') }, 'a')
    await deliver({ domain: 'DIRECTORY', asOf: '2025-09-01', line: home(amina, '2025-08-01', '12025') }, 'b')
    await deliver(
      {
        domain: 'LOCAL',
        asOf: '2025-09-01',
        line: { record: 'household', insz: aminaBefore, size: 3, childrenUnder12: 1, validFrom: '2025-02-01' },
      },
      'c',
    )
    await deliver(
      {
        domain: 'LOCAL',
        asOf: '2025-08-01',
        line: { record: 'household', insz: amina, size: 1, childrenUnder12: 0, validFrom: '2025-02-01' },
      },
      'd',
    )
    const before = await database.pool.query<{ person_id: string; evidence_ref: string }>(
      'select p.id as person_id, evidence_ref from directory.person p join directory.person_number n on n.person_id = p.id order by insz_hash = $1',
      [VAULT.hashInsz(amina)],
    )
    const [lost, survivor] = before.rows
    await deliver({ domain: 'DIRECTORY', asOf: '2025-10-01', line: { record: 'replacement', insz: amina, replaces: [aminaBefore] } }, 'e')

    expect(await countRows(database, 'directory.person')).toBe(1)
    expect(await rowsAbout(database, 'local.household', amina)).toMatchObject([{ size: 3, as_of: '2025-09-01' }])
    expect(await rowsAbout(database, 'directory.residence', amina)).toMatchObject([
      { nis_code: '44021', valid_until: '2025-08-01' },
      { nis_code: '12025', valid_until: null },
    ])
    expect(await rowsAbout(database, 'directory.relationship', amina)).toHaveLength(4)
    const merged = await database.pool.query('select evidence_ref, person_id from directory.merged_person')
    expect(merged.rows).toEqual([{ evidence_ref: lost?.evidence_ref, person_id: survivor?.person_id }])
    const ids = await database.pool.query(
      'select distinct newcomer_id = p.local_id and r.evidence_ref = p.evidence_ref as same from directory.relationship r join directory.person p on p.id = r.person_id',
    )
    expect(ids.rows).toEqual([{ same: true }])
  })

  test('keeps its relationships of referrals', async () => {
    await deliver(
      {
        domain: 'WORK',
        asOf: '2025-03-01',
        line: { record: 'workCoverage', insz: aminaBefore, covers: ['employment'], validFrom: '2026-01-01' },
      },
      'a',
    )
    await deliver(
      {
        domain: 'WORK',
        asOf: '2025-03-01',
        line: { record: 'workCoverage', insz: amina, covers: ['employment'], validFrom: '2026-01-01' },
      },
      'b',
    )
    await database.pool.query(
      `insert into directory.relationship (organisation_id, newcomer_id, person_id, evidence_ref, capacity, valid_from, source)
       select 10, p.work_id, p.id, p.evidence_ref, 'REFERRAL_PARTY', '2025-03-02', 'referral' from directory.person p join directory.person_number n on n.person_id = p.id where n.insz_hash = $1`,
      [VAULT.hashInsz(aminaBefore)],
    )
    await deliver({ domain: 'DIRECTORY', asOf: '2025-10-01', line: { record: 'replacement', insz: amina, replaces: [aminaBefore] } }, 'c')
    const { rows } = await database.pool.query(
      'select r.newcomer_id = p.work_id and r.evidence_ref = p.evidence_ref as own from directory.relationship r join directory.person p on p.id = r.person_id',
    )
    expect(rows).toEqual([{ own: true }])
  })
})

test('any order of deliveries, with numbers replaced in between, gives the same result', { timeout: 120_000 }, async () => {
  const number = fc.constantFrom(evenBefore, aminaBefore, amina, olena)
  const kinds = [
    (insz: Insz, value: number) => ({
      domain: 'DIRECTORY',
      line: { record: 'person', insz, familyName: `Name ${value}`, ...(value % 2 === 0 ? { nationality: 'SY' } : {}) },
    }),
    (insz: Insz, value: number) => ({ domain: 'DIRECTORY', line: { record: 'contact', insz, phone: `+32 ${value}` } }),
    (insz: Insz, value: number) => ({
      domain: 'DIRECTORY',
      line: { record: 'residence', insz, nisCode: ['44021', '12025', '11007'][value % 3], validFrom: `202${value % 4}-02-01` },
    }),
    (insz: Insz, value: number) => ({
      domain: 'DIRECTORY',
      line: {
        record: 'consent',
        insz,
        organisation: '0887010362',
        group: 'BACKGROUND',
        purpose: 'REFERRAL',
        recipient: 'VDAB',
        givenHow: 'desk',
        validFrom: '2025-01-01',
        ...(value % 2 === 0 ? {} : { validUntil: `2026-0${1 + (value % 3)}-01` }),
      },
    }),
    (insz: Insz, value: number) => ({
      domain: 'INTEGRATION',
      line: {
        record: 'trajectory',
        insz,
        kind: 'OBLIGED',
        status: ['ACTIVE', 'ON_HOLD', 'ENDED'][value % 3],
        organisation: '0543307391',
        validFrom: `202${value % 4}-03-01`,
      },
    }),
    (insz: Insz, value: number) => ({
      domain: 'INTEGRATION',
      line: { record: 'dutchCourse', insz, ...(value % 2 === 0 ? { module: 'RG 1.1' } : {}), status: `${value}`, validFrom: '2025-09-01' },
    }),
    (insz: Insz, value: number) => ({
      domain: 'WORK',
      line: {
        record: 'jobseekerRegistration',
        insz,
        registeredOn: '2024-01-01',
        categoryCode: ['00', '03', '05'][value % 3],
        validFrom: `202${4 + (value % 2)}-01-01`,
      },
    }),
    (insz: Insz, value: number) => ({
      domain: 'LOCAL',
      line: {
        record: 'livingWage',
        insz,
        organisation: '0212214125',
        amountCents: value,
        validFrom: `2025-0${1 + (value % 3)}-01`,
        validUntil: `2025-0${2 + (value % 3)}-01`,
      },
    }),
    () => ({ domain: 'DIRECTORY', line: { record: 'replacement', insz: amina, replaces: [aminaBefore] } }),
    () => ({ domain: 'DIRECTORY', line: { record: 'replacement', insz: aminaBefore, replaces: [evenBefore] } }),
    () => ({ domain: 'DIRECTORY', line: { record: 'replacement', insz: aminaBefore, replaces: [amina] } }),
  ]
  const step = fc
    .tuple(fc.nat(kinds.length - 1), number, fc.nat(11))
    .map(([kind, insz, value]) => kinds[kind]?.(insz, value) ?? { domain: 'WORK', line: {} })
  const history = fc
    .array(step, { minLength: 3, maxLength: 9 })
    .map((steps) => steps.map((one, index) => ({ ...one, asOf: `2026-03-${String(index + 1).padStart(2, '0')}` })))
  const orders = history.chain((steps) => fc.tuple(fc.constant(steps), fc.shuffledSubarray(steps, { minLength: steps.length })))
  await fc.assert(
    fc.asyncProperty(orders, async ([steps, shuffled]) => {
      await clear()
      for (const [index, one] of steps.entries()) await deliver(one, `in-order-${index}`)
      const inOrder = await state()
      await clear()
      for (const [index, one] of shuffled.entries()) await deliver(one, `shuffled-${index}`)
      expect(await state()).toEqual(inOrder)
    }),
    { numRuns: 40 },
  )
})
