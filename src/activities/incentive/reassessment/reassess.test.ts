/** Milestones: what a change of facts does to open assessments, and to nobody else. */
import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { OPEN, QUEUE } from '../../../../test/documents/ocmw-incentive-decision.ts'
import { dataOf } from '../../../../test/support/answer.ts'
import { deliverTo, ndjson } from '../../../../test/support/deliveries.ts'
import { startTestHub, TODAY } from '../../../../test/support/hub.ts'
import { requestTurn } from '../../../../test/support/scheduled-work.ts'
import { mergePersons } from '../../delivery/store/merge-persons.ts'

const hub = await startTestHub({ persons: 400 })
const { pool } = hub.database
const PURPOSE = 'INCENTIVE_DECISION'
const CONSUMER = 'vdab-matching'
/** VDAB sees every fact that this one reads. */
const INCENTIVE = 'accelerated-matching'
/** VDAB does not see whether a person follows a course to A2. */
const UNSEEN = 'training-priority'

type Person = { id: string; newcomer: string }

/** Jobseekers without work, with a dossier at the agencies, and without certificate or oral A2. */
let persons: Person[]

beforeAll(async () => {
  const { rows } = await pool.query<Person>(
    `select r.person_id as id, r.newcomer_id as newcomer from directory.relationship r
     join integration.dossier i on i.person_id = r.person_id join work.dossier w on w.person_id = r.person_id
     where r.capacity = 'JOBSEEKER' and r.valid_from <= $1 and (r.valid_until is null or r.valid_until > $1)
       and not exists (select from integration.certificate c where c.person_id = r.person_id)
       and not exists (select from integration.dutch_level l where l.person_id = r.person_id and l.mode = 'ORAL' and l.level >= 'A2')
       and not exists (select from work.employment e where e.person_id = r.person_id)
     order by r.newcomer_id limit 6`,
    [TODAY],
  )
  persons = rows
  expect(persons).toHaveLength(6)
})

type Kept = { id: string; outcome: string | null; version: number | null }

const open = (...newcomerIds: string[]) => openOf(INCENTIVE, newcomerIds)

async function openOf(incentive: string, newcomerIds: string[]): Promise<Kept[]> {
  const { openAssessments } = dataOf(await hub.act(CONSUMER, PURPOSE, OPEN, { input: { newcomerIds, incentive } }))
  return (openAssessments.assessments ?? []).map((kept) => kept as NonNullable<typeof kept>)
}

const queue = async (consumer = CONSUMER) => dataOf(await hub.ask(consumer, PURPOSE, QUEUE)).incentiveQueue?.nodes ?? []

const waiting = async () =>
  (
    await pool.query("select from incentive.assessment where state = 'OPEN' and (look_again and incentive <> $2 or looked_on < $1)", [
      TODAY,
      UNSEEN,
    ])
  ).rowCount

/** Until the hub has looked at everything that waits. */
async function looked(): Promise<void> {
  await requestTurn(hub.database.url, 'incentive-reassessment')
  await expect.poll(waiting, { timeout: 15_000, interval: 200 }).toBe(0)
}

/** A delivery of the agencies about somebody. */
async function deliver({ id }: Person, ...records: object[]): Promise<void> {
  const { rows } = await pool.query<{ sealed: Buffer }>(
    'select insz_encrypted as sealed from directory.person_number where person_id = $1 and current',
    [id],
  )
  const insz = hub.vault.decryptInsz(rows[0]?.sealed ?? Buffer.alloc(0))
  const lines = records.map((record) => ({ ...record, insz }))
  const delivery = ndjson({ reference: randomUUID(), domain: 'INTEGRATION', asOf: TODAY }, lines)
  await deliverTo(hub, [], delivery, new Date(`${TODAY}T10:00:00Z`))
}

const CERTIFICATE = { record: 'certificate', kind: 'INTEGRATION', issuedOn: TODAY }

test('a milestone puts the open assessment in the queue of the organisation that grants, and of no other', async () => {
  const [person, other] = persons as [Person, Person]
  const [kept, untouched] = (await open(person.newcomer, other.newcomer)) as [Kept, Kept]
  expect([kept.outcome, await queue()]).toEqual(['NOT_ELIGIBLE', []])
  await deliver(person, CERTIFICATE)
  await looked()
  const queued = await queue()
  expect(queued.map(({ id, outcome }) => [id, outcome])).toEqual([[kept.id, 'ELIGIBLE']])
  expect(queued.map(({ id }) => id)).not.toContain(untouched.id)
  for (const consumer of ['ocmw-gent', 'agii-frontend']) expect(await queue(consumer)).toEqual([])
})

