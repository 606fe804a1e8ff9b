import { expect, test } from 'vitest'
import { addPersons } from '../../test/support/add-persons.ts'
import { createTestDatabase } from '../../test/support/database.ts'
import { openPool } from './client.ts'
import { ROLES } from './connection.ts'

const database = await createTestDatabase()

test('the pool acts as the application, with a limit on statements', async () => {
  const { rows } = await database.pool.query(`select current_user::text as role, current_setting('statement_timeout') as timeout`)
  expect(rows).toEqual([{ role: 'doorstroom_app', timeout: '15s' }])
})

test('dates, timestamps and JSON reach compiled reads as the text of PostgreSQL', async () => {
  const { rows } = await database.pool.query(
    `select date '2026-03-29' as day, timestamptz '2026-03-29T01:30:00Z' as at, '{"a":1}'::jsonb as json`,
  )
  expect(rows).toEqual([{ day: '2026-03-29', at: '2026-03-29 01:30:00+00', json: '{"a": 1}' }])
})

test('Prisma writes and reads objects over the same connections', async () => {
  await addPersons(database.pool, ['00000000-0000-4000-8000-000000000001'])
  const saved = await database.prisma.consent.create({
    data: {
      personId: '00000000-0000-4000-8000-000000000001',
      purpose: 'INCENTIVE_DECISION',
      recipient: 'OCMW',
      validFrom: new Date('2026-01-01'),
      givenHow: 'at the desk',
      source: 'test',
    },
  })
  expect(saved.validFrom).toEqual(new Date('2026-01-01'))
  const { rows } = await database.pool.query('select valid_from from directory.consent')
  expect(rows).toEqual([{ valid_from: '2026-01-01' }])
})

test('an address cannot undo the role by options of its own', async () => {
  const address = new URL(database.url)
  address.searchParams.set('options', '-c role=doorstroom_owner -c work_mem=5MB')
  const pool = openPool(address.href, ROLES.app)
  const { rows } = await pool.query(`select current_user::text as role, current_setting('work_mem') as memory`)
  await pool.end()
  expect(rows).toEqual([{ role: 'doorstroom_app', memory: '5MB' }])
})
