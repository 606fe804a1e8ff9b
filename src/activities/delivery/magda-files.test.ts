/** Over the official fictional answers beside the project, which nobody here wrote. They are not part of it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { countRows, dumpAll, type Imported, importFiles, refusalsIn, tablesOf, VAULT } from '../../../test/support/deliveries.ts'
import { MAGDA, needing } from '../../../test/support/machine.ts'
import type { Insz } from '../../base/insz.ts'
import type { Database } from '../../database/client.ts'

function countEach(lines: readonly string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(lines, (line) => line)].map(([line, same]) => [line, same.length]))
}

describe('the answers of the MAGDA mock', needing('MAGDA answers'), () => {
  let database: Database
  let imported: Imported
  beforeAll(async () => {
    database = await createTestDatabase()
    imported = await importFiles(database, [MAGDA])
  })

  test('are all read: none is refused as a document', () => {
    const files = readdirSync(MAGDA, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.length).toBe(325)
    expect(imported).toEqual({
      summary: {
        files: { imported: 313, unchanged: 0, nothing: 11, refused: 0, skipped: 1 },
        records: { applied: 645, ignored: 0, refused: 51, remarks: 41 },
        missing: [],
      },
      log: [],
    })
  })

  test('are refused only where the INSZ is none, a death is before the birth, the organisation is unknown, or the service answered with an exception', async () => {
    const refused = (await refusalsIn(database)).filter((line) => !/LEFT_EMPTY|LEFT_OUT|UNKNOWN_KEPT|FILE_NAME_DIFFERS/.test(line))
    expect(countEach(refused)).toEqual({
      '0 SOURCE_ERROR': 8,
      '1 SOURCE_ERROR': 1,
      '1 person deceasedOn DEATH_BEFORE_BIRTH': 1,
      '1 person insz INSZ_INVALID': 3,
      '1 residence insz INSZ_INVALID': 3,
      '1 socialStatute insz INSZ_INVALID': 1,
      '1 personMention insz INSZ_INVALID': 3,
      '1 employment insz INSZ_INVALID': 4,
      '1 livingWage organisation ORGANISATION_UNKNOWN': 25,
      '1 trajectory organisation ORGANISATION_UNKNOWN': 2,
    })
  })

  test('make one newcomer of a person whom several services know', async () => {
    const tables = (await tablesOf(database)).filter((table) => !/lineage|organisation|municipality|delivery|refusal/.test(table))
    const counts = await Promise.all(tables.map(async (table): Promise<[string, number]> => [table, await countRows(database, table)]))
    expect(Object.fromEntries(counts.filter(([, count]) => count > 0))).toMatchInlineSnapshot(`
      {
        "directory.person": 260,
        "directory.person_number": 261,
        "directory.relationship": 398,
        "directory.residence": 253,
        "directory.residence_title": 10,
        "directory.snapshot": 307,
        "integration.background": 9,
        "integration.contract": 2,
        "integration.coverage": 93,
        "integration.dossier": 9,
        "integration.infringement": 2,
        "integration.known_language": 5,
        "integration.registration": 7,
        "integration.signature_postponement": 4,
        "integration.social_orientation": 6,
        "integration.target_group": 8,
        "integration.trajectory": 11,
        "local.coverage": 1,
        "local.dossier": 24,
        "local.social_statute": 35,
        "work.dossier": 15,
        "work.employment": 18,
      }
    `)
    const shared = await database.pool.query(
      'select count(*)::int as count from directory.residence r where exists (select from work.employment e where e.person_id = r.person_id)',
    )
    expect(shared.rows).toMatchInlineSnapshot(`
      [
        {
          "count": 15,
        },
      ]
    `)
  })

  test('leave no municipality to a person who departed, was struck off or died', async () => {
    const folder = join(MAGDA, 'GeefPersoon-02.02')
    const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
    const left = texts.filter(
      (text) => /<Overlijden[ >]/.test(text) || /<Statussen>[\s\S]*?<Code[^>]*>(992|9999\d)<[\s\S]*?<\/Statussen>/.test(text),
    )
    const hashes = left.flatMap((text) => /<INSZ[^>]*>(\d{11})</.exec(text)?.[1] ?? []).map((number) => VAULT.hashInsz(number as Insz))
    expect(hashes).toHaveLength(29)
    const open = async (who: string, values: unknown[]) => {
      const { rows } = await database.pool.query(
        `select count(distinct r.person_id)::int as persons from directory.residence r join directory.person_number n on n.person_id = r.person_id
         where r.valid_until is null and r.nis_code is not null and ${who}`,
        values,
      )
      return rows[0].persons
    }
    expect(await open('n.insz_hash = any($1)', [hashes])).toBe(0)
    // Before moves, statuses and deaths counted there were 26 more.
    expect(await open('true', [])).toBe(201)
  })

  test('a second time change nothing', async () => {
    const before = await dumpAll(database)
    const { summary } = await importFiles(database, [MAGDA])
    expect(summary.files).toEqual({ imported: 0, unchanged: 313, nothing: 11, refused: 0, skipped: 1 })
    expect(await dumpAll(database)).toEqual(before)
  })
})
