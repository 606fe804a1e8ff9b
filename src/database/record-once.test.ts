import { expect, test } from 'vitest'
import { createTestDatabase } from '../../test/support/database.ts'
import { withLogin } from './connection.ts'
import { recordOnce } from './record-once.ts'
import { runInTransaction } from './transaction.ts'

const { pool, url } = await createTestDatabase()

const RECORD = `with made as (
    insert into audit.use_set (digest, recipient, purpose, protocols, coordinates, conditions) values ($1, 'OCMW', 'X', '[]', '[]', '{}')
    on conflict (digest) do nothing returning id)
  select id from made union all select id from audit.use_set where digest = $1`

const statementOf = (content: string) => ({ text: RECORD, values: [Buffer.from(content)] })

/** Runs statements on the pool, and counts them. */
function counted() {
  const statements: string[] = []
  const query = (statement: { text: string; values: unknown[] }) => {
    statements.push(statement.text)
    return pool.query(statement)
  }
  return { statements, query }
}

test('a row is recorded by one statement, and found by one', async () => {
  const { statements, query } = counted()
  const made = await recordOnce<{ id: string }, ReturnType<typeof statementOf>>(query, statementOf('one'))
  expect(made?.id).toMatch(/^\d+$/)
  expect(await recordOnce(query, statementOf('one'))).toEqual(made)
  expect(statements).toHaveLength(2)
})

test('a row that another process records at the same moment is found by a second statement', async () => {
  const { statements, query } = counted()
  const { other, mine } = await runInTransaction(pool, async (client) => {
    const { rows } = await client.query(statementOf('two'))
    const mine = recordOnce(query, statementOf('two'))
    await expect.poll(isWaiting).toBe(true)
    return { other: rows[0], mine: [mine] }
  })
  expect(await mine[0]).toEqual(other)
  expect(statements).toHaveLength(2)
})

/** Whether a statement waits for another transaction. Only the login itself sees what its connections wait for. */
const isWaiting = () =>
  withLogin(url, async (client) => {
    const { rowCount } = await client.query(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
    return rowCount === 1
  })
