import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import {
  countRows,
  dumpAll,
  FIXTURES,
  importContent,
  importFixtures,
  ndjson,
  PERSONS,
  refusalsIn,
  rowsAbout,
  VAULT,
} from '../../../test/support/deliveries.ts'
import { DOMAINS } from '../../domains/all.ts'
import { PUBLISHED } from './record-types.ts'

const { amina, olena, yusuf } = PERSONS
/** One for each domain. */
const DELIVERIES = DOMAINS.map(({ owner }) => `${owner.toLowerCase()}.ndjson`)
const LINES = DELIVERIES.flatMap((name) => readFileSync(join(FIXTURES, name), 'utf8').trim().split('\n').slice(1))

test('the fixtures hold every published record type', () => {
  const shown = new Set(LINES.map((line) => JSON.parse(line).record))
  const missing = PUBLISHED.map(({ name }) => name).filter((name) => !shown.has(name))
  expect(missing).toEqual([])
})

describe('NDJSON deliveries', () => {
  test('of all record types are applied, and a second time change nothing', async () => {
    const database = await createTestDatabase()
    const { summary } = await importFixtures(database, ...DELIVERIES)
    expect({ refused: await refusalsIn(database), files: summary.files.imported, records: summary.records }).toEqual({
      refused: [],
      files: DOMAINS.length,
      records: { applied: LINES.length, ignored: 0, refused: 0, remarks: 0 },
    })
    const empty = await Promise.all(PUBLISHED.map(async ({ table }) => ((await countRows(database, table)) === 0 ? [table] : [])))
    expect(empty.flat()).toEqual([])
    const before = await dumpAll(database)
    const again = await importFixtures(database, ...DELIVERIES)
    expect(again.summary.files).toEqual({ imported: 0, unchanged: DOMAINS.length, nothing: 0, refused: 0, skipped: 0 })
    expect(await dumpAll(database)).toEqual(before)
  })

  test('with the reference of an earlier one and other content are refused as a whole', async () => {
    const database = await createTestDatabase()
    const header = { domain: 'WORK', reference: 'march' }
    const line = { record: 'workCoverage', insz: olena, covers: ['employment'], validFrom: '2026-01-01' }
    await importContent(database, 'a.ndjson', ndjson(header, [line]))
    const { summary, log } = await importContent(database, 'b.ndjson', ndjson(header, [line, { ...line, insz: yusuf }]))
    expect(summary.files).toMatchObject({ imported: 0, refused: 1 })
    expect(log).toEqual([expect.stringMatching(/b\.ndjson \(sha256 [0-9a-f]{12}…\): REFERENCE_REUSED, expected a new reference/)])
    expect(await refusalsIn(database)).toEqual(['0 REFERENCE_REUSED'])
    expect(await countRows(database, 'directory.person')).toBe(1)
  })

  test('that are older never overwrite newer ones, in whatever order they come', async () => {
    const database = await createTestDatabase()
    const deliver = (asOf: string, hours: number) =>
      importContent(
        database,
        'x.ndjson',
        ndjson({ domain: 'INTEGRATION', reference: asOf, asOf }, [
          { record: 'participation', insz: amina, hours, validFrom: '2026-01-05' },
        ]),
      )
    await deliver('2026-03-10', 20)
    const { summary } = await deliver('2026-02-10', 12)
    expect(summary.records).toEqual({ applied: 0, ignored: 1, refused: 0, remarks: 0 })
    expect(await rowsAbout(database, 'integration.participation', amina)).toMatchObject([{ hours: 20, as_of: '2026-03-10' }])
    expect(await rowsAbout(database, 'integration.dossier', amina)).toMatchObject([{ as_of: '2026-03-10' }])
    await deliver('2026-04-10', 31)
    expect(await rowsAbout(database, 'integration.participation', amina)).toMatchObject([{ hours: 31, as_of: '2026-04-10' }])
  })

  test('with two records of one person and key take the last one', async () => {
    const database = await createTestDatabase()
    const record = { record: 'participation', insz: amina, validFrom: '2026-01-05' }
    const person = { record: 'person', insz: olena, familyName: 'First' }
    await importContent(
      database,
      'a.ndjson',
      ndjson({ domain: 'INTEGRATION' }, [
        { ...record, hours: 1 },
        { ...record, hours: 2 },
      ]),
    )
    await importContent(
      database,
      'b.ndjson',
      ndjson({ domain: 'DIRECTORY', reference: '2' }, [person, { ...person, familyName: 'Second' }]),
    )
    expect(await rowsAbout(database, 'integration.participation', amina)).toMatchObject([{ hours: 2 }])
    const { rows } = await database.pool.query('select family_name from directory.person where family_name is not null')
    expect(rows).toEqual([{ family_name: 'Second' }])
  })

  test('that end a residence end what the municipality and its OCMW know', async () => {
    const database = await createTestDatabase()
    const home = { record: 'residence', insz: amina, nisCode: '44021', validFrom: '2025-02-01' }
    await importContent(database, 'a.ndjson', ndjson({ domain: 'DIRECTORY', reference: 'a', asOf: '2025-03-01' }, [home]))
    await importContent(
      database,
      'b.ndjson',
      ndjson({ domain: 'DIRECTORY', reference: 'b', asOf: '2025-09-01' }, [{ ...home, validUntil: '2025-08-01' }]),
    )
    expect(await rowsAbout(database, 'directory.relationship', amina)).toMatchObject([
      { valid_until: '2025-08-01' },
      { valid_until: '2025-08-01' },
    ])
  })

  test('of a move end the residence before it, and follow a merger of municipalities on its day', async () => {
    const database = await createTestDatabase()
    const lines = [
      { record: 'residence', insz: amina, nisCode: '11007', validFrom: '2024-06-01' },
      { record: 'residence', insz: amina, nisCode: '44021', validFrom: '2025-05-01' },
    ]
    await importContent(database, 'a.ndjson', ndjson({ domain: 'DIRECTORY' }, lines.toReversed()))
    const { rows } = await database.pool.query(
      `select o.name, r.valid_from, r.valid_until from directory.relationship r join directory.organisation o on o.id = r.organisation_id
       where o.kind = 'MUNICIPALITY' order by r.valid_from`,
    )
    expect(rows).toEqual([
      { name: expect.stringContaining('Borsbeek'), valid_from: '2024-06-01', valid_until: '2025-01-01' },
      { name: expect.stringContaining('Antwerpen'), valid_from: '2025-01-01', valid_until: '2025-05-01' },
      { name: expect.stringContaining('Gent'), valid_from: '2025-05-01', valid_until: null },
    ])
  })

  test('do not undo what a person withdrew', async () => {
    const database = await createTestDatabase()
    const consent = {
      record: 'consent',
      insz: amina,
      organisation: '0887010362',
      group: 'BACKGROUND',
      purpose: 'REFERRAL',
      recipient: 'VDAB',
      givenHow: 'at the desk',
      validFrom: '2026-01-01',
    }
    await importContent(database, 'a.ndjson', ndjson({ domain: 'DIRECTORY', reference: 'a' }, [{ ...consent, validUntil: '2026-03-01' }]))
    await importContent(database, 'b.ndjson', ndjson({ domain: 'DIRECTORY', reference: 'b' }, [consent]))
    expect(await rowsAbout(database, 'directory.consent', amina)).toMatchObject([{ valid_until: '2026-03-01' }])
  })

  test('are refused when they name an OCMW that the hub does not know: left empty, every OCMW of the person would read them', async () => {
    const database = await createTestDatabase()
    const period = { insz: amina, organisation: '0999999922', validFrom: '2026-01-01' }
    const { summary } = await importContent(
      database,
      'a.ndjson',
      ndjson({ domain: 'LOCAL' }, [
        { record: 'livingWage', ...period },
        { record: 'gpmi', type: 'TRAINING', ...period },
      ]),
    )
    expect(summary.records).toEqual({ applied: 0, ignored: 0, refused: 2, remarks: 0 })
    expect(await refusalsIn(database)).toEqual([
      '2 livingWage organisation ORGANISATION_UNKNOWN',
      '3 gpmi organisation ORGANISATION_UNKNOWN',
    ])
    expect(await rowsAbout(database, 'directory.relationship', amina)).toEqual([])
  })

  test('store numbers encrypted, to be found by keyed hash', async () => {
    const database = await createTestDatabase()
    await importContent(
      database,
      'a.ndjson',
      ndjson({ domain: 'WORK' }, [{ record: 'workCoverage', insz: '90.61.15-002.22', covers: ['employment'], validFrom: '2026-01-01' }]),
    )
    const { rows } = await database.pool.query<{ insz_encrypted: Buffer }>(
      'select insz_encrypted from directory.person_number where insz_hash = $1',
      [VAULT.hashInsz(amina)],
    )
    expect(rows.map((row) => VAULT.decryptInsz(row.insz_encrypted))).toEqual([amina])
    expect((await dumpAll(database)).join('\n')).not.toContain(amina)
  })
})
