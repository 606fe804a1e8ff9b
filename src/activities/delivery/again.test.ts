/** `import --again`: an archive read once more, after an erasure or when what the hub makes of it has changed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { FIXTURES, importFiles, ndjson, PERSONS, refusalsIn, rowsAbout, VAULT } from '../../../test/support/deliveries.ts'
import type { Database } from '../../database/client.ts'
import { erasePerson } from '../../evidence/retention/erase.ts'

const { amina } = PERSONS
const SUBJECT = { by: 'INSZ' as const, inszHash: VAULT.hashInsz(amina) }

let folder: string
let database: Database
beforeAll(async () => {
  database = await createTestDatabase()
  folder = mkdtempSync(join(tmpdir(), 'doorstroom-again-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

async function idsOf(): Promise<unknown[]> {
  const { rows } = await database.pool.query(
    'select p.id, p.integration_id, p.work_id, p.local_id, p.evidence_ref from directory.person p join directory.person_number n on n.person_id = p.id where n.insz_hash = $1',
    [SUBJECT.inszHash],
  )
  return rows.flatMap((row) => Object.values(row))
}

test('what was erased comes back as another person only when the operator asks for it, and that is on record', async () => {
  const paths = [
    file('a.xml', readFileSync(join(FIXTURES, 'geef-persoon.xml'))),
    file(
      'b.ndjson.gz',
      gzipSync(
        ndjson({ domain: 'WORK', reference: 'b' }, [
          { record: 'workCoverage', insz: amina, covers: ['employment'], validFrom: '2026-01-01' },
        ]),
      ),
    ),
  ]
  expect((await importFiles(database, paths)).summary.files).toMatchObject({ imported: 2 })
  const before = await idsOf()
  expect(before).toHaveLength(5)
  await erasePerson({ pool: database.pool, subject: SUBJECT, actor: 'dpo', reason: 'request 7' })
  expect((await importFiles(database, paths)).summary.files).toMatchObject({ unchanged: 2 })
  expect(await idsOf()).toEqual([])
  expect((await importFiles(database, paths, { again: true })).summary.files).toMatchObject({ imported: 2, unchanged: 0, refused: 0 })
  const after = await idsOf()
  expect(after).toHaveLength(5)
  expect(after.filter((id) => before.includes(id))).toEqual([])
  expect(await rowsAbout(database, 'work.dossier', amina)).toHaveLength(1)
  const { rows } = await database.pool.query('select state, times_again, again_at is not null as dated from directory.delivery')
  expect(rows).toEqual(Array(2).fill({ state: 'IMPORTED', times_again: 1, dated: true }))
})

test('refusals are those of the last reading', async () => {
  const path = file('c.ndjson', ndjson({ domain: 'WORK', reference: 'c' }, [{ record: 'nothing' }]))
  await importFiles(database, [path])
  await importFiles(database, [path], { again: true })
  expect(await refusalsIn(database)).toEqual(['2 record RECORD_TYPE_UNKNOWN'])
})

test('other content under the same reference is refused before anything of it is applied', async () => {
  const deliver = (content: string) => importFiles(database, [file('d.ndjson', content)], { again: true })
  const header = { domain: 'WORK', reference: 'd' }
  const line = { record: 'controlTransmission', insz: amina, transmittedOn: '2026-01-01' }
  expect((await deliver(ndjson(header, [line]))).summary.files).toMatchObject({ imported: 1 })
  const { summary, log } = await deliver(ndjson(header, [{ ...line, transmittedOn: '2026-01-02' }]))
  expect([summary.files.refused, log]).toEqual([1, [expect.stringContaining('REFERENCE_REUSED')]])
  expect(await rowsAbout(database, 'work.control_transmission', amina)).toMatchObject([{ transmitted_on: '2026-01-01' }])
})
