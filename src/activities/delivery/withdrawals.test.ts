/** What a source takes back is no longer so: by its key, by an answer that no longer has it, or by a row of no length; in whatever order deliveries come. */
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { importContent, ndjson, PERSONS, refusalsIn, rowsAbout, tablesOf, VAULT } from '../../../test/support/deliveries.ts'
import type { Insz } from '../../base/insz.ts'
import type { Database } from '../../database/client.ts'

const { amina, aminaBefore, olena, yusuf } = PERSONS
const KBO = { gent: '0212214125', mechelen: '0021202517', agii: '0543307391' }
const NIS = { gent: '44021', mechelen: '12025' }

let database: Database
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(() => clear())

async function clear(): Promise<void> {
  const kept = /\.(organisation|lineage|municipality|refusal)/
  await database.pool.query('delete from directory.refusal')
  for (const table of (await tablesOf(database)).filter((name) => !kept.test(name))) await database.pool.query(`delete from ${table}`)
}

let delivered = 0
async function deliver(domain: string, asOf: string, lines: readonly object[], source = 'test') {
  delivered += 1
  const { summary } = await importContent(database, 'x.ndjson', ndjson({ domain, asOf, source, reference: `${delivered}` }, lines))
  return summary.records
}

const withdrawal = (of: string, insz: Insz, key: object, reason = 'WRONG_PERSON') => ({ record: 'withdrawal', of, insz, ...key, reason })
const certificate = (insz: Insz, issuedOn: string) => ({ record: 'certificate', insz, kind: 'INTEGRATION', issuedOn })
const certificateKey = (issuedOn: string) => ({ kind: 'INTEGRATION', issuedOn })
const home = (insz: Insz, nisCode: string, validFrom: string, validUntil?: string) => ({
  record: 'residence',
  insz,
  nisCode,
  validFrom,
  ...(validUntil === undefined ? {} : { validUntil }),
})

const certificatesOf = async (insz: Insz) => (await rowsAbout(database, 'integration.certificate', insz)).map((row) => row.issued_on)
const homesOf = async (insz: Insz) =>
  (await rowsAbout(database, 'directory.residence', insz)).map((row) => [row.nis_code, row.valid_from, row.valid_until])

/** Names of the organisations that know a person on a day. */
async function knownBy(insz: Insz, day = '2026-06-15'): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    `select distinct o.name from directory.relationship r
     join directory.person_number n on n.person_id = r.person_id
     join directory.organisation o on o.id = r.organisation_id
     where n.insz_hash = $1 and r.valid_from <= $2 and (r.valid_until is null or r.valid_until > $2) order by 1`,
    [VAULT.hashInsz(insz), day],
  )
  return rows.map(({ name }) => name)
}

describe('a row of no length', () => {
  test('ends no residence before it: the person lives where it lived', async () => {
    await deliver('DIRECTORY', '2026-01-10', [home(amina, NIS.gent, '2020-01-01')])
    await deliver('DIRECTORY', '2026-03-10', [home(amina, NIS.mechelen, '2026-03-01')])
    expect(await knownBy(amina)).toEqual(['Gemeente Mechelen', 'OCMW Mechelen'])
    await deliver('DIRECTORY', '2026-03-20', [home(amina, NIS.mechelen, '2026-03-01', '2026-03-01')])
    expect(await homesOf(amina)).toEqual([
      [NIS.gent, '2020-01-01', null],
      [NIS.mechelen, '2026-03-01', '2026-03-01'],
    ])
    expect(await knownBy(amina)).toEqual(['OCMW Gent', 'Stad Gent'])
  })

  test('ends no trajectory: the agency keeps its client', async () => {
    const status = (state: string, validFrom: string, more = {}) => ({
      record: 'trajectory',
      insz: amina,
      organisation: KBO.agii,
      kind: 'OBLIGED',
      status: state,
      validFrom,
      ...more,
    })
    await deliver('INTEGRATION', '2026-01-10', [status('ACTIVE', '2026-01-01')])
    await deliver('INTEGRATION', '2026-03-10', [status('ENDED', '2026-03-01')])
    expect(await knownBy(amina)).toEqual([])
    await deliver('INTEGRATION', '2026-03-20', [status('ENDED', '2026-03-01', { validUntil: '2026-03-01' })])
    expect(await knownBy(amina)).toEqual(['Agentschap Integratie en Inburgering'])
  })
})