test('where the organisation does not see every fact, a delivery marks nothing before the next day', async () => {
  const opened = await openOf(
    UNSEEN,
    persons.map(({ newcomer }) => newcomer),
  )
  const place = opened.findIndex(({ outcome }) => outcome === 'NOT_ELIGIBLE')
  const [person, kept] = [persons[place] as Person, opened[place] as Kept]
  await deliver(person, { record: 'dutchLevel', mode: 'ORAL', level: 'A2', reachedOn: TODAY })
  const seen = async () => {
    const { rows } = await pool.query('select outcome::text, version, marked_at, looked_on::text from incentive.assessment where id = $1', [
      kept.id,
    ])
    return rows[0]
  }
  const before = await seen()
  await looked()
  expect([await seen(), before.version]).toEqual([before, 1])
  expect((await queue()).map(({ id }) => id)).not.toContain(kept.id)
  // A day begins.
  await pool.query("update incentive.assessment set looked_on = '2026-11-22' where id = $1", [kept.id])
  await looked()
  expect((await queue()).filter(({ id }) => id === kept.id).map(({ outcome }) => outcome)).toEqual(['ELIGIBLE'])
  await pool.query('delete from incentive.assessment where incentive = $1', [UNSEEN])
})

test('opening it again, which is looking, takes it from the queue', async () => {
  const [person] = persons as [Person]
  const [again] = (await open(person.newcomer)) as [Kept]
  expect([again.outcome, await queue()]).toEqual(['ELIGIBLE', []])
})

test('a delivery that changes nothing for the rule marks nothing', async () => {
  const person = persons[2] as Person
  const [kept] = (await open(person.newcomer)) as [Kept]
  await deliver(person, { record: 'knownLanguage', language: 'tur' })
  await looked()
  expect((await queue()).map(({ id }) => id)).not.toContain(kept.id)
})

test('a day that passes is looked at too: what goes stale is marked', async () => {
  const person = persons[3] as Person
  await deliver(person, CERTIFICATE)
  const [kept] = (await open(person.newcomer)) as [Kept]
  for (const table of ['work.jobseeker_registration', 'work.coverage'])
    await pool.query(`update ${table} set as_of = '2026-01-01' where person_id = $1`, [person.id])
  await pool.query("update incentive.assessment set looked_on = '2026-11-22' where id = $1", [kept.id])
  await looked()
  const [queued] = (await queue()).filter(({ id }) => id === kept.id)
  expect([kept.outcome, queued?.outcome]).toEqual(['ELIGIBLE', 'UNKNOWN'])
})

test('what is decided or closed is not looked at any more', async () => {
  const person = persons[4] as Person
  const [kept] = (await open(person.newcomer)) as [Kept]
  const input = { assessment: { id: kept.id, expectedVersion: kept.version } }
  await hub.act(CONSUMER, PURPOSE, 'mutation ($input: CloseAssessmentInput!) { closeAssessment(input: $input) { userErrors { code } } }', {
    input,
  })
  await deliver(person, CERTIFICATE)
  await looked()
  expect((await queue()).map(({ id }) => id)).not.toContain(kept.id)
})

test('the hub looks in its own name, and the person can see that it did', async () => {
  const { rows } = await pool.query<{ consumer: string; by: string }>(
    `select distinct d.consumer, c ->> 'by' as by from audit.data_use d join audit.use_set u on u.id = d.use_set_id cross join jsonb_array_elements(u.coordinates) c
     where d.consumer = 'hub'`,
  )
  expect(rows).toEqual([{ consumer: 'hub', by: 'ASSESSMENT' }])
})

test('assessments and decisions follow a person who turns out to be another one', async () => {
  const [survivor, lost] = [persons[0], persons[1]] as [Person, Person]
  const client = await pool.connect()
  await client.query('begin')
  await mergePersons(client, { survivor: survivor.id, lost: lost.id })
  const { rows } = await client.query(
    'select person_id, state::text, open_key is not null as open from incentive.assessment where person_id = any($1) order by state',
    [[survivor.id, lost.id]],
  )
  await client.query('rollback')
  client.release()
  expect(rows).toEqual([
    { person_id: survivor.id, state: 'CLOSED', open: false },
    { person_id: survivor.id, state: 'OPEN', open: true },
  ])
})
