/** The ten ways to tamper with evidence, in the database and in an export: each is found, and the verdict names the first bad row. */
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { createEvidenceBench, type EvidenceBench, insertUse, insertUseSet } from '../../../test/support/evidence.ts'
import { sealOnce } from '../sealing/seal-pass.ts'
import { parsePublicKeys, publicKeyPem } from '../sealing/signing-key.ts'
import { exportEvidence } from './export-evidence.ts'
import { findProof, InclusionProof, verifyProof } from './proof.ts'
import { verifyOffline } from './verify-offline.ts'

const TABLES = ['use_set', 'data_use', 'access_log', 'event', 'batch', 'batch_leaves', 'person_use']

let bench: EvidenceBench
let exported: string
beforeAll(async () => {
  bench = createEvidenceBench(await createTestDatabase())
  const { pool } = bench.database
  const useSetId = await insertUseSet(pool)
  const owner = bench.as('doorstroom_owner')
  for (let batch = 0; batch < 3; batch++) {
    if (batch === 2) for (const table of TABLES) await owner.query(`create table public.old_${table} as table audit.${table}`)
    for (let n = 0; n < 4; n++) await insertUse(pool, { useSetId, persons: [randomUUID()], consumer: 'caf\u00e9' })
    await sealOnce(bench.parts)
  }
  for (const table of TABLES) {
    await owner.query(`create table public.all_${table} as table audit.${table}`)
    // As the worst attacker would: the owner of the tables, who switches their triggers off.
    await owner.query(`alter table audit.${table} disable trigger user`)
  }
  await exportEvidence({ pool, file: `${bench.folder}/export.ndjson` })
  exported = readFileSync(`${bench.folder}/export.ndjson`, 'utf8')
})

/** Puts the tables back as they were at a moment. */
async function restore(moment: 'all' | 'old'): Promise<void> {
  const owner = bench.as('doorstroom_owner')
  for (const table of TABLES)
    await owner.query(`delete from audit.${table}; insert into audit.${table} select * from public.${moment}_${table}`)
}

const anotherKey = () => parsePublicKeys(publicKeyPem(generateKeyPairSync('ed25519').privateKey))

type Found = { kind: string; row: { table: string; id: number } | null; batch?: number }
const dataUse = (id: number) => ({ table: 'data_use', id })

/** Uses 1 to 12, four in each of batches 2 to 4; the set of coordinates is batch 1. */
const LIVE: [kind: string, sql: string | null, first: Found][] = [
  ['edit', `update audit.data_use set consumer = 'other' where id = 6`, { kind: 'ROW_CHANGED', row: dataUse(6), batch: 3 }],
  ['delete in the middle', 'delete from audit.data_use where id = 7', { kind: 'ROW_MISSING', row: dataUse(7), batch: 3 }],
  [
    'insert',
    `insert into audit.data_use select 99, xid, operation_id, trace_id, at, organisation_id, consumer, user_ref, use_set_id, persons, open from audit.data_use where id = 2`,
    { kind: 'ROW_INSERTED', row: dataUse(99) },
  ],
  [
    'swap two',
    'update audit.data_use d set persons = o.persons from audit.data_use o where (d.id, o.id) in ((3, 8), (8, 3))',
    { kind: 'ROW_CHANGED', row: dataUse(3), batch: 2 },
  ],
  ['truncate the tail', 'delete from audit.data_use where id > 10', { kind: 'ROW_MISSING', row: dataUse(11), batch: 4 }],
  ['delete all', TABLES.map((table) => `delete from audit.${table}`).join(';'), { kind: 'BATCH_MISSING', row: null, batch: 1 }],
  ['replay an old backup', null, { kind: 'BATCH_MISSING', row: null, batch: 4 }],
  [
    'change a time by one microsecond',
    `update audit.data_use set at = at + interval '1 microsecond' where id = 5`,
    { kind: 'ROW_CHANGED', row: dataUse(5), batch: 3 },
  ],
  [
    'move bytes between adjacent fields',
    `update audit.data_use set consumer = consumer || left(user_ref, 1), user_ref = substr(user_ref, 2) where id = 4`,
    { kind: 'ROW_CHANGED', row: dataUse(4), batch: 2 },
  ],
  [
    'change the encoding only',
    `update audit.data_use set consumer = normalize(consumer, NFD) where id = 9`,
    { kind: 'ROW_CHANGED', row: dataUse(9), batch: 4 },
  ],
]