describe('numbers that replace each other', () => {
  const replaces = (insz: Insz, old: Insz) => ({ record: 'replacement', insz, replaces: [old] })
  const current = async () => {
    const { rows } = await database.pool.query<{ insz_encrypted: Buffer }>(
      'select insz_encrypted from directory.person_number where current',
    )
    return rows.map((row) => VAULT.decryptInsz(row.insz_encrypted))
  }

  test.each([
    ['in the order in which it was said', ['2026-01-10', '2026-03-10']],
    ['in the other order', ['2026-03-10', '2026-01-10']],
  ])('end with the number of the newest statement: %s', async (_, days) => {
    const said: Record<string, object> = { '2026-01-10': replaces(amina, aminaBefore), '2026-03-10': replaces(aminaBefore, amina) }
    for (const day of days) await deliver('DIRECTORY', day, [said[day] ?? {}])
    expect(await current()).toEqual([aminaBefore])
  })

  test('of one day end with the later delivery; of a chain the last number is current', async () => {
    await deliver('DIRECTORY', '2026-03-10', [replaces(amina, aminaBefore)])
    await deliver('DIRECTORY', '2026-03-10', [replaces(aminaBefore, amina)])
    expect(await current()).toEqual([aminaBefore])
    await deliver('DIRECTORY', '2026-03-11', [replaces(yusuf, olena)])
    await deliver('DIRECTORY', '2026-03-11', [replaces(olena, aminaBefore)])
    expect(await current()).toEqual([yusuf])
  })
})

