import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import {
  countRows,
  dumpAll,
  FIXTURES,
  type Imported,
  importContent,
  importFiles,
  importFixtures,
  PERSONS,
  refusalsIn,
  rowsAbout,
  VAULT,
} from '../../../test/support/deliveries.ts'
import type { Database } from '../../database/client.ts'

const { amina, yusuf, olena, aminaBefore, aminasPartner } = PERSONS
const MAGDA = [
  'geef-persoon.xml',
  'geef-persoon-partial.xml',
  'geef-dossier-kbi.xml',
  'geef-leefloonbedragen.xml',
  `${olena}.xml`,
  'geef-sociaal-statuut.xml',
  'geef-werkrelaties.xml',
  'notfound.xml',
  'registreer-inschrijving.xml',
  'source-error.xml',
]

describe('answers of the MAGDA services', () => {
  let database: Database
  let imported: Imported
  beforeAll(async () => {
    database = await createTestDatabase()
    imported = await importFixtures(database, ...MAGDA)
  })
  const about = (table: string, insz = amina) => rowsAbout(database, table, insz)
  const person = async (insz: typeof amina) => {
    const { rows } = await database.pool.query<{ row: string }>(
      `select to_jsonb(p) - array['id', 'integration_id', 'work_id', 'local_id', 'evidence_ref'] as row from directory.person p
       join directory.person_number n on n.person_id = p.id where n.insz_hash = $1`,
      [VAULT.hashInsz(insz)],
    )
    return rows.map(({ row }) => JSON.parse(row))
  }

  test('are taken in, and a summary says what was not', () => {
    expect(imported).toEqual({
      summary: {
        files: { imported: 8, unchanged: 0, nothing: 2, refused: 0, skipped: 0 },
        records: { applied: 28, ignored: 0, refused: 4, remarks: 6 },
        missing: [],
      },
      log: [],
    })
  })

  test('say with record, field and code what was refused or left out, and never the value', async () => {
    expect(await refusalsIn(database)).toEqual([
      '1 person Nationaliteiten/Nationaliteit/Code LEFT_EMPTY',
      '1 person Geboorte/Datum LEFT_EMPTY',
      '1 trajectory Trajecten/Traject/Status LEFT_EMPTY',
      '1 trajectory organisation ORGANISATION_UNKNOWN',
      '1 certificate BehaaldeAttesten/Document/Type LEFT_OUT',
      '1 knownLanguage Talenkennis/Talen/Taal/Code CODE_UNKNOWN',
      '1 dutchLevel Talenkennis/BehaaldNT2Niveau/HoogstBehaald LEFT_OUT',
      '1 livingWage Periode LEFT_OUT',
      '1 socialStatute SociaalStatuut/Resultaat/Code CODE_UNKNOWN',
      '0 SOURCE_ERROR',
    ])
  })

  test('about one person by several services are about one newcomer, and partners do not become newcomers', async () => {
    expect(await countRows(database, 'directory.person')).toBe(3)
    expect(await person(aminasPartner)).toEqual([])
  })

  test('give the identity of the register, whatever other services mention', async () => {
    expect(await person(amina)).toEqual([
      {
        family_name: 'Haddad & Khoury',
        given_names: 'Amina Zoé',
        birth_date: '1990-01-15',
        sex: 'FEMALE',
        nationality: 'SY',
        country_of_birth: 'SY',
        deceased_on: null,
        first_registered_on: '2025-01-20',
        contact_language: 'eng',
        interpreter_needed: null,
        phone: null,
        email: null,
        contact_as_of: null,
        source: 'MAGDA GeefPersoon-02.02',
        as_of: '2026-03-02',
      },
    ])
  })

  test('leave empty what the register knows only in part', async () => {
    const [found] = await person(yusuf)
    expect(found).toMatchObject({ family_name: 'Demir', given_names: null, birth_date: null, sex: 'UNKNOWN', nationality: null })
    expect(await about('directory.residence', yusuf)).toMatchObject([{ nis_code: null, valid_from: '2026-01-10', valid_until: null }])
  })

  test('give residence and title of stay', async () => {
    const origin = { source: 'MAGDA GeefPersoon-02.02', as_of: '2026-03-02' }
    expect(await about('directory.residence')).toEqual([
      {
        nis_code: '44021',
        municipality: 'Gent',
        postal_code: '9000',
        street: 'Meersstraat',
        house_number: '12',
        box_number: null,
        valid_from: '2025-02-01',
        valid_until: null,
        ...origin,
      },
    ])
    expect(await about('directory.residence_title')).toEqual([
      {
        card_type: 'A Kaart',
        labour_market_access: null,
        asylum_state: 'Erkend vluchteling',
        valid_from: '2025-02-15',
        valid_until: '2030-02-15',
        end_unknown: false,
        ...origin,
      },
    ])
  })

  test('give the integration dossier', async () => {
    const tables = [
      'target_group',
      'registration',
      'contract',
      'signature_postponement',
      'trajectory',
      'social_orientation',
      'dutch_course',
      'known_language',
      'certificate',
      'infringement',
      'background',
      'dossier',
    ]
    const rows = await Promise.all(tables.map((table) => about(`integration.${table}`)))
    expect(
      Object.fromEntries(tables.map((table, index) => [table, rows[index]?.map(({ source: _source, as_of: _asOf, ...row }) => row)])),
    ).toMatchInlineSnapshot(`
      {
        "background": [
          {
            "childcare_obstacle": null,
            "diploma_recognition": null,
            "fee_is_barrier": null,
            "foreign_diploma_level": null,
            "foreign_work_sector": null,
            "foreign_work_years": null,
            "housing_language_duty": true,
            "housing_language_met": false,
            "labour_market_advice": null,
            "lesson_dayparts": [
              "WED_PM",
              "THU_AM",
            ],
            "lesson_intensity": 3,
            "literate_latin_script": true,
            "organisation_id": null,
          },
        ],
        "certificate": [
          {
            "issued_on": "2026-02-03",
            "kind": "INTEGRATION",
            "model_code": "AI023",
            "organisation_id": null,
          },
        ],
        "contract": [
          {
            "dutch": true,
            "organisation_id": null,
            "participation": false,
            "regime": "SINCE_SEPTEMBER_2023",
            "signed_on": "2025-03-03",
            "social_orientation": true,
            "work": false,
          },
        ],
        "dossier": [
          {},
        ],
        "dutch_course": [
          {
            "attendance_percent": null,
            "dayparts": [],
            "level": null,
            "module": "NT2 - Waystage mondeling",
            "organisation_id": null,
            "provider_type": null,
            "school": null,
            "school_number": "128901",
            "status": "INGESCHREVEN",
            "valid_from": "2025-04-15",
            "valid_until": "2025-06-21",
            "weekly_hours": null,
          },
        ],
        "infringement": [
          {
            "authority": "HH",
            "established_on": "2025-05-05",
            "fine_cents": null,
            "fine_paid_on": null,
            "organisation_id": null,
            "type_code": "2",
          },
        ],
        "known_language": [
          {
            "knowledge": "GOED",
            "language": "eng",
            "organisation_id": null,
          },
        ],
        "registration": [
          {
            "organisation_id": null,
            "reason_code": "15",
            "registered_on": "2025-02-05",
            "repeated": false,
          },
        ],
        "signature_postponement": [
          {
            "organisation_id": null,
            "reason_code": "BIJSTAND_ZIEK_FAMILIELID",
            "valid_from": "2025-02-10",
            "valid_until": "2025-03-01",
          },
        ],
        "social_orientation": [
          {
            "attendance_percent": null,
            "organisation_id": null,
            "passed": true,
            "passed_on": "2025-06-30",
            "started_on": "2025-04-01",
            "test_score": null,
          },
        ],
        "target_group": [
          {
            "exempted": false,
            "exemption_reason": null,
            "member": true,
            "organisation_id": null,
            "reason_not_member": null,
            "subtype": "VOL_PROG",
            "type": "OBLIGED",
            "valid_from": "2025-02-01",
            "valid_until": null,
          },
        ],
        "trajectory": [
          {
            "counsellor_name": "Lies Peeters",
            "counsellor_unit": null,
            "kind": "OBLIGED",
            "organisation_id": 1,
            "status": "ACTIVE",
            "stop_reason": null,
            "valid_from": "2025-03-03",
            "valid_until": null,
            "weekly_hours": null,
          },
        ],
      }
    `)
  })

  test('give the living wage month by month; an answer without payments makes nobody known', async () => {
    const paid = { category: null, organisation_id: 244_021, source: 'MAGDA GeefLeefloonbedragen-02.00', as_of: '2026-03-04' }
    expect(await about('local.living_wage')).toEqual(
      [
        { ...paid, equivalent: true, amount_cents: 128_846, valid_from: '2025-10-01', valid_until: '2025-11-01' },
        { ...paid, equivalent: false, amount_cents: 85_897, valid_from: '2025-11-01', valid_until: '2025-12-01' },
        { ...paid, equivalent: false, amount_cents: 85_897, valid_from: '2026-01-01', valid_until: '2026-02-01' },
      ].toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    )
    expect(await about('local.living_wage', olena)).toEqual([])
    const answered = { record_type: 'livingWage', organisation_id: null, source: 'MAGDA GeefLeefloonbedragen-02.00', as_of: '2026-03-04' }
    expect(await about('local.coverage', olena)).toEqual([{ ...answered, valid_from: '2025-01-01', valid_until: '2026-01-01' }])
  })

  test('give social statutes and employments, which do not make the person a client of an OCMW or of VDAB', async () => {
    const statute = { organisation_id: null, source: 'MAGDA GeefSociaalStatuut-03.00', as_of: '2026-03-05' }
    expect(await about('local.social_statute')).toEqual([
      { name: 'BIM_BVT', applies: true, valid_from: '2026-01-01', valid_until: '2027-01-01', ...statute },
      { name: 'LIVING_WAGES_PCSA_HELP', applies: false, valid_from: '2026-03-05', valid_until: null, ...statute },
    ])
    const work = { employer_kbo: '0244640631', monthly_wage_cents: null, source: 'MAGDA GeefWerkrelaties-02.00', as_of: '2026-03-06' }
    expect(await about('work.employment')).toEqual([
      { ...work, declaration: '3847261506', cancelled: false, valid_from: '2026-02-01', valid_until: '2026-09-01' },
      { ...work, declaration: '3847261507', cancelled: true, valid_from: '2026-01-02', valid_until: '2026-01-02' },
    ])
    expect(await about('work.coverage')).toEqual([])
  })

  test('bring the person to the organisations that come to know it, each under its own id and for its own period', async () => {
    const { rows } = await database.pool.query(
      `select o.name, r.capacity, r.valid_from, r.valid_until, r.newcomer_id = case o.kind when 'INTEGRATION_AGENCY' then p.integration_id else p.local_id end as own_id
       from directory.relationship r join directory.organisation o on o.id = r.organisation_id join directory.person p on p.id = r.person_id
       join directory.person_number n on n.person_id = p.id where n.insz_hash = $1 order by r.capacity, o.name, r.valid_from`,
      [VAULT.hashInsz(amina)],
    )
    expect(rows).toMatchInlineSnapshot(`
      [
        {
          "capacity": "RESIDENT",
          "name": "OCMW Gent",
          "own_id": true,
          "valid_from": "2025-02-01",
          "valid_until": null,
        },
        {
          "capacity": "RESIDENT",
          "name": "Stad Gent",
          "own_id": true,
          "valid_from": "2025-02-01",
          "valid_until": null,
        },
        {
          "capacity": "LIVING_WAGE_CLIENT",
          "name": "OCMW Gent",
          "own_id": true,
          "valid_from": "2025-10-01",
          "valid_until": "2025-12-01",
        },
        {
          "capacity": "LIVING_WAGE_CLIENT",
          "name": "OCMW Gent",
          "own_id": true,
          "valid_from": "2026-01-01",
          "valid_until": "2026-02-01",
        },
        {
          "capacity": "TRAJECTORY_CLIENT",
          "name": "Agentschap Integratie en Inburgering",
          "own_id": true,
          "valid_from": "2025-03-03",
          "valid_until": null,
        },
      ]
    `)
  })

  test('a second time change nothing', async () => {
    const before = await dumpAll(database)
    const { summary } = await importFiles(
      database,
      MAGDA.map((name) => `${FIXTURES}/${name}`),
    )
    expect(summary.files).toEqual({ imported: 0, unchanged: 8, nothing: 2, refused: 0, skipped: 0 })
    expect(await dumpAll(database)).toEqual(before)
  })

  test('about a new number make the old one point to the same person', async () => {
    await importFixtures(database, 'geef-persoon-replaced.xml')
    const { rows } = await database.pool.query(
      'select current, person_id from directory.person_number where insz_hash = any($1) order by current',
      [[VAULT.hashInsz(amina), VAULT.hashInsz(aminaBefore)]],
    )
    expect(rows.map(({ current }) => current)).toEqual([false, true])
    expect(new Set(rows.map(({ person_id }) => person_id)).size).toBe(1)
  })

  test('that nobody can be found in are refused, not guessed', async () => {
    const { summary } = await importFixtures(database, 'geef-leefloonbedragen-nobody.xml')
    expect(summary.records).toEqual({ applied: 0, ignored: 0, refused: 1, remarks: 0 })
    expect((await refusalsIn(database)).at(-1)).toBe('1 livingWage insz IDENTITY_MISSING')
  })
})

