import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { loadReference } from './reference.ts'
import { ReferenceProblems, readReference } from './reference-files.ts'

const SHIPPED = fileURLToPath(new URL('../../../reference', import.meta.url))
const { pool } = await createTestDatabase()

/** Transaction that wrote each row last: equal before and after means that nothing was written. */
const readVersions = async () =>
  (
    await pool.query(`
      select 'm' || nis_code as key, xmin::text from directory.municipality union all
      select 'o' || id, xmin::text from directory.organisation union all
      select 'c' || code, xmin::text from directory.organisation_code order by 1`)
  ).rows

/** First column of a shipped file. */
const idsIn = (file: string) =>
  readFileSync(join(SHIPPED, file), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[0] ?? '')

/** Ids of the organisations that the files name, and of the two of each municipality. */
const shippedOrganisations = () =>
  new Set([...idsIn('organisations.csv'), ...idsIn('municipalities.csv').flatMap((code) => [`1${code}`, `2${code}`])])

describe('the shipped reference data', () => {
  test('has the 285 municipalities of 2025 and the codes that the mergers of 2019 and 2025 ended', async () => {
    const { rows } = await pool.query(
      `select valid_until, count(*)::int as count from directory.municipality group by valid_until order by valid_until`,
    )
    expect(rows).toEqual([
      { valid_until: '2019-01-01', count: 15 },
      { valid_until: '2025-01-01', count: 27 },
      { valid_until: null, count: 285 },
    ])
  })

  test('gives each municipality an organisation and an OCMW that end and continue with it', async () => {
    const { rows } = await pool.query(
      `select id, kind::text, name, valid_until, successor_id from directory.organisation where nis_code in ('11056', '46030') order by id`,
    )
    expect(rows).toEqual([
      { id: 111_056, kind: 'MUNICIPALITY', name: 'Gemeente Zwijndrecht', valid_until: '2025-01-01', successor_id: 146_030 },
      { id: 146_030, kind: 'MUNICIPALITY', name: 'Gemeente Beveren-Kruibeke-Zwijndrecht', valid_until: null, successor_id: null },
      { id: 211_056, kind: 'OCMW', name: 'OCMW Zwijndrecht', valid_until: '2025-01-01', successor_id: 246_030 },
      { id: 246_030, kind: 'OCMW', name: 'OCMW Beveren-Kruibeke-Zwijndrecht', valid_until: null, successor_id: null },
    ])
  })

  test('has the organisations of the development consumers, each by a code', async () => {
    const { rows } = await pool.query(
      `select o.id, o.name, array_agg(c.code || case when c.placeholder then ' (placeholder)' else '' end order by c.code) as codes
       from directory.organisation o join directory.organisation_code c on c.organisation_id = o.id
       where o.id < 100000 or o.id in (144021, 244021, 212025, 111002) group by o.id order by o.id`,
    )
    expect(rows).toEqual([
      { id: 1, name: 'Agentschap Integratie en Inburgering', codes: ['0543307391', 'OVO900001 (placeholder)'] },
      { id: 2, name: 'Atlas, integratie & inburgering Antwerpen', codes: ['0421722346', 'OVO900002 (placeholder)'] },
      { id: 3, name: 'Amal', codes: ['0000000394 (placeholder)', 'OVO900003 (placeholder)'] },
      { id: 10, name: 'VDAB', codes: ['0887010362', 'OVO900010 (placeholder)'] },
      { id: 20, name: 'Agentschap Binnenlands Bestuur', codes: ['0000002077 (placeholder)', 'OVO900020 (placeholder)'] },
      { id: 30, name: 'Vlaamse Toezichtcommissie', codes: ['0000003067 (placeholder)', 'OVO900030 (placeholder)'] },
      { id: 111_002, name: 'Stad Antwerpen', codes: ['0207500123'] },
      { id: 144_021, name: 'Stad Gent', codes: ['0207451227'] },
      { id: 212_025, name: 'OCMW Mechelen', codes: ['0021202517 (placeholder)'] },
      { id: 244_021, name: 'OCMW Gent', codes: ['0212214125'] },
    ])
  })
})