describe('a withdrawal', () => {
  test('takes the row back for good: an older delivery that comes later does not bring it in, a newer one does', async () => {
    await deliver('INTEGRATION', '2026-01-10', [certificate(amina, '2026-01-05')])
    expect(await deliver('INTEGRATION', '2026-03-10', [withdrawal('certificate', amina, certificateKey('2026-01-05'))])).toEqual({
      applied: 1,
      ignored: 0,
      refused: 0,
      remarks: 0,
    })
    expect(await certificatesOf(amina)).toEqual([])
    const older = { applied: 0, ignored: 1, refused: 0, remarks: 0 }
    expect(await deliver('INTEGRATION', '2026-02-10', [certificate(amina, '2026-01-05')])).toEqual(older)
    expect(await certificatesOf(amina)).toEqual([])
    await deliver('INTEGRATION', '2026-04-10', [certificate(amina, '2026-01-05')])
    expect(await certificatesOf(amina)).toEqual(['2026-01-05'])
    const back = [withdrawal('certificate', amina, certificateKey('2026-01-05'))]
    expect(await deliver('INTEGRATION', '2026-03-11', back)).toEqual(older)
    expect(await certificatesOf(amina)).toEqual(['2026-01-05'])
  })

  test('of a move restores the residence before it, though nobody delivers that again', async () => {
    await deliver('DIRECTORY', '2026-01-10', [home(amina, NIS.gent, '2020-01-01')])
    await deliver('DIRECTORY', '2026-03-10', [home(amina, NIS.mechelen, '2026-03-01')])
    await deliver('DIRECTORY', '2026-04-01', [withdrawal('residence', amina, { validFrom: '2026-03-01' }, 'ANNULLED')])
    expect(await homesOf(amina)).toEqual([[NIS.gent, '2020-01-01', null]])
    expect(await knownBy(amina)).toEqual(['OCMW Gent', 'Stad Gent'])
  })

  test('in one delivery with its row: the last one counts', async () => {
    const back = withdrawal('certificate', amina, certificateKey('2026-01-05'))
    await deliver('INTEGRATION', '2026-03-10', [certificate(amina, '2026-01-05'), back])
    expect(await certificatesOf(amina)).toEqual([])
    await deliver('INTEGRATION', '2026-03-10', [back, certificate(amina, '2026-01-05')])
    expect(await certificatesOf(amina)).toEqual(['2026-01-05'])
  })

  test('of a row of another organisation changes nothing, and tells the deliverer no more than of one that does not exist', async () => {
    const wage = { record: 'livingWage', insz: amina, organisation: KBO.gent, category: 'SINGLE', validFrom: '2026-01-01' }
    await deliver('LOCAL', '2026-01-10', [wage])
    const back = (insz: Insz) => withdrawal('livingWage', insz, { organisation: KBO.mechelen, validFrom: '2026-01-01' })
    expect(await deliver('LOCAL', '2026-03-10', [back(amina), back(olena)])).toEqual({ applied: 2, ignored: 0, refused: 0, remarks: 2 })
    expect(await rowsAbout(database, 'local.living_wage', amina)).toHaveLength(1)
    const { rows } = await database.pool.query('select code, field, reason, record_type from directory.refusal order by record')
    expect(rows[0]).toEqual(rows[1])
    expect(rows[0].code).toBe('ROW_NOT_FOUND')
    expect(await refusalsIn(database)).toEqual(['2 livingWage ROW_OF_OTHER', '3 livingWage ROW_NOT_FOUND'])
  })

  test('of a project takes what hangs on it, and leaves what another project has', async () => {
    const organisation = KBO.gent
    const project = (validFrom: string, validUntil: string) => ({
      record: 'gpmi',
      insz: amina,
      organisation,
      type: 'STUDY',
      validFrom,
      validUntil,
    })
    const objective = (agreedOn: string) => ({ record: 'gpmiObjective', insz: amina, organisation, kind: 'WORK', agreedOn })
    const projects = [project('2026-01-01', '2026-03-01'), project('2026-02-01', '2026-05-01')]
    await deliver('LOCAL', '2026-03-10', [...projects, objective('2026-01-15'), objective('2026-02-15')])
    await deliver('LOCAL', '2026-03-20', [withdrawal('gpmi', amina, { organisation, validFrom: '2026-01-01' })])
    const left = await rowsAbout(database, 'local.gpmi_objective', amina)
    expect(left.map(({ agreed_on }) => agreed_on)).toEqual(['2026-02-15'])
  })

  test('names the fields of the key and a reason, and nothing else', async () => {
    const back = withdrawal('certificate', amina, certificateKey('2026-01-05'))
    const { reason: _reason, ...without } = back
    const lines = [
      without,
      { ...back, reason: 'MISTAKE' },
      { ...back, modelCode: 'x' },
      { ...back, of: 'residence' },
      { ...back, of: 'nothing' },
    ]
    expect(await deliver('INTEGRATION', '2026-03-10', lines)).toEqual({ applied: 0, ignored: 0, refused: 5, remarks: 0 })
    await deliver('DIRECTORY', '2026-03-10', [withdrawal('person', amina, {})])
    expect(await refusalsIn(database)).toEqual([
      '2 certificate reason FIELD_INVALID',
      '3 certificate reason FIELD_INVALID',
      '4 certificate FIELD_INVALID',
      '5 residence of RECORD_TYPE_UNKNOWN',
      '6 of RECORD_TYPE_UNKNOWN',
      '2 person of NOT_WITHDRAWABLE',
    ])
  })
})

