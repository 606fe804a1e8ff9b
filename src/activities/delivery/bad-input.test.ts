/** Each kind of bad input: its documented code, the rest unharmed, nothing half written, and no personal value in any text. */
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { countRows, FIXTURES, importContent, importFiles, ndjson, PERSONS, refusalsIn, tablesOf } from '../../../test/support/deliveries.ts'
import { type Clock, createClock } from '../../base/clock.ts'
import type { Database } from '../../database/client.ts'
import { listRefusals } from './refusals.ts'
import { exitCodeOf } from './summary.ts'

const { amina, olena } = PERSONS
const PERSON_XML = readFileSync(join(FIXTURES, 'geef-persoon.xml'), 'utf8')

let database: Database
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  const tables = (await tablesOf(database)).filter((table) => !/organisation|municipality/.test(table))
  await database.pool.query('delete from directory.refusal')
  for (const table of tables) await database.pool.query(`delete from ${table}`)
})

describe('XML', () => {
  const documents: [string, string, string | Uint8Array][] = [
    ['with a DOCTYPE and entities', 'XML_ENTITIES', PERSON_XML.replace('?>\n', '?>\n<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>\n')],
    ['with an external entity', 'XML_ENTITIES', PERSON_XML.replace('?>\n', '?>\n<!DOCTYPE x SYSTEM "file:///etc/passwd">\n')],
    ['in another declared encoding', 'ENCODING_UNSUPPORTED', PERSON_XML.replace('UTF-8', 'EBCDIC-CP-BE')],
    ['in UTF-16', 'ENCODING_UNSUPPORTED', Buffer.from(`\ufeff${PERSON_XML}`, 'utf16le')],
    ['that says UTF-8 and is not', 'ENCODING_INVALID', Buffer.from(PERSON_XML, 'latin1')],
    ['that breaks off', 'XML_NOT_WELL_FORMED', PERSON_XML.slice(0, PERSON_XML.length / 2)],
    ['that is empty', 'XML_NOT_WELL_FORMED', ''],
    ['that is no XML', 'XML_NOT_WELL_FORMED', 'Naam;Voornaam\n'],
    ['of another version', 'VERSION_UNKNOWN', PERSON_XML.replace('02.02.0000', '03.00.0000')],
    ['of tomorrow', 'HEADER_INVALID', PERSON_XML.replace('2026-03-02', '2026-06-16')],
    ['of an unknown service', 'SERVICE_UNKNOWN', PERSON_XML.replaceAll('GeefPersoonResponse', 'GeefHuisdierResponse')],
    ['nested without end', 'XML_NOT_WELL_FORMED', `${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`],
  ]
  test.each(documents)('%s is refused with %s', async (_what, code, content) => {
    const { summary, log } = await importContent(database, `${amina}.xml`, content)
    expect(summary).toMatchObject({ files: { imported: 0, refused: 1 }, records: { applied: 0 } })
    expect(exitCodeOf(summary)).toBe(1)
    expect(await refusalsIn(database)).toEqual([`0 ${code}`])
    expect(log).toEqual([expect.stringContaining('….xml (sha256')])
    expect(log.join()).not.toContain(amina)
    expect(await countRows(database, 'directory.person')).toBe(0)
  })

  test('in ISO-8859-1 is read as what it is', async () => {
    await importContent(
      database,
      'a.xml',
      Buffer.from(PERSON_XML.replace('UTF-8', 'ISO-8859-1').replace('Meersstraat', 'Citéstraat'), 'latin1'),
    )
    const { rows } = await database.pool.query('select street from directory.residence')
    expect(rows).toEqual([{ street: 'Citéstraat' }])
  })

  test('of 100 MB is refused before it is read, and the file after it is imported', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'doorstroom-large-'))
    try {
      writeFileSync(join(folder, 'a.xml'), '<a>')
      truncateSync(join(folder, 'a.xml'), 100_000_000)
      writeFileSync(join(folder, 'b.xml'), PERSON_XML)
      const { summary, log } = await importFiles(database, [folder, join(folder, 'absent.xml')])
      expect(summary.files).toEqual({ imported: 1, unchanged: 0, nothing: 0, refused: 1, skipped: 0 })
      expect(log).toEqual([
        expect.stringContaining('absent.xml: file or folder not found'),
        expect.stringContaining('TOO_LARGE, expected an answer of at most 64 MiB'),
      ])
      expect(exitCodeOf(summary)).toBe(2)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('NDJSON', () => {
  const headers: [string, string][] = [
    ['without a header', '{"record":"workCoverage","insz":"x"}\n'],
    ['that is empty', ''],
    ['of an unknown domain', ndjson({ domain: 'HEALTH' }, [])],
    ['of tomorrow', ndjson({ domain: 'WORK', asOf: '2026-06-16' }, [])],
    ['with a key twice', ndjson({ domain: 'WORK' }, []).replace('{"source"', '{"source":"b","source"')],
    ['with a number of records that is none', ndjson({ domain: 'WORK' }, []).replace('{"source"', '{"records":-1,"source"')],
    ['with a reference that is a number of a person', ndjson({ domain: 'WORK', reference: 'file 85.07.30-033.28' }, [])],
    ['with a reference of control characters', ndjson({ domain: 'WORK', reference: '\u0000' }, [])],
  ]
  test.each(headers)('%s is refused with HEADER_INVALID', async (_what, content) => {
    const { summary } = await importContent(database, 'a.ndjson', content)
    expect(summary.files.refused).toBe(1)
    expect(await refusalsIn(database)).toEqual(['0 HEADER_INVALID'])
  })

  test('with a broken line in the middle loses that line only', async () => {
    const known = (insz: string) => JSON.stringify({ record: 'workCoverage', insz, covers: ['employment'], validFrom: '2026-01-01' })
    const header = ndjson({ domain: 'WORK' }, [])
    const bytes = Buffer.concat([
      Buffer.from(`${header}${known(amina)}\n{"record":"workDos\n[1]\n`),
      Buffer.from([0xff, 0xfe, 0x0a]),
      Buffer.from(`\n${'x'.repeat(1_100_000)}\n${known(olena)}`),
    ])
    const { summary } = await importContent(database, 'a.ndjson', bytes)
    expect(summary.records).toEqual({ applied: 2, ignored: 0, refused: 4, remarks: 0 })
    expect(await refusalsIn(database)).toEqual(['3 LINE_NOT_JSON', '4 LINE_NOT_JSON', '5 LINE_NOT_JSON', '7 LINE_NOT_JSON'])
    expect(await countRows(database, 'work.dossier')).toBe(2)
  })

  test('with a key twice in a line loses that line only', async () => {
    const twice = `{"record":"workCoverage","insz":"${amina}","insz":"${olena}"}\n`
    const { summary } = await importContent(
      database,
      'a.ndjson',
      ndjson({ domain: 'WORK' }, []) +
        twice +
        ndjson({ domain: 'WORK' }, [{ record: 'workCoverage', insz: olena, covers: ['employment'], validFrom: '2026-01-01' }]).split(
          '\n',
        )[1],
    )
    expect(summary.records).toEqual({ applied: 1, ignored: 0, refused: 1, remarks: 0 })
    expect(await refusalsIn(database)).toEqual(['2 LINE_KEY_TWICE'])
  })

  test('with fewer or more records than its header says is refused after what came, and imported when it is whole', async () => {
    const lines = [amina, olena].map((insz) =>
      JSON.stringify({ record: 'workCoverage', insz, covers: ['employment'], validFrom: '2026-01-01' }),
    )
    const header = '{"delivery":{"source":"test","reference":"1","domain":"WORK","asOf":"2026-03-10","records":2}}'
    for (const sent of [lines.slice(0, 1), [...lines, ...lines]]) {
      const { summary, log } = await importContent(database, 'a.ndjson', [header, ...sent].join('\n'))
      expect([summary.files.refused, summary.records.applied]).toEqual([1, sent.length])
      expect(log).toEqual([expect.stringContaining('RECORD_COUNT_MISMATCH')])
    }
    const { summary } = await importContent(database, 'a.ndjson', [header, '', ...lines, ''].join('\n'))
    expect(summary).toMatchObject({ files: { imported: 1, refused: 0 }, records: { applied: 2 } })
  })

  const SECRET = 'Haddad-geheim'
  const lines: [string, object, string][] = [
    [
      'an unknown enum',
      { record: 'targetGroup', insz: amina, member: true, type: SECRET, validFrom: '2026-01-01' },
      'targetGroup type FIELD_INVALID',
    ],
    [
      'wrong check digits',
      { record: 'integrationCoverage', insz: '90611500223', covers: ['certificate'], validFrom: '2026-01-01' },
      'integrationCoverage insz INSZ_INVALID',
    ],
    [
      'an INSZ of letters',
      { record: 'integrationCoverage', insz: SECRET, covers: ['certificate'], validFrom: '2026-01-01' },
      'integrationCoverage insz INSZ_INVALID',
    ],
    [
      'no INSZ',
      { record: 'integrationCoverage', covers: ['certificate'], validFrom: '2026-01-01' },
      'integrationCoverage insz INSZ_INVALID',
    ],
    [
      'a day that does not exist',
      { record: 'registration', insz: amina, registeredOn: '2026-02-30' },
      'registration registeredOn FIELD_INVALID',
    ],
    ['a day in year zero', { record: 'registration', insz: amina, registeredOn: '0000-01-01' }, 'registration registeredOn FIELD_INVALID'],
    [
      'a period that ends first',
      { record: 'trajectory', insz: amina, kind: 'OBLIGED', validFrom: '2026-02-01', validUntil: '2026-01-01' },
      'trajectory validUntil FIELD_INVALID',
    ],
    [
      'a field that does not exist',
      { record: 'integrationCoverage', insz: amina, [SECRET]: SECRET, covers: ['certificate'], validFrom: '2026-01-01' },
      'integrationCoverage FIELD_INVALID',
    ],
    [
      'text that cannot be stored',
      { record: 'targetGroup', insz: amina, member: true, subtype: '\u0000', validFrom: '2026-01-01' },
      'targetGroup subtype FIELD_INVALID',
    ],
    [
      'a broken surrogate',
      { record: 'targetGroup', insz: amina, member: true, subtype: 'x\ud800', validFrom: '2026-01-01' },
      'targetGroup subtype FIELD_INVALID',
    ],
    [
      'a number beyond the column',
      { record: 'fee', insz: amina, item: 'MO_TEST', amountCents: 3_000_000_000, dueOn: '2026-01-01' },
      'fee amountCents FIELD_INVALID',
    ],
    [
      'a record type of another domain',
      { record: 'livingWage', insz: amina, validFrom: '2026-01-01' },
      'livingWage record RECORD_TYPE_UNKNOWN',
    ],
    ['a record type that does not exist', { record: SECRET, insz: amina }, 'record RECORD_TYPE_UNKNOWN'],
  ]
  test.each(lines)('%s refuses its record and no other', async (_what, line, refusal) => {
    const { summary } = await importContent(
      database,
      'a.ndjson',
      ndjson({ domain: 'INTEGRATION' }, [
        line,
        { record: 'integrationCoverage', insz: olena, covers: ['certificate'], validFrom: '2026-01-01' },
      ]),
    )
    expect(summary.records).toEqual({ applied: 1, ignored: 0, refused: 1, remarks: 0 })
    expect(await refusalsIn(database)).toEqual([`2 ${refusal}`])
    const { refusals } = await listRefusals(database.prisma, { limit: 10 })
    expect(JSON.stringify(refusals)).not.toMatch(new RegExp(`${SECRET}|${amina}|90611500223`))
    expect(await countRows(database, 'directory.person')).toBe(1)
  })

  test.each([
    ['a birth in the future', { record: 'person', insz: amina, birthDate: '2026-06-16' }, 'person birthDate DAY_IN_FUTURE'],
    ['a death in the future', { record: 'person', insz: amina, deceasedOn: '2026-06-16' }, 'person deceasedOn DAY_IN_FUTURE'],
    [
      'a death before birth',
      { record: 'person', insz: amina, birthDate: '2026-01-02', deceasedOn: '2026-01-01' },
      'person deceasedOn DEATH_BEFORE_BIRTH',
    ],
    ['a country that does not exist', { record: 'person', insz: amina, nationality: 'ZZ' }, 'person nationality FIELD_INVALID'],
    ['a part that only the hub itself may say', { record: 'personPart', insz: amina }, 'personPart record RECORD_TYPE_UNKNOWN'],
    ['a number that replaces itself', { record: 'replacement', insz: amina, replaces: [amina] }, 'replacement replaces INSZ_INVALID'],
    ['what only the hub itself may say', { record: 'personMention', insz: amina }, 'personMention record RECORD_TYPE_UNKNOWN'],
  ])('%s refuses the record', async (_what, line, refusal) => {
    await importContent(database, 'a.ndjson', ndjson({ domain: 'DIRECTORY' }, [line]))
    expect(await refusalsIn(database)).toEqual([`2 ${refusal}`])
  })

  test('with synthetic numbers is refused where they do not count', async () => {
    const { accept } = await import('./accept.ts')
    const rules = { domain: 'WORK' as const, granted: undefined, allowSynthetic: false, today: '2026-06-15' }
    const verdict = accept(2, { record: 'workCoverage', insz: amina, covers: ['employment'], validFrom: '2026-01-01' }, rules)
    expect(verdict).toMatchObject({ refused: { field: 'insz', code: 'INSZ_INVALID' } })
  })
})

describe('the name of a file', () => {
  const content = ndjson({ domain: 'WORK' }, [{ record: 'workCoverage', insz: amina, covers: ['employment'], validFrom: '2026-01-01' }])
  test.each(['a.ndjson', 'a.jsonl', 'a.json', 'A.NDJSON', 'a.ndjson.gz', 'a.json.gz'])('%s is a delivery', async (name) => {
    const { summary } = await importContent(database, name, name.endsWith('.gz') ? gzipSync(content) : content)
    expect([summary.files.imported, exitCodeOf(summary)]).toEqual([1, 0])
  })

  test('of a packed answer is one too, and still says who was asked about', async () => {
    const { summary } = await importContent(database, `${amina}.xml.gz`, gzipSync(PERSON_XML))
    expect([summary.files.imported, exitCodeOf(summary)]).toEqual([1, 0])
  })

  test('that says nothing is refused when the operator named the file, and skipped in a folder', async () => {
    const { summary, log } = await importContent(database, 'a.txt', content)
    expect([summary.files.refused, exitCodeOf(summary), log]).toEqual([1, 1, [expect.stringContaining('FILE_NAME_UNKNOWN')]])
    const folder = mkdtempSync(join(tmpdir(), 'doorstroom-names-'))
    writeFileSync(join(folder, 'a.txt'), content)
    expect((await importFiles(database, [folder])).summary.files).toMatchObject({ refused: 0, skipped: 1 })
    rmSync(folder, { recursive: true })
  })

  test.each([
    ['is not packed', content],
    ['broke off', gzipSync(content).subarray(0, -9)],
  ])('that says gzip, of a file that %s, refuses it', async (_what, bytes) => {
    const { log } = await importContent(database, 'a.ndjson.gz', bytes)
    expect(log).toEqual([expect.stringContaining('COMPRESSION_INVALID')])
  })
})

describe('the day', () => {
  const line = [{ record: 'person', insz: amina, birthDate: '2026-06-16' }]
  const importAt = async (clock: Clock) => {
    const folder = mkdtempSync(join(tmpdir(), 'doorstroom-day-'))
    writeFileSync(join(folder, 'a.ndjson'), ndjson({ domain: 'DIRECTORY', asOf: '2026-06-16' }, line))
    const { summary } = await importFiles(database, [folder], { clock })
    rmSync(folder, { recursive: true })
    return [summary.files.imported, summary.records.applied]
  }

  test('is that of Brussels: tomorrow in UTC can be today there, and a child can have been born on it', async () => {
    expect(await importAt(createClock(undefined, () => new Date('2026-06-15T21:59:00Z')))).toEqual([0, 0])
    expect(await importAt(createClock(undefined, () => new Date('2026-06-15T22:01:00Z')))).toEqual([1, 1])
  })

  test('is the one that the hub was given', async () => {
    expect(await importAt(createClock('2026-06-15', () => new Date('2030-01-01T12:00:00Z')))).toEqual([0, 0])
    expect(await importAt(createClock('2026-06-16', () => new Date('2020-01-01T12:00:00Z')))).toEqual([1, 1])
  })
})

test('refusals are listed page by page, oldest first, and by source', async () => {
  const lines = Array.from({ length: 5 }, () => ({ record: 'nothing' }))
  await importContent(database, 'a.ndjson', ndjson({ domain: 'WORK', source: 'a' }, lines))
  await importContent(database, 'b.ndjson', ndjson({ domain: 'WORK', source: 'b' }, lines))
  const seen: string[] = []
  let after: string | undefined
  do {
    const { refusals, next } = await listRefusals(database.prisma, { limit: 3, after, source: 'b' })
    seen.push(...refusals.map(({ source, record }) => `${source}${record}`))
    after = next ?? undefined
  } while (after !== undefined)
  expect(seen).toEqual(['b2', 'b3', 'b4', 'b5', 'b6'])
})