describe('tampering with the database', () => {
  test.each(LIVE)('%s', async (_kind, sql, first) => {
    if (sql === null) await restore('old')
    else await bench.as('doorstroom_owner').query(sql)
    const verdict = await bench.verify()
    await restore('all')
    expect(verdict.ok).toBe(false)
    expect(verdict.problems[0]).toMatchObject(first)
  })

  test('a use that disappears from the index by person', async () => {
    await bench.as('doorstroom_owner').query('update audit.person_use set uses = array_remove(uses, 6)')
    const verdict = await bench.verify()
    await restore('all')
    expect(verdict.problems).toMatchObject([{ kind: 'INDEX_CHANGED', row: dataUse(6) }])
  })

  test('a use in the index by person that does not name that person', async () => {
    await bench.as('doorstroom_owner').query(`insert into audit.person_use values (gen_random_uuid(), 3, '{7}')`)
    const verdict = await bench.verify()
    await restore('all')
    expect(verdict.problems).toMatchObject([{ kind: 'INDEX_CHANGED', row: dataUse(7) }])
  })

  test('a row changed together with its leaf and its checkpoint', async () => {
    const owner = bench.as('doorstroom_owner')
    await owner.query(`update audit.batch_leaves set leaves = set_byte(leaves, 20, 1 - sign(get_byte(leaves, 20))::int) where number = 3`)
    await owner.query(`update audit.batch set checkpoint = replace(checkpoint, '"rows":4', '"rows":5') where number = 4`)
    const verdict = await bench.verify()
    await restore('all')
    expect(verdict.problems.slice(0, 2)).toMatchObject([
      { kind: 'BATCH_CHANGED', row: dataUse(5), batch: 3 },
      { kind: 'BATCH_CHANGED', row: null, batch: 4 },
    ])
  })

  test('nothing: the same tables verify', async () => {
    expect(await bench.verify()).toEqual({ ok: true, rows: 13, batches: 4, deleted: 0, pending: 0, problems: [] })
  })
})

/** Edits one line, by the id of its use. */
const editUse = (id: number, edit: (line: string) => string) => (lines: string[]) =>
  lines.flatMap((line) => (line.startsWith(`["data_use","${id}",`) ? edit(line).split('\n').filter(Boolean) : [line]))