const VERSIONS = { GeefPersoon: '02.02.0000', GeefDossierKBI: '01.00.0000', GeefLeefloonbedragen: '02.00.0000' }
function answer(service: keyof typeof VERSIONS, day: string, content: string): string {
  return `<r:${service}Response xmlns:r="urn:r"><Repliek>
    <Context><Naam>${service}</Naam><Versie>${VERSIONS[service]}</Versie><Bericht><Tijdstip><Datum>${day}</Datum></Tijdstip></Bericht></Context>
    <Antwoorden><Antwoord><Referte>r</Referte><Inhoud>${content}</Inhoud></Antwoord></Antwoorden></Repliek></r:${service}Response>`
}
const ask = (...of: readonly [...Parameters<typeof answer>]) => importContent(database, 'x.xml', answer(...of))

describe('an answer that is the whole dossier', () => {
  const dossier = (documents: string) =>
    `<KBIDossier><Personalia><INSZ>${amina}</INSZ></Personalia><BehaaldeAttesten>${documents}</BehaaldeAttesten></KBIDossier>`
  const document = (day: string, type = 'AI1') => `<Document><Type>${type}</Type><DatumOndertekening>${day}</DatumOndertekening></Document>`
  const registered = (nis: string, since: string) =>
    `<Persoon><INSZ>${amina}</INSZ><Adressen><Hoofdverblijfplaats DatumBegin="${since}"><NISCodeLand>150</NISCodeLand><NISCodeGemeente>${nis}</NISCodeGemeente></Hoofdverblijfplaats></Adressen></Persoon>`
  const GENT: [service: 'GeefPersoon', day: string, content: string] = ['GeefPersoon', '2026-01-10', registered(NIS.gent, '2020-01-01')]
  const MECHELEN: typeof GENT = ['GeefPersoon', '2026-03-10', registered(NIS.mechelen, '2026-03-01')]
  const ANNULLED: typeof GENT = ['GeefPersoon', '2026-04-01', registered(NIS.gent, '2020-01-01')]

  test('withdraws a certificate that the newer one no longer has, and only what came from the service', async () => {
    await ask('GeefDossierKBI', '2026-01-10', dossier(document('2026-01-05') + document('2025-01-05')))
    await deliver('INTEGRATION', '2026-01-10', [certificate(amina, '2024-01-05'), certificate(olena, '2026-01-05')])
    await ask('GeefDossierKBI', '2026-03-10', dossier(document('2025-01-05')))
    expect(await certificatesOf(amina)).toEqual(['2024-01-05', '2025-01-05'])
    expect(await certificatesOf(olena)).toEqual(['2026-01-05'])
    await ask('GeefDossierKBI', '2026-02-10', dossier(document('2026-01-05') + document('2023-01-05')))
    expect(await certificatesOf(amina)).toEqual(['2024-01-05', '2025-01-05'])
  })

  test('stays the newest when an older one comes late: what it does not have is not brought in by a third', async () => {
    await ask('GeefDossierKBI', '2026-03-10', dossier(document('2025-01-05')))
    await ask('GeefDossierKBI', '2026-01-10', dossier(''))
    await ask('GeefDossierKBI', '2026-02-10', dossier(document('2026-01-05') + document('2025-01-05')))
    expect(await certificatesOf(amina)).toEqual(['2025-01-05'])
  })

  test('withdraws nothing of a kind of which it gives something that the hub left out', async () => {
    await ask('GeefDossierKBI', '2026-01-10', dossier(document('2026-01-05')))
    await ask('GeefDossierKBI', '2026-03-10', dossier(document('2026-01-05', 'SOMETHING_NEW')))
    expect(await certificatesOf(amina)).toEqual(['2026-01-05'])
    await ask('GeefDossierKBI', '2026-03-11', dossier(document('2099-01-05')))
    expect(await certificatesOf(amina)).toEqual(['2026-01-05'])
  })

  test.each<[string, (typeof GENT)[]]>([
    ['in order', [GENT, MECHELEN, ANNULLED]],
    ['with the move last', [GENT, ANNULLED, MECHELEN]],
    ['backwards', [ANNULLED, MECHELEN, GENT]],
  ])('restores the residence before a move that was annulled: %s', async (_, answers) => {
    for (const one of answers) await ask(...one)
    expect(await homesOf(amina)).toEqual([[NIS.gent, '2020-01-01', null]])
    expect(await knownBy(amina)).toEqual(['OCMW Gent', 'Stad Gent'])
  })

  test('keeps the residences before the last one: they are history', async () => {
    await ask(...GENT)
    await ask(...MECHELEN)
    expect(await homesOf(amina)).toEqual([
      [NIS.gent, '2020-01-01', '2026-03-01'],
      [NIS.mechelen, '2026-03-01', null],
    ])
  })

  test('withdraws payments of the years that it answers, and no others', async () => {
    const paid = (month: string) =>
      `<Maand JaarMaand="${month}"><LeefloonPerPeriode><LeefloonPeriode><Begunstigde><INSZ>${amina}</INSZ></Begunstigde><Periode><Begin>${month}-01</Begin><Einde>${month}-28</Einde></Periode><Bedrag>100.00</Bedrag></LeefloonPeriode></LeefloonPerPeriode></Maand>`
    const year = (of: string, ...months: string[]) =>
      `<Leefloonbedragen><Leefloonbedrag><Jaar>${of}</Jaar><Tegemoetkoming><Maandelijks>${months.map(paid).join('')}</Maandelijks></Tegemoetkoming></Leefloonbedrag></Leefloonbedragen>`
    await ask('GeefLeefloonbedragen', '2026-03-10', year('2025', '2025-01'))
    await ask('GeefLeefloonbedragen', '2026-03-11', year('2026', '2026-01', '2026-02'))
    await ask('GeefLeefloonbedragen', '2026-04-10', year('2026', '2026-02'))
    const left = await rowsAbout(database, 'local.living_wage', amina)
    expect(left.map(({ valid_from }) => valid_from).toSorted()).toEqual(['2025-01-01', '2026-02-01'])
  })
})