describe('loading', () => {
  test('a second time writes nothing', async () => {
    const before = await readVersions()
    await loadReference(pool, { folder: SHIPPED, production: false })
    expect(await readVersions()).toEqual(before)
  })

  test('in production leaves no made-up code behind', async () => {
    const counts = await loadReference(pool, { folder: SHIPPED, production: true })
    const { rows } = await pool.query(
      'select count(*)::int as codes, bool_or(placeholder) as placeholders from directory.organisation_code',
    )
    expect(counts).toEqual({ municipalities: 327, organisations: shippedOrganisations().size, codes: 6 })
    expect(counts.organisations).toBeGreaterThan(2 * 327)
    expect(rows).toEqual([{ codes: 6, placeholders: false }])
  })
})

describe("an operator's own folder", () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'doorstroom-reference-'))
    cpSync(SHIPPED, folder, { recursive: true })
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('replaces the placeholder of an organisation by its real number', async () => {
    writeFileSync(join(folder, 'organisation-codes.csv'), 'scheme,code,organisation_id,placeholder\nKBO,0212214125,212025,false\n')
    const { codes } = await readReference(folder)
    expect(codes.filter((row) => row.organisation_id === 212_025)).toEqual([
      { scheme: 'KBO', code: '0212214125', organisation_id: 212_025, placeholder: false },
    ])
  })

  test('with mistakes is refused with all of them, and changes nothing', async () => {
    const before = await readVersions()
    writeFileSync(
      join(folder, 'municipalities.csv'),
      'nis_code,name,province,valid_from,valid_until,successor_code\n1100,,Antwerpen,1977,,\n',
    )
    writeFileSync(
      join(folder, 'organisations.csv'),
      'id,kind,name,nis_code,valid_from,valid_until,successor_id\n0,CITY,Gent,,2020-01-01,,\n',
    )
    writeFileSync(join(folder, 'organisation-codes.csv'), 'scheme,code,organisation_id,placeholder\nKBO,0212214126,1,no\n')
    const failure = await loadReference(pool, { folder, production: false }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ReferenceProblems)
    expect(failure).toMatchObject({
      problems: [
        'municipalities.csv:2 nis_code: must be a NIS code of five digits',
        'municipalities.csv:2 name: must not be empty',
        'municipalities.csv:2 valid_from: must be a date, YYYY-MM-DD',
        'organisations.csv:2 id: must be a whole number from 1 to 999999',
        'organisations.csv:2 kind: must be one of INTEGRATION_AGENCY, VDAB, OCMW, MUNICIPALITY, BI, SUPERVISOR',
        'organisation-codes.csv:2 placeholder: must be true or false',
        'organisation-codes.csv:2 code: must be ten digits with valid check digits (KBO), or OVO and six digits',
      ],
    })
    expect(await readVersions()).toEqual(before)
  })

  test('with rows that contradict each other is refused', async () => {
    writeFileSync(
      join(folder, 'organisation-codes.csv'),
      'scheme,code,organisation_id,placeholder\nKBO,0212214125,1,false\nKBO,0212214125,99999,false\n',
    )
    await expect(readReference(folder)).rejects.toMatchObject({
      problems: [
        'organisation-codes.csv KBO 0212214125: more than once',
        'organisation-codes.csv 0212214125 organisation_id: organisation not found',
      ],
    })
  })

  test('without a file or with a broken one says which', async () => {
    rmSync(join(folder, 'organisations.csv'))
    writeFileSync(join(folder, 'municipalities.csv'), 'nis_code,name\n"11001,Aartselaar\n')
    await expect(readReference(folder)).rejects.toThrow(
      /municipalities\.csv: cannot be read: .*\n.*organisations\.csv: cannot be read: ENOENT/,
    )
  })
})
