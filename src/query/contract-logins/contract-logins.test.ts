/** PostgreSQL refuses by itself: the projection is taken away, and every contract's login meets the second lock. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { execute, parse } from 'graphql'
import { Client, type Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createContractContext } from '../../../test/support/contract-context.ts'
import { startTestHub, type TestHub, TODAY } from '../../../test/support/hub.ts'
import { buildContracts, type Contract, type Contracts } from '../../access/protocols/contract.ts'
import { loadRegister } from '../../access/protocols/register.ts'
import { hubSchemaOf } from '../../app/hub-schema.ts'
import type { ContractName } from '../../base/recipient.ts'
import { connectionConfig, ROLES, withLogin } from '../../database/connection.ts'
import { createReader, type Reader } from '../reader.ts'
import { type Account, accountOf, contractsAlike, pathsOf, readingOf, selectionOf, statementsOf, withoutProjection } from './account.ts'
import { findUses } from './columns.ts'
import { type ContractLogins, createContractLogins, listContractRights } from './contract-logins.ts'
import { loginOf, nameOf } from './login.ts'
import { reachableStatementsOf, toSql } from './reachable-statements.ts'
import { readGrantedRights } from './rights.ts'

const hubSchema = hubSchemaOf({ production: false }, { hashInsz: () => Buffer.alloc(32), decryptInsz: () => '' as never })
const register = await loadRegister(join(import.meta.dirname, '../../../protocols'), { production: false })
const contracts = buildContracts(hubSchema, register, TODAY)
const locked = listContractRights(contracts).filter(({ schema }) => schema.getType('Newcomer') !== undefined)
const NOT_ALLOWED = '42501'

let hub: TestHub
let lock: ContractLogins
let reader: Reader
const accounts = new Map<string, Account>()
const pools = new Map<string, Pool>()

beforeAll(async () => {
  hub = await startTestHub({ persons: 300 })
  lock = createContractLogins(hub.database, { dataKey: hub.config.masterKey })
  await lock.syncRights(contracts)
  reader = createReader((statement) => hub.database.pool.query(statement), lock.poolOf)
  for (const alike of contractsAlike(locked)) {
    const uses = await asOwner((client) => findUses(client, statementsOf(hubSchema, alike[0])))
    for (const contract of alike) accounts.set(contract.name, accountOf(hubSchema, contract, uses))
  }
  for (const { name } of locked) pools.set(name, hub.database.openAs(loginOf(hub.config.masterKey, name)))
})
afterAll(async () => {
  await lock.close()
  for (const pool of pools.values()) await pool.end()
})

async function asOwner<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(connectionConfig(hub.database.url, ROLES.owner))
  await client.connect()
  return await work(client).finally(() => client.end())
}

/** SQLSTATE with which a contract's login is refused; null when it is not. */
const AT_ONCE = 20

/** @returns SQLSTATE; null when the statement ran. @throws what is not PostgreSQL's answer, such as no connection in time. */
async function refusalOf(contract: Pick<Contract, 'name'>, statement: string): Promise<string | null> {
  return await (pools.get(contract.name) as Pool).query(statement).then(
    () => null,
    (error: { code?: string }) => {
      if (error.code === undefined) throw error
      return error.code
    },
  )
}

/** A few at once: hundreds would wait for a connection longer than one is waited for. */
async function refusalsOf(contract: Pick<Contract, 'name'>, statements: readonly string[]): Promise<(string | null)[]> {
  const outcomes: (string | null)[] = []
  for (let first = 0; first < statements.length; first += AT_ONCE)
    outcomes.push(...(await Promise.all(statements.slice(first, first + AT_ONCE).map((statement) => refusalOf(contract, statement)))))
  return outcomes
}

async function ask(contract: Contract, selection: string) {
  const { rows } = await hub.database.pool.query<{ id: number }>(
    'select organisation_id as id from directory.relationship where capacity::text = any($1) group by 1 order by count(*) desc limit 1',
    [contract.capacities],
  )
  const context = createContractContext({ contract, reader, vault: hub.vault, organisation: rows[0]?.id ?? 0, today: TODAY })
  return await execute({
    schema: contract.schema,
    document: parse(`{ newcomers(first: 3) { nodes { ${selection} } } }`),
    contextValue: context,
  })
}