describe('a later answer of the register', () => {
  const XML = readFileSync(join(FIXTURES, 'geef-persoon.xml'), 'utf8')
  const later = (day: string, change: (xml: string) => string) => change(XML.replace('<Datum>2026-03-02', `<Datum>${day}`))
  let database: Database
  const deliver = async (day: string, change: (xml: string) => string) => importContent(database, `${amina}.xml`, later(day, change))
  const identity = async () => {
    const { rows } = await database.pool.query(
      `select p.family_name, p.given_names, p.birth_date::text, p.sex::text, p.nationality, p.source, p.as_of::text
       from directory.person p join directory.person_number n on n.person_id = p.id where n.insz_hash = $1`,
      [VAULT.hashInsz(amina)],
    )
    return rows
  }
  const known = {
    family_name: 'Haddad & Khoury',
    given_names: 'Amina Zoé',
    birth_date: '1990-01-15',
    sex: 'FEMALE',
    nationality: 'SY',
    source: 'MAGDA GeefPersoon-02.02',
  }
  beforeEach(async () => {
    database = await createTestDatabase()
    await importFixtures(database, 'geef-persoon.xml')
  })

  test('without the group Naam leaves the name as it is, and changes the rest', async () => {
    await deliver('2026-04-01', (xml) => xml.replace(/<Naam DatumBegin[\s\S]*?<\/Naam>/, '').replace('<Code>2</Code>', '<Code>1</Code>'))
    expect(await identity()).toEqual([{ ...known, sex: 'MALE', as_of: '2026-04-01' }])
  })

  test('that is older, in whatever groups, changes nothing', async () => {
    await deliver('2026-02-01', (xml) => xml.replace(/<Naam DatumBegin[\s\S]*?<\/Naam>/, '').replace('<Code>2</Code>', '<Code>1</Code>'))
    expect(await identity()).toEqual([{ ...known, as_of: '2026-03-02' }])
  })

  test('about a person who is new says what it says, and leaves the rest unknown', async () => {
    const only = (xml: string) => xml.replaceAll(amina, olena).replace(/<Naam DatumBegin[\s\S]*?<\/Naam>/, '')
    await importContent(database, `${olena}.xml`, later('2026-04-01', only))
    const { rows } = await database.pool.query(
      `select p.family_name, p.nationality, p.source from directory.person p join directory.person_number n on n.person_id = p.id where n.insz_hash = $1`,
      [VAULT.hashInsz(olena)],
    )
    expect(rows).toEqual([{ family_name: null, nationality: 'SY', source: known.source }])
  })

  test('with an invalid day is refused by name, and the file after it is imported', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'doorstroom-days-'))
    writeFileSync(
      join(folder, 'a.xml'),
      later('2026-02-30', (xml) => xml),
    )
    writeFileSync(
      join(folder, 'b.xml'),
      later('2026-04-01', (xml) => xml.replace('<Code>2</Code>', '<Code>1</Code>')),
    )
    const { summary, log } = await importFiles(database, [folder])
    rmSync(folder, { recursive: true })
    expect(summary.files).toMatchObject({ imported: 1, refused: 1 })
    expect(log).toEqual([expect.stringMatching(/a\.xml \(sha256 [0-9a-f]{12}…\): HEADER_INVALID, expected the day of the answer/)])
    expect(await identity()).toMatchObject([{ sex: 'MALE' }])
  })

  test('of a residence under a code of before a merger makes the municipality that took over known; an unknown code gets a remark', async () => {
    await deliver('2026-04-01', (xml) => xml.replace('44021', '44011'))
    const { rows } = await database.pool.query(
      `select o.name, r.valid_from::text from directory.relationship r join directory.organisation o on o.id = r.organisation_id
       where r.valid_until is null order by o.name`,
    )
    expect(rows).toEqual([
      { name: 'Gemeente Deinze', valid_from: '2025-02-01' },
      { name: 'OCMW Deinze', valid_from: '2025-02-01' },
    ])
    expect(await refusalsIn(database)).toEqual([])
    await deliver('2026-04-02', (xml) => xml.replace('44021', '44999'))
    await deliver('2026-04-03', (xml) => xml.replace('44021', '99998'))
    await deliver('2026-04-04', (xml) => xml.replace('44021', '21004'))
    expect(await refusalsIn(database)).toEqual([
      '1 residence nisCode MUNICIPALITY_UNKNOWN',
      '1 residence Adressen/Hoofdverblijfplaats LEFT_EMPTY',
    ])
  })

  test('about somebody who moved abroad takes the residence from the municipality', async () => {
    await deliver('2026-04-01', (xml) => xml.replace('</Adressen>', '<VerblijfplaatsBuitenland DatumBegin="2026-03-20"/></Adressen>'))
    const { rows } = await database.pool.query('select distinct valid_until::text from directory.relationship')
    expect(rows).toEqual([{ valid_until: '2026-03-20' }])
  })
})
