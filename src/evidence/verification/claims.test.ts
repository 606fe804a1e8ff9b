/** Claims are sealed like uses: whoever changes, deletes or hides one is found. */
import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { createEvidenceBench, type EvidenceBench } from '../../../test/support/evidence.ts'
import { sealOnce } from '../sealing/seal-pass.ts'

const TABLES = ['claim', 'person_use']
const PERSON = randomUUID()

let bench: EvidenceBench
beforeAll(async () => {
  bench = createEvidenceBench(await createTestDatabase())
  for (const organisation of [1, 2]) {
    await bench.database.pool.query(
      `insert into audit.claim (organisation_id, capacity, record_types, source, delivery_id, persons)
       values ($1, 'RESIDENT', '{residence}', 'test', 1, $2)`,
      [organisation, [PERSON, randomUUID()]],
    )
  }
  await sealOnce(bench.parts)
  const owner = bench.as('doorstroom_owner')
  for (const table of TABLES) {
    await owner.query(`create table public.all_${table} as table audit.${table}`)
    await owner.query(`alter table audit.${table} disable trigger user`)
  }
})
beforeEach(async () => {
  for (const table of TABLES)
    await bench.as('doorstroom_owner').query(`delete from audit.${table}; insert into audit.${table} select * from public.all_${table}`)
})

const found = async () => {
  const { ok, problems } = await bench.verify()
  return [ok, problems[0]?.kind]
}

test('untouched they verify, and are found by person', async () => {
  expect(await found()).toEqual([true, undefined])
  const { rows } = await bench.database.pool.query('select claims, uses from audit.person_use where person = $1', [PERSON])
  expect(rows).toEqual([{ claims: ['1', '2'], uses: [] }])
})

describe('tampering is found', () => {
  test.each([
    ['another organisation', 'update audit.claim set organisation_id = 3 where id = 1', 'ROW_CHANGED'],
    ['another person', `update audit.claim set persons = array[gen_random_uuid()] where id = 1`, 'ROW_CHANGED'],
    ['deleted', 'delete from audit.claim where id = 2', 'ROW_MISSING'],
    [
      'made up',
      `insert into audit.claim select 9, xid, at, organisation_id, capacity, record_types, source, deliverer_id, consumer, delivery_id, persons from audit.claim where id = 1`,
      'ROW_INSERTED',
    ],
    ['hidden from the person', `update audit.person_use set claims = '{}'`, 'INDEX_CHANGED'],
  ])('%s', async (_what, sql, kind) => {
    await bench.as('doorstroom_owner').query(sql)
    expect(await found()).toEqual([false, kind])
  })
})