const opened = (contract: Contract) => [...(accounts.get(contract.name)?.open.keys() ?? [])].sort()
const isFunction = (name: string) => name.endsWith(')')
const openColumns = (contract: Contract) => opened(contract).filter((name) => !isFunction(name))
const openFunctions = (contract: Contract) => opened(contract).filter(isFunction)

describe.each(locked.map((contract) => [contract.name, contract] as const))('%s', (_name, contract) => {
  test('may read the columns and call the functions of what it grants, found field by field, and no others', async () => {
    const { user } = loginOf(hub.config.masterKey, contract.name)
    const held = (await asOwner(readGrantedRights)).filter(({ role }) => role === user)
    const namesOf = (privilege: string) => held.filter((right) => right.privilege === privilege).map(({ on, column }) => [on, column])
    expect([...new Set(held.map(({ privilege }) => privilege))].filter((one) => !['SELECT', 'EXECUTE', 'USAGE'].includes(one))).toEqual([])
    expect(
      namesOf('SELECT')
        .map(([on, column]) => `${on?.replace('table ', '')}.${column}`)
        .sort(),
    ).toEqual(openColumns(contract))
    expect(
      namesOf('EXECUTE')
        .map(([on]) => on?.replace('function ', ''))
        .sort(),
    ).toEqual(openFunctions(contract))
    expect(namesOf('USAGE').every(([on]) => on?.startsWith('schema '))).toBe(true)
  })

  test('answers everything that it grants: all fields at once, by each filter and order, in each way to persons', async () => {
    const refused: string[] = []
    for (const reading of reachableStatementsOf(contract))
      if ((await refusalOf(contract, toSql(contract, reading))) !== null) refused.push(reading.selection)
    expect(refused).toEqual([])
  })

  test('without projection, PostgreSQL refuses every coordinate that the contract does not grant and the file does not list', async () => {
    const open = withoutProjection(hubSchema, contract)
    const { uncovered } = accounts.get(contract.name) as Account
    const ungranted = pathsOf(hubSchema).filter((path) => !contract.grants.has(path.at(-1) ?? ''))
    const listed = ungranted.filter((path) => uncovered.has(path.at(-1) ?? ''))
    const refused = ungranted.filter((path) => !listed.includes(path))
    const outcomes = await refusalsOf(
      contract,
      refused.map((path) => toSql(open, readingOf(hubSchema, path))),
    )
    expect(refused.filter((_, index) => outcomes[index] !== NOT_ALLOWED)).toEqual([])
    expect(refused.length).toBeGreaterThan(50)
    for (const path of refused.filter((path, index) => path[0]?.startsWith('Newcomer.') && index % 20 === 0)) {
      const { data, errors } = await ask(open, withArguments(selectionOf(hubSchema, path)))
      expect([path, data, errors?.map(({ originalError }) => originalError)]).toEqual([
        path,
        { newcomers: null },
        [expect.objectContaining({ code: 'INTERNAL', message: 'Internal error.', detail: { sqlState: NOT_ALLOWED, tag: 'inv_l0ck' } })],
      ])
    }
  })

  test('has no other right on any column of the hub, by whatever way it would have got it', async () => {
    const { user } = loginOf(hub.config.masterKey, contract.name)
    const { rows } = await hub.database.pool.query<{ name: string; privilege: string }>(ALL_RIGHTS, [user])
    const names = (privilege: string) => rows.filter((row) => row.privilege === privilege).map(({ name }) => name)
    expect(names('SELECT')).toEqual([...openColumns(contract), 'audit.data_use.id'].sort())
    expect(names('INSERT')).toEqual(RECORDED)
    expect([...names('UPDATE'), ...names('REFERENCES')]).toEqual([])
    const functions = await hub.database.pool.query<{ name: string }>(ALL_FUNCTIONS, [user])
    expect(functions.rows.map(({ name }) => name).sort()).toEqual(openFunctions(contract))
  })

  test('can neither write, nor become another role, nor reach anything else', async () => {
    const others = locked.filter(({ name }) => name !== contract.name).map(({ name }) => loginOf(hub.config.masterKey, name).user)
    const statements = [...others.map((user) => `set role ${user}`), ...NEVER]
    const outcomes = await refusalsOf(contract, statements)
    expect(statements.filter((_, index) => outcomes[index] !== NOT_ALLOWED)).toEqual([])
  })

  test('reads no INSZ unless the contract grants it', async () => {
    const granted = contract.grants.has('Newcomer.insz') || contract.grants.has('ReplacedInsz.insz')
    expect(await refusalOf(contract, 'select insz_encrypted from directory.person_number')).toBe(granted ? null : NOT_ALLOWED)
  })
})