const OFFLINE: [kind: string, tamper: (lines: string[]) => string[], first: Found][] = [
  ['edit', editUse(6, (line) => line.replace('"user"', '"User"')), { kind: 'ROW_CHANGED', row: dataUse(6), batch: 3 }],
  ['delete in the middle', editUse(7, () => ''), { kind: 'ROW_MISSING', row: dataUse(7), batch: 3 }],
  ['insert', editUse(7, (line) => `${line.replace('"7"', '"99"')}\n${line}`), { kind: 'ROW_INSERTED', row: dataUse(99), batch: 3 }],
  [
    'swap two',
    (lines) => {
      const [a = 0, b = 0] = ['3', '8'].map((id) => lines.findIndex((line) => line.startsWith(`["data_use","${id}",`)))
      return lines.map((line, index) => (index === a ? (lines[b] ?? '') : index === b ? (lines[a] ?? '') : line))
    },
    { kind: 'ROW_INSERTED', row: dataUse(8), batch: 2 },
  ],
  ['truncate the tail', (lines) => lines.slice(0, -4), { kind: 'ROW_MISSING', row: dataUse(11), batch: 4 }],
  ['delete all', () => [], { kind: 'BATCH_MISSING', row: null, batch: 1 }],
  [
    'replay an old export',
    (lines) => [
      ...lines.slice(
        0,
        lines.findIndex((line) => line.startsWith('{"batch":4')),
      ),
      '{"unsealed":true}',
      '{"end":3}',
    ],
    { kind: 'BATCH_MISSING', row: null, batch: 4 },
  ],
  [
    'change a time by one microsecond',
    editUse(5, (line) => line.replace(/(\d)Z"/, (_all, digit: string) => `${(Number(digit) + 1) % 10}Z"`)),
    { kind: 'ROW_CHANGED', row: dataUse(5), batch: 3 },
  ],
  [
    'move bytes between adjacent fields',
    editUse(4, (line) => line.replace('caf\u00e9","u', 'caf\u00e9u","')),
    { kind: 'ROW_CHANGED', row: dataUse(4), batch: 2 },
  ],
  ['change the encoding only', editUse(9, (line) => line.replace('\u00e9', '\\u00e9')), { kind: 'ROW_CHANGED', row: dataUse(9), batch: 4 }],
]

describe('tampering with an export', () => {
  const verify = async (lines: string[]) => {
    const exportFile = `${bench.folder}/tampered.ndjson`
    writeFileSync(exportFile, lines.map((line) => `${line}\n`).join(''))
    return await verifyOffline({ exportFile, anchorsFile: bench.anchorsFile, publicKeys: bench.publicKeys })
  }

  test.each(OFFLINE)('%s', async (_kind, tamper, first) => {
    const verdict = await verify(tamper(exported.trimEnd().split('\n')))
    expect(verdict.ok).toBe(false)
    expect(verdict.problems[0]).toMatchObject(first)
  })

  test('with a database that holds a row too many', async () => {
    await bench.as('doorstroom_owner').query(LIVE.find(([kind]) => kind === 'insert')?.[1] ?? '')
    await exportEvidence({ pool: bench.database.pool, file: `${bench.folder}/inserted.ndjson` })
    await restore('all')
    const verdict = await verify(readFileSync(`${bench.folder}/inserted.ndjson`, 'utf8').trimEnd().split('\n'))
    expect(verdict.problems[0]).toMatchObject({ kind: 'ROW_INSERTED', row: dataUse(99) })
  })

  test('nothing: the same file verifies', async () => {
    expect(await verify(exported.trimEnd().split('\n'))).toEqual({ ok: true, rows: 13, batches: 4, deleted: 0, pending: 0, problems: [] })
  })
})

test('anchors that lack a line, were edited, or are signed by another key verify nothing', async () => {
  const lines = readFileSync(bench.anchorsFile, 'utf8').trimEnd().split('\n')
  const other = anotherKey()
  const cases: [string[], typeof bench.publicKeys][] = [
    [lines.slice(1), bench.publicKeys],
    [lines.map((line) => line.replace('"rows":4', '"rows":3')), bench.publicKeys],
    [lines.map((line) => line.replace('{"', '{ "')), bench.publicKeys],
    [lines, other],
  ]
  for (const [kept, publicKeys] of cases) {
    const anchorsFile = `${bench.folder}/anchors-changed.ndjson`
    writeFileSync(anchorsFile, `${kept.join('\n')}\n`)
    const verdict = await verifyOffline({ exportFile: `${bench.folder}/export.ndjson`, anchorsFile, publicKeys })
    expect(verdict.problems[0]).toMatchObject({ kind: 'ANCHOR_INVALID' })
  }
})

describe('the inclusion proof of one row', () => {
  test('stands on its own, and fails for any other row, place or path', async () => {
    const proof = InclusionProof.parse(await findProof(bench.database.pool, 'data_use', 6))
    expect(verifyProof(proof, bench.publicKeys)).toBe(true)
    expect(verifyProof({ ...proof, row: proof.row.replace('"user"', '"User"') }, bench.publicKeys)).toBe(false)
    expect(verifyProof({ ...proof, index: proof.index ^ 1 }, bench.publicKeys)).toBe(false)
    expect(verifyProof({ ...proof, path: proof.path.slice(1) }, bench.publicKeys)).toBe(false)
    expect(verifyProof(proof, anotherKey())).toBe(false)
  })

  test('does not exist for a row that was never sealed', async () => {
    expect(await findProof(bench.database.pool, 'data_use', 4711)).toBeUndefined()
  })
})
