/** No login that the hub makes or takes, but the sealer's own, can make the sealer wait. */
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEvidenceBench, type EvidenceBench } from '../../../test/support/evidence.ts'
import { startTestHub, type TestHub, TODAY } from '../../../test/support/hub.ts'
import { openPool } from '../../database/client.ts'
import { type Login, ROLES, type Role } from '../../database/connection.ts'
import { LOCK_NAMES, takeLock } from '../../database/locks.ts'
import { withClient } from '../../database/transaction.ts'
import { loginOf } from '../../query/contract-logins/login.ts'
import { sealOnce } from './seal-pass.ts'

let hub: TestHub
let bench: EvidenceBench
const logins = new Map<string, Role | Login>()

beforeAll(async () => {
  hub = await startTestHub({ persons: 1 })
  bench = createEvidenceBench(hub.database)
  const { rows } = await hub.database.pool.query<{ user: string }>(
    `select member::regrole::text as user from pg_auth_members where roleid = 'doorstroom_contracts'::regrole`,
  )
  const made = new Set(rows.map(({ user }) => user))
  for (const contract of CONTRACTS) {
    const login = loginOf(hub.config.masterKey, contract)
    if (made.has(login.user)) logins.set(contract, login)
  }
  for (const role of Object.values(ROLES)) if (role !== ROLES.sealer && role !== ROLES.owner) logins.set(role, role)
}, 60_000)

const CONTRACTS = ['OCMW/REFERRAL', 'OCMW/INCENTIVE_DECISION', 'VDAB/MATCHING', 'MUNICIPALITY/REFERRAL', 'CITIZEN/OWN_DATA'] as const

/** Everything that a statement can hold of the sealer's: its lock, its tables, and every number that an advisory lock was ever known by. */
const HOLDS = [
  ...LOCK_NAMES.flatMap((name) => [takeLock(name).text, takeLock(name).text.replace('exclusive', 'access share')]),
  ...['batch', 'batch_leaves', 'person_use', 'data_use', 'use_set', 'access_log', 'event'].flatMap((table) =>
    ['access share', 'row exclusive', 'share', 'exclusive', 'access exclusive'].map((mode) => `lock table audit.${table} in ${mode} mode`),
  ),
  ...[7_210_426, 7_210_427, 7_210_428, 7_271_001].map((number) => `select pg_advisory_xact_lock(${number})`),
]

const held: Pool[] = []
afterAll(async () => {
  for (const pool of held) await pool.end()
})

test('the sealer waits for nobody, whatever the others hold', async () => {
  let taken = 0
  expect(logins.size).toBeGreaterThanOrEqual(8)
  for (const [name, login] of logins) {
    const pool = openPool(hub.database.url, login, { connections: 1 })
    held.push(pool)
    await withClient(pool, async (client) => {
      await client.query('begin')
      for (const hold of HOLDS) {
        await client.query('savepoint before')
        const refused = await client.query(hold).then(
          () => undefined,
          (error: { code?: string }) => error.code,
        )
        if (refused === undefined) taken += 1
        else await client.query('rollback to savepoint before')
      }
      await expect(sealOnce(bench.parts), name).resolves.toMatchObject({ rows: expect.any(Number) })
      await client.query('rollback')
    })
  }
  console.log(
    `locks: ${logins.size} logins tried ${HOLDS.length} ways to hold something each, and held ${taken}; the sealer never waited (${TODAY})`,
  )
  expect(taken).toBeGreaterThan(20)
})
