import { afterAll, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../test/support/database.ts'
import { openPool } from './client.ts'
import { ROLES, withDatabase, withLogin } from './connection.ts'
import { ensureRoles, limitPublic } from './roles.ts'

const { pool: app, url } = await createTestDatabase()
const owner = openPool(url, ROLES.owner, { connections: 1 })
afterAll(() => owner.end())

const INSUFFICIENT_PRIVILEGE = '42501'
const USE_SET = `insert into audit.use_set (digest, recipient, purpose, protocols, coordinates, conditions)
  values (sha256('roles'), 'OCMW', 'REFERRAL', '[]', '[]', '{}') on conflict do nothing`
const DATA_USE = `insert into audit.data_use (operation_id, trace_id, organisation_id, consumer, use_set_id, persons, open)
  values (gen_random_uuid(), 'trace', 1, 'test', 1, '{}', '{}')`

describe('the application', () => {
  test('adds to the proof of use and reads it', async () => {
    await app.query(USE_SET)
    await app.query(DATA_USE)
    expect((await app.query('select count(*)::int as uses from audit.data_use')).rows).toEqual([{ uses: 1 }])
  })

  test.each([
    'update audit.data_use set consumer = $$other$$',
    'delete from audit.data_use',
    'truncate audit.data_use',
    'alter table audit.data_use add column note text',
    'drop table audit.data_use',
    'create trigger hide before insert on audit.data_use execute function suppress_redundant_updates_trigger()',
    'alter table audit.data_use disable trigger all',
    'create rule hide as on insert to audit.data_use do instead nothing',
    'update audit.use_set set purpose = $$MATCHING$$',
    'delete from audit.use_set',
    'truncate audit.use_set cascade',
    `${USE_SET.replace('do nothing', '(digest) do update set purpose = excluded.purpose')}`,
    'select setval($$audit.data_use_id_seq$$, 1)',
    'create table audit.other ()',
    'create table directory.other ()',
    'drop table directory.person',
    'truncate directory.person',
    'select * from public._prisma_migrations',
    'create schema other',
    'alter role doorstroom_app superuser',
  ])('may not: %s', async (statement) => {
    await expect(app.query(statement)).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE })
  })

  test('has exactly the rights of its work, on every table', async () => {
    const { rows } = await owner.query(`
      select table_schema as schema, array_agg(distinct privilege_type::text order by privilege_type::text) as rights, count(distinct table_name) > 0 as tables
      from information_schema.role_table_grants where grantee = 'doorstroom_app' group by 1 order by 1`)
    const work = ['DELETE', 'INSERT', 'SELECT', 'UPDATE']
    expect(rows).toEqual([
      // Evidence is inserted by column (src/evidence/database-rights.test.ts): id, time and transaction are the database's own.
      { schema: 'audit', rights: ['SELECT'], tables: true },
      ...['directory', 'incentive', 'integration', 'local'].map((schema) => ({ schema, rights: work, tables: true })),
      // Locks are tables without columns: who may write to one may take it.
      { schema: 'lock', rights: ['UPDATE'], tables: true },
      { schema: 'referral', rights: work, tables: true },
      // Figures are added by the role that computes them.
      { schema: 'statistics', rights: ['SELECT'], tables: true },
      { schema: 'work', rights: work, tables: true },
    ])
  })

  test('gets the same rights on tables that later migrations make, and none on evidence that they do not name', async () => {
    await owner.query('create table referral.later (id int primary key); create table audit.later (id int primary key)')
    await app.query('insert into referral.later values (1); update referral.later set id = 2; delete from referral.later')
    await expect(app.query('insert into audit.later values (1)')).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE })
  })
})

test('the role of which only the first migration speaks has no rights', async () => {
  const { rows } = await owner.query(
    `select table_schema, table_name from information_schema.role_table_grants where grantee = 'doorstroom_reader'`,
  )
  expect(rows).toEqual([])
})

describe('a login', () => {
  test('for which everything is prepared changes nothing', async () => {
    await withLogin(url, async (client) => {
      await ensureRoles(client)
      await client.query('set default_transaction_read_only = on')
      await ensureRoles(client)
    })
  })

  test('that may not make the roles gets the statements for an administrator', async () => {
    await withLogin(url, (client) => client.query(`create role plain_login login password 'plain'`))
    const plain = new URL(withDatabase(url, new URL(url).pathname.slice(1)))
    plain.username = 'plain_login'
    plain.password = 'plain'
    const failure = withLogin(plain.href, ensureRoles)
    await expect(failure).rejects.toThrow(/have an administrator run/)
    await expect(failure).rejects.toThrow(
      /grant doorstroom_owner, doorstroom_app, doorstroom_sealer, doorstroom_statistics, doorstroom_jobs, doorstroom_reader to "plain_login"/,
    )
    await withLogin(url, (client) => client.query('drop role plain_login'))
  })
})

test('nobody connects to a migrated database, or makes temporary tables in it, without being named', async () => {
  const { rowCount } = await withLogin(url, async (client) => {
    await limitPublic(client)
    return await client.query(`select from pg_database, aclexplode(datacl) a where datname = current_database() and a.grantee = 0`)
  })
  expect(rowCount).toBe(0)
  const { rows } = await app.query(
    `select has_database_privilege('doorstroom_app', current_database(), 'TEMPORARY') as app, has_database_privilege('doorstroom_statistics', current_database(), 'TEMPORARY') as counting`,
  )
  expect(rows).toEqual([{ app: false, counting: true }])
})
