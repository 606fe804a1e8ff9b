/** Evidence while the hub answers: every operation on record, and no answer about persons when it cannot be sealed. */
import { createHash } from 'node:crypto'
import { mkdir, rename, rmdir } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { startTestHub, type TestHub } from '../support/hub.ts'

let hub: TestHub
beforeAll(async () => {
  hub = await startTestHub({ persons: 100, env: { AUDIT_SEAL_SECONDS: '1', AUDIT_GRACE_SECONDS: '2' } })
})

const PAGE = '{ newcomers(first: 2) { nodes { id } } }'

async function until<Value>(look: () => Promise<Value>, holds: (value: Value) => boolean): Promise<Value> {
  for (let tries = 0; tries < 100; tries += 1) {
    const value = await look()
    if (holds(value)) return value
    await wait(100)
  }
  return look()
}

async function logged(traceId: string | null) {
  const look = async () =>
    (
      await hub.database.pool.query(
        `select consumer, contract, decision, code, length(operation_hash) as hash, length(policy_version) as policy,
           (select count(*)::int from audit.data_use u where u.operation_id = l.operation_id) as uses from audit.access_log l where trace_id = $1`,
        [traceId],
      )
    ).rows
  return until(look, (rows) => rows.length > 0)
}

test('an operation that is answered is in the access log, linked with its use of data', async () => {
  const { headers } = await hub.ask('ocmw-gent', 'REFERRAL', PAGE)
  expect(await logged(headers.get('hub-trace-id'))).toEqual([
    { consumer: 'ocmw-gent', contract: 'OCMW/REFERRAL', decision: 'OK', code: null, hash: 32, policy: 64, uses: 1 },
  ])
})

test('the access log names a document by a keyed hash, so that who reads it cannot search for what the document said', async () => {
  const { headers } = await hub.ask('ocmw-gent', 'REFERRAL', PAGE)
  const traceId = headers.get('hub-trace-id')
  await logged(traceId)
  const { rows } = await hub.database.pool.query('select operation_hash from audit.access_log where trace_id = $1', [traceId])
  const plain = createHash('sha256').update(PAGE.toString()).digest('hex')
  expect(rows).toEqual([{ operation_hash: hub.vault.hashDocument(plain) }])
  expect(rows[0].operation_hash.toString('hex')).not.toBe(plain)
})

test('an operation that is refused is in the access log too, with its code and without a use', async () => {
  const { headers } = await hub.ask('ocmw-gent', 'REFERRAL', '{ newcomers { nodes { sex } } }')
  expect(await logged(headers.get('hub-trace-id'))).toEqual([
    {
      consumer: 'ocmw-gent',
      contract: 'OCMW/REFERRAL',
      decision: 'REFUSED',
      code: 'GRAPHQL_VALIDATION_FAILED',
      hash: 32,
      policy: 64,
      uses: 0,
    },
  ])
})

test('a purpose that is not granted is logged with who asked, and missing tokens are counted, with nobody', async () => {
  const purpose = await fetch(`${hub.address}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await hub.token('ocmw-gent', 'REFERRAL')}`,
      'hub-purpose': 'MATCHING',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query: PAGE }),
  })
  const nobody = () => fetch(`${hub.address}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
  const before = await hub.database.pool.query('select count(*)::int as rows from audit.access_log')
  await Promise.all(Array.from({ length: 40 }, nobody))
  expect(await logged(purpose.headers.get('hub-trace-id'))).toMatchObject([
    { consumer: 'ocmw-gent', decision: 'REFUSED', code: 'PURPOSE_NOT_GRANTED' },
  ])
  const counted = async () =>
    (
      await hub.database.pool.query(
        'select code, reason, consumer, sum(count)::int as count from audit.refusal_count group by code, reason, consumer',
      )
    ).rows
  const refusals = await until(counted, (rows) => rows.reduce((sum, { count }) => sum + count, 0) >= 40)
  expect(refusals).toEqual([{ code: 'UNAUTHENTICATED', reason: 'token_missing', consumer: '', count: 40 }])
  const after = await hub.database.pool.query('select count(*)::int as rows from audit.access_log')
  expect(after.rows[0].rows - before.rows[0].rows).toBeLessThanOrEqual(1)
})

test('when seals cannot be anchored the hub works on for the grace period, then answers nothing about persons, and recovers by itself', async () => {
  const file = hub.config.auditAnchorFile
  const ask = () => hub.ask('ocmw-gent', 'REFERRAL', PAGE)
  const codeOf = async () => (await ask()).body.errors?.[0]?.extensions.code
  await until(
    async () => ask(),
    ({ body }) => body.errors === undefined,
  )
  await rename(file, `${file}.away`)
  // A folder in the place of the file: it cannot be appended to, also not by root.
  await mkdir(file)
  const refused = await until(codeOf, (code) => code === 'AUDIT_UNAVAILABLE')
  expect(refused).toBe('AUDIT_UNAVAILABLE')
  expect((await fetch(`${hub.address}/health/ready`)).status).toBe(503)
  expect((await hub.ask('ocmw-gent', 'REFERRAL', '{ viewer { consumer } }')).body.errors).toBeUndefined()
  await rmdir(file)
  await rename(`${file}.away`, file)
  expect(await until(codeOf, (code) => code === undefined)).toBeUndefined()
  expect((await fetch(`${hub.address}/health/ready`)).status).toBe(200)
}, 60_000)