describe('a snapshot in NDJSON', () => {
  const snapshot = (insz: Insz, of: readonly string[], period = {}) => ({ record: 'snapshot', insz, of, ...period })

  test('withdraws what the same source said before and does not repeat', async () => {
    await deliver('INTEGRATION', '2026-01-10', [certificate(amina, '2026-01-05'), certificate(amina, '2025-01-05')])
    await deliver('INTEGRATION', '2026-01-10', [certificate(amina, '2024-01-05')], 'another')
    expect(await deliver('INTEGRATION', '2026-03-10', [certificate(amina, '2025-01-05'), snapshot(amina, ['certificate'])])).toEqual({
      applied: 2,
      ignored: 0,
      refused: 0,
      remarks: 0,
    })
    expect(await certificatesOf(amina)).toEqual(['2024-01-05', '2025-01-05'])
  })

  test('with a refused record of the person is refused, and withdraws nothing', async () => {
    await deliver('INTEGRATION', '2026-01-10', [certificate(amina, '2026-01-05'), certificate(olena, '2026-01-05')])
    const wrong = { ...certificate(amina, '2025-01-05'), kind: 'DIPLOMA' }
    const lines = [wrong, snapshot(amina, ['certificate']), snapshot(olena, ['certificate']), snapshot(olena, ['residence'])]
    expect(await deliver('INTEGRATION', '2026-03-10', lines)).toEqual({ applied: 1, ignored: 0, refused: 3, remarks: 0 })
    expect(await refusalsIn(database)).toEqual([
      '2 certificate kind FIELD_INVALID',
      '3 snapshot of SNAPSHOT_INCOMPLETE',
      '5 snapshot of RECORD_TYPE_UNKNOWN',
    ])
    expect(await certificatesOf(amina)).toEqual(['2026-01-05'])
    expect(await certificatesOf(olena)).toEqual([])
  })
})

