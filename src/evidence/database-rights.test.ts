/** What the roles of the hub can and cannot do to evidence, statement by statement. */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../test/support/database.ts'
import { createEvidenceBench, type EvidenceBench, insertUse, insertUseSet } from '../../test/support/evidence.ts'
import { ROLES } from '../database/connection.ts'

let bench: EvidenceBench
beforeAll(async () => {
  bench = createEvidenceBench(await createTestDatabase())
  await insertUse(bench.database.pool, { useSetId: await insertUseSet(bench.database.pool), persons: [randomUUID()] })
})

const NOT_ALLOWED = { code: '42501' }

describe('the application', () => {
  test.each([
    `update audit.data_use set consumer = 'x'`,
    `update audit.use_set set purpose = 'x'`,
    'delete from audit.data_use',
    'delete from audit.access_log',
    'truncate audit.data_use',
    'truncate audit.event cascade',
    'alter table audit.data_use add column x int',
    'alter table audit.data_use disable trigger all',
    'alter table audit.data_use disable trigger refuse_change',
    'drop trigger refuse_change on audit.data_use',
    'drop table audit.data_use',
    'create trigger mine before insert on audit.data_use for each statement execute function audit.refuse_change()',
    'create or replace function audit.refuse_change() returns trigger language plpgsql as $$ begin return null; end $$',
    `set session_replication_role = 'replica'`,
    `select setval('audit.data_use_id_seq', 1)`,
    `insert into audit.data_use (id, operation_id, trace_id, consumer, use_set_id) values (1, gen_random_uuid(), 'x', 'x', 1)`,
    `insert into audit.data_use (at, operation_id, trace_id, consumer, use_set_id) values ('2020-01-01', gen_random_uuid(), 'x', 'x', 1)`,
    `insert into audit.data_use (xid, operation_id, trace_id, consumer, use_set_id) values (1, gen_random_uuid(), 'x', 'x', 1)`,
    `insert into audit.batch (number, checkpoint, snapshot, server, floor) values (1, '', '', '', '{}')`,
    `update audit.claim set consumer = 'x'`,
    'delete from audit.claim',
    'truncate audit.claim',
    `insert into audit.claim (at, organisation_id, capacity, source, delivery_id) values ('2020-01-01', 1, 'RESIDENT', 'x', 1)`,
    'delete from audit.person_use',
    `insert into audit.person_use values (gen_random_uuid(), 1, '{1}')`,
  ])('may not: %s', async (statement) => {
    await expect(bench.database.pool.query(statement)).rejects.toMatchObject(NOT_ALLOWED)
  })
})

describe('the sealer', () => {
  test.each([
    `insert into audit.data_use (operation_id, trace_id, consumer, use_set_id) values (gen_random_uuid(), 'x', 'x', 1)`,
    `update audit.batch set checkpoint = ''`,
    'delete from audit.batch_leaves',
    `insert into audit.claim (organisation_id, capacity, source, delivery_id) values (1, 'RESIDENT', 'x', 1)`,
    'delete from audit.data_use',
    'select * from directory.person',
  ])('may not: %s', async (statement) => {
    await expect(bench.as(ROLES.sealer).query(statement)).rejects.toMatchObject(NOT_ALLOWED)
  })
})

describe('the owner of the tables', () => {
  test.each([
    `update audit.data_use set consumer = 'x'`,
    'delete from audit.data_use',
    'truncate audit.data_use',
    'delete from audit.claim',
  ])('may not by accident: %s', async (statement) => {
    await expect(bench.as(ROLES.owner).query(statement)).rejects.toMatchObject(NOT_ALLOWED)
  })
})

test('a change of a protected table outside the application leaves a row; one by the application does not', async () => {
  const change = `update directory.person set family_name = 'x' where id = gen_random_uuid()`
  await bench.database.pool.query(change)
  await bench.as(ROLES.owner).query(change)
  const { rows } = await bench.database.pool.query(`select kind, subject, detail from audit.event`)
  expect(rows).toEqual([{ kind: 'DIRECT_CHANGE', subject: 'directory.person', detail: 'UPDATE' }])
})
