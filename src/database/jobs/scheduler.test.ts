import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { addPersons } from '../../../test/support/add-persons.ts'
import { createTestDatabase } from '../../../test/support/database.ts'
import { openPool } from '../client.ts'
import { ROLES, withLogin } from '../connection.ts'
import { openScheduler } from './scheduler.ts'

const { pool, url, open } = await createTestDatabase()

async function startProcess(): Promise<ChildProcess> {
  const child = fork(new URL('../../../test/referral/scheduler-process.ts', import.meta.url), [url], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'message')
  return child
}

/** Overdue referrals that nobody received. */
async function refer(count: number): Promise<void> {
  const persons = Array.from({ length: count }, () => randomUUID())
  await addPersons(pool, persons)
  await pool.query(
    `insert into referral.referral (id, person_id, sender_id, receiver_id, sender_kind, receiver_kind, state, version, reason, created_at, changed_at, deadline, due_at)
     select gen_random_uuid(), p, 1, 2, 'OCMW', 'INTEGRATION_AGENCY', 'SENT', 1, 'NT2_INTAKE', now(), now(), 'RECEIPT', now() - n * interval '1 minute' from unnest($1::uuid[]) with ordinality as u (p, n)`,
    [persons],
  )
}

const countActs = async () =>
  (
    await pool.query(
      `select (select count(*)::int from referral.referral where state = 'SENT') as waiting, count(*)::int as acts, count(distinct referral_id)::int as referrals from referral.event`,
    )
  ).rows[0]

/** Asked as the login itself: what another role runs is nobody else's business. */
const countSessions = (condition: string) =>
  withLogin(url, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity where datname = current_database() and ${condition}`,
    )
    return rows[0]?.count
  })

test('with two processes, one of them killed during a pass, every deadline is acted on once', { timeout: 60_000 }, async () => {
  const [first, second] = await Promise.all([startProcess(), startProcess()])
  // Asleep until the first has the pass.
  second.kill('SIGSTOP')
  // Long enough for a pass to be met while it runs.
  const owner = openPool(url, ROLES.owner, { connections: 1 })
  onTestFinished(() => owner.end())
  await owner.query(`create function referral.linger() returns trigger language plpgsql as $$ begin perform pg_sleep(0.5); return null; end $$;
    create trigger linger after insert on referral.event execute function referral.linger()`)
  await refer(2_000)
  first.send('request')
  await vi.waitUntil(async () => (await countSessions(`query like 'with due%' and state = 'active'`)) === 1, {
    timeout: 20_000,
    interval: 20,
  })
  // Whatever it had in hand is done wholly or not at all, and the other goes on.
  first.kill('SIGKILL')
  second.kill('SIGCONT')
  await once(first, 'exit')
  second.send('request')
  await vi.waitUntil(async () => (await countActs()).waiting === 0, { timeout: 30_000, interval: 100 })
  expect(await countActs()).toEqual({ waiting: 0, acts: 2_000, referrals: 2_000 })
  second.send('request')
  await wait(3_000)
  expect(await countActs()).toEqual({ waiting: 0, acts: 2_000, referrals: 2_000 })
  second.send('close')
  expect(await once(second, 'exit')).toEqual([0, null])
  expect(await countSessions(`query like '%jobs.%' and pid <> pg_backend_pid()`)).toBe(0)
})

test('a turn that fails is logged by its code alone, and the next one runs', { timeout: 30_000 }, async () => {
  const lines: object[] = []
  let turns = 0
  const run = async () => {
    turns += 1
    throw Object.assign(new Error('something of a person'), { code: 'E_TEST' })
  }
  const works = [{ name: 'failing', cron: '0 0 1 1 *', run }]
  const scheduler = await openScheduler({ pool: open(ROLES.jobs), works, log: { error: (line: object) => void lines.push(line) } })
  await vi.waitUntil(() => turns === 1, { timeout: 10_000 })
  await scheduler.request('failing')
  await vi.waitUntil(() => turns === 2, { timeout: 10_000 })
  await scheduler.close()
  expect(lines).toEqual([
    { work: 'failing', code: 'E_TEST' },
    { work: 'failing', code: 'E_TEST' },
  ])
  const { rows } = await withLogin(url, (client) =>
    client.query(`set role ${ROLES.jobs}; select * from jobs.job where name = 'failing'`),
  ).then((results) => (results as unknown as { rows: object[] }[])[1] ?? { rows: [] })
  expect(rows).toHaveLength(2)
  expect(JSON.stringify(rows)).not.toContain('person')
})

test('the queue may use its own tables and nothing else', async () => {
  const jobs = openPool(url, ROLES.jobs, { connections: 1 })
  onTestFinished(() => jobs.end())
  await jobs.query('select count(*) from jobs.job')
  const refused = [
    'select from referral.referral',
    'select from directory.person',
    'select from audit.event',
    'select from public._prisma_migrations',
    'update referral.referral set version = 1',
    'create table jobs.other ()',
    'drop table jobs.job',
    'truncate jobs.job',
    'create schema other',
  ]
  for (const statement of refused) await expect(jobs.query(statement), statement).rejects.toMatchObject({ code: '42501' })
})