const RECORDED = ['consumer', 'open', 'operation_id', 'organisation_id', 'persons', 'trace_id', 'use_set_id', 'user_ref'].map(
  (column) => `audit.data_use.${column}`,
)

/** Every right of a role on every column, through whatever grant or membership. */
const ALL_RIGHTS = `select n.nspname || '.' || c.relname || '.' || a.attname as name, privilege
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped,
    unnest(array['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) privilege
  where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and c.relkind in ('r', 'p', 'v', 'm')
    and has_column_privilege($1::name, c.oid, a.attnum, privilege)
  order by 1`

/** Every function of the hub that a role may call. Triggers' own cannot be called. */
const ALL_FUNCTIONS = `select format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as name
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname not in ('pg_catalog', 'information_schema') and p.prorettype <> 'trigger'::regtype
    and has_schema_privilege($1::name, n.oid, 'USAGE') and has_function_privilege($1::name, p.oid, 'EXECUTE')`

/** What no contract's login may do. */
const NEVER = [
  ...Object.values(ROLES).map((role) => `set role ${role}`),
  `select set_config('role', 'doorstroom_app', false)`,
  'set session authorization postgres',
  'select * from directory.person',
  'select * from audit.data_use',
  'select persons from audit.data_use',
  'select * from audit.use_set',
  'select * from audit.access_log',
  `insert into audit.use_set (digest, recipient, purpose, protocols, coordinates, conditions) values ('x', 'x', 'x', '[]', '[]', '{}')`,
  `insert into audit.event (kind, actor, subject) values ('x', 'x', 'x')`,
  `insert into audit.data_use (at, operation_id, trace_id, consumer, use_set_id) values ('2020-01-01', gen_random_uuid(), 'x', 'x', 1)`,
  `update audit.data_use set consumer = 'x'`,
  'delete from audit.data_use',
  'truncate audit.data_use',
  `insert into directory.relationship (person_id) values (gen_random_uuid())`,
  `update directory.relationship set organisation_id = 1`,
  `update directory.person set family_name = 'x'`,
  'delete from directory.person',
  'select from public._prisma_migrations',
  'create table public.mine ()',
  'create schema mine',
  'create role other',
  'alter table directory.person add column x int',
  `copy directory.person to program 'cat'`,
  `select pg_read_file('/etc/passwd')`,
]

/** Fields that need an argument get one. */
function withArguments(selection: string): string {
  return selection.replace('reachedOralLevel', 'reachedOralLevel(level: A2)')
}

