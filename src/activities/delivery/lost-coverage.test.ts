/** What a delivery covers ends where something of it was refused: the hub does not have all there is, so that absence says nothing. */
import { beforeEach, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { importContent, ndjson, PERSONS, refusalsIn, VAULT } from '../../../test/support/deliveries.ts'
import type { Database } from '../../database/client.ts'

const { amina, olena } = PERSONS
const COVERED = ['employment', 'benefitRight']
const REGISTERED = { record: 'jobseekerRegistration', categoryCode: '00', registeredOn: '2026-01-01', validFrom: '2026-01-01' }
const RIGHT = { record: 'benefitRight', validFrom: '2026-01-01' }
const WRONG = { ...RIGHT, daysPaid: 'some' }

let database: Database
beforeEach(async () => {
  database = await createTestDatabase()
})

let delivered = 0
/** Brings a delivery of WORK whose header covers employments and rights to benefit, one batch for each record. */
async function deliver(lines: readonly object[], broken = ''): Promise<void> {
  delivered += 1
  const content = ndjson({ domain: 'WORK', reference: `r${delivered}` }, lines)
  const [header = '', ...records] = content.split('\n')
  const { delivery } = JSON.parse(header) as { delivery: object }
  const covering = JSON.stringify({ delivery: { ...delivery, covers: COVERED } })
  await importContent(database, `${delivered}.ndjson`, [covering, ...records].join('\n') + broken)
}

async function covered(): Promise<string[]> {
  const { rows } = await database.pool.query<{ who: string }>(
    `select case n.insz_hash when $1 then 'Amina' else 'Olena' end || ' ' || c.record_type as who
     from work.coverage c join directory.person_number n using (person_id) order by 1`,
    [VAULT.hashInsz(amina)],
  )
  return rows.map(({ who }) => who)
}

test('without a refusal, all is covered', async () => {
  await deliver([
    { ...REGISTERED, insz: amina },
    { ...RIGHT, insz: amina },
    { ...REGISTERED, insz: olena },
  ])
  expect(await covered()).toEqual(['Amina benefitRight', 'Amina employment', 'Olena benefitRight', 'Olena employment'])
})

test.each([
  ['before', [WRONG, REGISTERED]],
  ['after', [REGISTERED, WRONG]],
])('a refused record %s the others of its person takes the coverage of its type away, and no other', async (_when, ofAmina) => {
  await deliver([...ofAmina.map((line) => ({ ...line, insz: amina })), { ...REGISTERED, insz: olena }])
  expect(await covered()).toEqual(['Amina employment', 'Olena benefitRight', 'Olena employment'])
})

test('a record about coverage is taken back too', async () => {
  await deliver([
    { record: 'workCoverage', covers: ['employment', 'benefitRight'], validFrom: '2020-01-01', insz: amina },
    { ...WRONG, insz: amina },
  ])
  expect(await covered()).toEqual(['Amina employment'])
})

test('a line of which not even the person can be read could be about anyone: nothing is covered', async () => {
  await deliver(
    [
      { ...REGISTERED, insz: amina },
      { ...REGISTERED, insz: olena },
    ],
    '{"record":"benefitRight","insz":\n',
  )
  expect(await refusalsIn(database)).toEqual([expect.stringContaining('LINE_NOT_JSON')])
  expect(await covered()).toEqual([])
})

test('the corrected delivery covers again', async () => {
  await deliver([
    { ...REGISTERED, insz: amina },
    { ...WRONG, insz: amina },
  ])
  await deliver([
    { ...REGISTERED, insz: amina },
    { ...RIGHT, insz: amina },
  ])
  expect(await covered()).toEqual(['Amina benefitRight', 'Amina employment'])
})

test('another delivery of the same source and day keeps what it covers', async () => {
  await deliver([{ ...REGISTERED, insz: amina }])
  await deliver([{ ...REGISTERED, insz: olena }], '{"record":"benefitRight","insz":\n')
  expect(await covered()).toEqual(['Amina benefitRight', 'Amina employment'])
})
