import { expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { forgetKeys } from './forget-keys.ts'

test('keys are kept for 24 hours and then forgotten, however many there are', async () => {
  const { pool } = await createTestDatabase()
  await pool.query(
    `insert into directory.idempotency_key (organisation_id, consumer, key, fingerprint, outcome, at)
     select 1, 'test', n::text, sha256(n::text::bytea), '{}', now() - interval '24 hours' + (n - 12000) * interval '1 minute' from generate_series(1, 12010) n`,
  )
  await forgetKeys({ pool }).run(() => false)
  expect((await pool.query('select key from directory.idempotency_key order by key::int')).rows.map(({ key }) => key)).toEqual(
    Array.from({ length: 10 }, (_, index) => String(12001 + index)),
  )
})