test('the same statements in any order give the same rows', { timeout: 240_000 }, async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000_000)
  console.log(`withdrawals: seed ${seed}`)
  const numbers = [amina, aminaBefore]
  const said = fc.record({
    insz: fc.constantFrom(...numbers),
    kind: fc.constantFrom('residence', 'trajectory', 'livingWage', 'certificate', 'replacement'),
    act: fc.constantFrom('row', 'row', 'row', 'withdrawal', 'snapshot'),
    value: fc.nat(5),
  })
  const rows: Record<string, (value: number) => { domain: string; key: object; rest: object }> = {
    residence: (value) => ({
      domain: 'DIRECTORY',
      key: { validFrom: `2026-0${1 + (value % 3)}-01` },
      rest: { nisCode: Object.values(NIS)[value % 2], ...(value > 3 ? { validUntil: '2026-03-01' } : {}) },
    }),
    trajectory: (value) => ({
      domain: 'INTEGRATION',
      key: { organisation: KBO.agii, kind: 'OBLIGED', validFrom: `2026-0${1 + (value % 3)}-01` },
      rest: { status: value % 2 === 0 ? 'ACTIVE' : 'ENDED' },
    }),
    livingWage: (value) => ({
      domain: 'LOCAL',
      key: { organisation: value % 2 === 0 ? KBO.gent : KBO.mechelen, validFrom: `2026-0${1 + (value % 2)}-01` },
      rest: { amountCents: value },
    }),
    certificate: (value) => ({
      domain: 'INTEGRATION',
      key: certificateKey(`2025-0${1 + (value % 2)}-01`),
      rest: { modelCode: `${value}` },
    }),
  }
  type Said = { insz: Insz; kind: string; act: string; value: number }
  const lineOf = ({ insz, kind, act, value }: Said): { domain: string; line: object } => {
    const row = rows[kind]?.(value)
    if (row === undefined)
      return { domain: 'DIRECTORY', line: { record: 'replacement', insz, replaces: numbers.filter((one) => one !== insz) } }
    if (act === 'withdrawal') return { domain: row.domain, line: withdrawal(kind, insz, row.key) }
    if (act === 'snapshot') return { domain: row.domain, line: { record: 'snapshot', insz, of: [kind] } }
    return { domain: row.domain, line: { record: kind, insz, ...row.key, ...row.rest } }
  }
  const history = fc
    .array(said, { minLength: 3, maxLength: 10 })
    .map((all) => all.map((one, index) => ({ ...lineOf(one), asOf: `2026-04-${String(index + 1).padStart(2, '0')}` })))
  const orders = history.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
  const state = async (order: { domain: string; line: object; asOf: string }[]) => {
    await clear()
    for (const { domain, line, asOf } of order) await deliver(domain, asOf, [line])
    const tables = ['directory.residence', 'integration.trajectory', 'local.living_wage', 'integration.certificate']
    const stored = await Promise.all(
      tables.map((table) =>
        database.pool.query<{ row: string }>(
          `select (to_jsonb(t) - array['id', 'person_id'] || jsonb_build_object('number', encode(n.insz_hash, 'hex')))::text as row
           from ${table} t join directory.person_number n on n.person_id = t.person_id`,
        ),
      ),
    )
    const known = await database.pool.query<{ row: string }>(
      `select concat_ws(' ', organisation_id, capacity, valid_from, valid_until) as row from directory.relationship where valid_until is distinct from valid_from`,
    )
    const current = await database.pool.query<{ row: string }>(
      "select concat_ws(' ', encode(insz_hash, 'hex'), current) as row from directory.person_number",
    )
    return [...stored, known, current].map(({ rows: found }) => found.map(({ row }) => row).toSorted())
  }
  await fc.assert(
    fc.asyncProperty(orders, async ([all, shuffled]) => {
      const inOrder = await state(all)
      expect(await state(shuffled)).toEqual(inOrder)
    }),
    { seed, numRuns: Number(process.env.RUNS ?? 40) },
  )
})