describe('fitting', () => {
  const without = (name: string): Contracts => ({ ...contracts, byName: new Map([...contracts.byName].filter(([key]) => key !== name)) })
  const heldBy = async (key: Buffer, name: string) => {
    const { user } = loginOf(key, name as never)
    return (await asOwner(readGrantedRights)).filter(({ role }) => role === user)
  }

  test('takes away what a protocol no longer grants and what somebody granted by hand; a second time changes nothing', async () => {
    const { user } = loginOf(hub.config.masterKey, 'VDAB/MATCHING')
    const before = await heldBy(hub.config.masterKey, 'VDAB/MATCHING')
    await lock.syncRights(without('VDAB/MATCHING'))
    expect(await heldBy(hub.config.masterKey, 'VDAB/MATCHING')).toEqual([])
    await asOwner((client) => client.query(`grant select, update on directory.person to "${user}"; grant all on schema local to "${user}"`))
    await lock.syncRights(contracts)
    expect(new Set(await heldBy(hub.config.masterKey, 'VDAB/MATCHING'))).toEqual(new Set(before))
  })

  test('by several hubs at once ends in the same rights', async () => {
    const hubs = Array.from({ length: 4 }, () => createContractLogins(hub.database, { dataKey: hub.config.masterKey }))
    await Promise.all(hubs.map((one) => one.syncRights(contracts)))
    await Promise.all(hubs.map((one) => one.close()))
    expect((await ask(contracts.byName.get('VDAB/MATCHING') as Contract, 'id')).errors).toBeUndefined()
  })

  test('tells the operator when the server does not let the logins in', async () => {
    const key = randomBytes(32)
    const other = createContractLogins(hub.database, { dataKey: key })
    await other.syncRights(contracts)
    await other.close()
    await withLogin(hub.database.url, async (client) => {
      for (const { name } of locked) await client.query(`alter role ${loginOf(key, name).user} nologin`)
    })
    const shut = createContractLogins(hub.database, { dataKey: key })
    await expect(shut.syncRights(contracts)).rejects.toThrow(/PostgreSQL rejects the contract logins .* prisma\/README\.md/)
    await shut.close()
    await lock.syncRights(contracts)
  })

  test('a password that is replaced reaches every pool when it opens its next connection, however many do at once; open ones stay', async () => {
    const key = randomBytes(32)
    let [loginKey, looks] = [key, 0]
    const readLoginKey = async () => {
      looks += 1
      return loginKey
    }
    const own = createContractLogins(hub.database, { dataKey: key, readLoginKey })
    await own.syncRights(contracts)
    const [first, second, third] = locked.map((contract) => own.poolOf(contract)) as [Pool, Pool, Pool]
    const before = await first.connect()
    const replace = (verifierOf: (name: ContractName) => string) =>
      withLogin(hub.database.url, async (client) => {
        for (const { name } of locked) await client.query(`alter role ${nameOf(key, name)} password '${verifierOf(name)}'`)
      })
    loginKey = randomBytes(32)
    await replace((name) => loginOf(key, name, loginKey).verifier)
    looks = 0
    const opened = await Promise.all(Array.from({ length: 5 }, () => first.connect()))
    expect(looks).toBeGreaterThan(0)
    // The other contracts have the key already, and are not refused.
    looks = 0
    await second.query('select 1')
    expect([looks, (await before.query('select 1')).rowCount]).toEqual([0, 1])
    for (const client of [before, ...opened]) client.release()

    await replace(() => 'known to nobody')
    await expect(third.query('select 1')).rejects.toMatchObject({ code: '28P01' })
    expect(looks).toBe(1)
    await own.close()
  })

  test('tells an administrator what to run when the login may not make logins, without any password', async () => {
    const key = randomBytes(32)
    await withLogin(hub.database.url, (client) => client.query(`create role lock_plain login password 'plain'`))
    const url = new URL(hub.database.url)
    url.username = 'lock_plain'
    url.password = 'plain'
    const failure = createContractLogins({ url: url.href, openAs: hub.database.openAs }, { dataKey: key }).syncRights(contracts)
    await expect(failure).rejects.toThrow(/have an administrator run/)
    await expect(failure).rejects.toThrow(/create role doorstroom_c_ocmw_referral_[0-9a-f]{6} login password 'SCRAM-SHA-256\$4096:/)
    await expect(failure).rejects.not.toThrow(loginOf(key, 'OCMW/REFERRAL').password)
    await withLogin(hub.database.url, (client) => client.query('drop role lock_plain'))
  })
})
