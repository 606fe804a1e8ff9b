import { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase } from '../../test/support/database.ts'
import { connectionConfig, ROLES } from './connection.ts'
import { statementClient } from './hub-pool.ts'

let pool: Pool

beforeAll(async () => {
  const { url } = await createTestDatabase()
  // One connection, so that the test sees what it prepared.
  pool = new Pool({ ...connectionConfig(url, ROLES.app), max: 1, Client: statementClient({ statements: 5, characters: 1000 }) })
})

afterAll(() => pool.end())

const run = async (name: string, text = `select '${name}' as answer`) => (await pool.query({ name, text })).rows[0]?.answer

const prepared = async () =>
  (await pool.query<{ name: string }>('select name from pg_prepared_statements order by name')).rows.map(({ name }) => name)

test('a connection keeps the statements that were used last, on both sides, and prepares one again that it let go', async () => {
  for (let index = 0; index < 50; index += 1) expect(await run(`s${index}`)).toBe(`s${index}`)
  expect(await prepared()).toEqual(['s45', 's46', 's47', 's48', 's49'])
  expect(await run('s45')).toBe('s45')
  expect(await run('s0')).toBe('s0')
  expect(await prepared()).toEqual(['s0', 's45', 's47', 's48', 's49'])
})

test('long texts let several go at once', async () => {
  for (let index = 0; index < 5; index += 1) await run(`t${index}`)
  expect(await run('long', `select 'long' as answer /* ${'x'.repeat(940)} */`)).toBe('long')
  expect((await prepared()).includes('long')).toBe(true)
  expect((await prepared()).length).toBeLessThanOrEqual(2)
})

test('a statement that PostgreSQL refuses takes no other with it, and is let go without an error', async () => {
  await expect(run('bad', 'select nothing from nowhere')).rejects.toThrow('nowhere')
  for (let index = 0; index < 10; index += 1) expect(await run(`u${index}`)).toBe(`u${index}`)
  expect(await prepared()).toEqual(['u5', 'u6', 'u7', 'u8', 'u9'])
})

test('statements without a name are not prepared', async () => {
  const before = await prepared()
  await pool.query('select 1')
  await pool.query({ text: 'select $1::int', values: [1] })
  expect(await prepared()).toEqual(before)
})
