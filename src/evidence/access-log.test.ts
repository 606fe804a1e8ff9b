import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../test/support/database.ts'
import { createVault } from '../base/vault.ts'
import type { Database } from '../database/client.ts'
import { type AccessEntry, createAccessLog } from './access-log.ts'
import { policyVersion } from './policy-version.ts'

const SILENT = pino({ level: 'silent' })
const vault = createVault(Buffer.alloc(32, 7))

const entry = (more: Partial<AccessEntry> = {}): AccessEntry => ({
  operationId: randomUUID(),
  traceId: 'ab'.repeat(16),
  at: new Date('2026-11-23T10:00:00.123Z'),
  organisationId: 1,
  consumer: 'ocmw-gent',
  userRef: null,
  documentHash: 'ab'.repeat(32),
  contract: 'OCMW/REFERRAL',
  decision: 'OK',
  code: null,
  policyVersion: 'aa',
  ...more,
})

let database: Database
beforeAll(async () => {
  database = await createTestDatabase()
})

const query = (statement: { text: string; values: unknown[] }) => database.pool.query(statement)
const count = async () => (await database.pool.query<{ n: number }>('select count(*)::int as n from audit.access_log')).rows[0]?.n

describe('the access log', () => {
  test('writes answered and refused operations as they were, also without a caller', async () => {
    const log = createAccessLog({ query, log: SILENT, vault })
    log.record(entry())
    log.record(
      entry({
        organisationId: null,
        consumer: null,
        documentHash: null,
        contract: null,
        decision: 'REFUSED',
        code: 'UNAUTHENTICATED',
        policyVersion: null,
      }),
    )
    await log.close()
    const { rows } = await database.pool.query(
      'select organisation_id, consumer, operation_hash, contract, decision, code, at from audit.access_log order by id',
    )
    expect(rows).toEqual([
      {
        organisation_id: 1,
        consumer: 'ocmw-gent',
        operation_hash: vault.hashDocument('ab'.repeat(32)),
        contract: 'OCMW/REFERRAL',
        decision: 'OK',
        code: null,
        at: '2026-11-23 10:00:00.123+00',
      },
      {
        organisation_id: null,
        consumer: null,
        operation_hash: null,
        contract: null,
        decision: 'REFUSED',
        code: 'UNAUTHENTICATED',
        at: '2026-11-23 10:00:00.123+00',
      },
    ])
  })

  test('writes by itself, many at once, each once', async () => {
    const before = (await count()) ?? 0
    const log = createAccessLog({ query, log: SILENT, vault, flushMs: 10 })
    for (let n = 0; n < 2_500; n++) log.record(entry())
    await expect.poll(count, { timeout: 5_000 }).toBe(before + 2_500)
    await log.close()
    expect(await count()).toBe(before + 2_500)
  })

  test('keeps what the database does not take, says when that is too much, and writes it when it can', async () => {
    const before = (await count()) ?? 0
    let down = true
    const flaky: typeof query = (statement) => (down ? Promise.reject(new Error('down')) : query(statement))
    const log = createAccessLog({ query: flaky, log: SILENT, vault, flushMs: 5, maxWaiting: 3 })
    log.record(entry())
    log.record(entry())
    await expect(log.flush()).rejects.toThrow('down')
    expect(() => log.assertWritable()).not.toThrow()
    log.record(entry())
    expect(() => log.assertWritable()).toThrow(expect.objectContaining({ code: 'AUDIT_UNAVAILABLE' }))
    down = false
    await log.close()
    expect(() => log.assertWritable()).not.toThrow()
    expect(await count()).toBe(before + 3)
  })
})

test('the version of a policy changes with any word of a protocol, and not with the order of protocols or keys', () => {
  const protocol = { id: 'a', version: 1 } as never
  const reordered = { version: 1, id: 'a' } as never
  const other = { id: 'b', version: 1 } as never
  expect(policyVersion([protocol, other])).toBe(policyVersion([other, reordered]))
  expect(policyVersion([protocol])).not.toBe(policyVersion([other]))
  expect(policyVersion([protocol])).toMatch(/^[0-9a-f]{64}$/)
})
