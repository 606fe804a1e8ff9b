/** A claim and what it makes known are stored together or not at all; what is known already makes no claim. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { importContent, ndjson, PERSONS, rowsAbout } from '../../../test/support/deliveries.ts'
import type { Database } from '../../database/client.ts'
import { withLogin } from '../../database/connection.ts'

const { amina, olena, yusuf } = PERSONS
const GENT = '0212214125'

let database: Database
beforeAll(async () => {
  database = await createTestDatabase()
})
let seen = '0'
beforeEach(async () => {
  const { rows } = await database.pool.query<{ id: string }>('select coalesce(max(id), 0)::text as id from audit.claim')
  seen = rows[0]?.id ?? '0'
})

const asOwner = (...statements: string[]) =>
  withLogin(database.url, async (client) => {
    await client.query('set role doorstroom_owner')
    for (const statement of statements) await client.query(statement)
  })

/** Claims of this test, each with the number of persons that it names. */
async function claims(): Promise<object[]> {
  const { rows } = await database.pool.query(
    `select o.name as organisation, c.capacity, c.record_types, c.source, c.deliverer_id, cardinality(c.persons) as persons
     from audit.claim c join directory.organisation o on o.id = c.organisation_id where c.id > $1::bigint order by o.name, c.capacity`,
    [seen],
  )
  return rows
}

let deliveries = 0
const deliver = (domain: string, lines: object[], source = 'dossier', asOf = '2026-03-10') =>
  importContent(database, 'a.ndjson', ndjson({ source, domain, reference: `claims ${deliveries++}`, asOf }, lines))

const wage = (insz: string, validFrom: string, more = {}) => ({ record: 'livingWage', insz, organisation: GENT, validFrom, ...more })

describe('a delivery', () => {
  test('that makes persons known leaves one claim for each organisation, with all of them', async () => {
    await deliver('LOCAL', [wage(amina, '2026-01-01'), wage(yusuf, '2026-02-01'), wage(yusuf, '2026-05-01')])
    expect(await claims()).toEqual([
      {
        organisation: 'OCMW Gent',
        capacity: 'LIVING_WAGE_CLIENT',
        record_types: ['livingWage'],
        source: 'dossier',
        deliverer_id: null,
        persons: 2,
      },
    ])
    const named = await rowsAbout(database, 'directory.relationship', amina)
    expect(named).toMatchObject([{ claim_id: expect.any(Number), withdrawn_at: null }])
  })

  test('that says what is known already, or ends it, makes no claim', async () => {
    await deliver('LOCAL', [wage(amina, '2026-01-01', { amountCents: 100 })], 'dossier', '2026-03-11')
    await deliver('LOCAL', [wage(amina, '2026-01-01', { validUntil: '2026-06-01' })], 'dossier', '2026-03-12')
    expect(await claims()).toEqual([])
  })

  test('of another source that says the same makes a claim of its own', async () => {
    await deliver('LOCAL', [wage(amina, '2026-05-01')], 'sociale zekerheid')
    expect(await claims()).toMatchObject([{ organisation: 'OCMW Gent', source: 'sociale zekerheid', persons: 1 }])
  })

  test('that takes back what it said, and says it again, leaves the relationship and makes a second claim', async () => {
    await deliver('LOCAL', [wage(olena, '2026-01-01')])
    await deliver('LOCAL', [wage(olena, '2026-01-01', { validUntil: '2026-01-01' })], 'dossier', '2026-03-11')
    expect(await rowsAbout(database, 'directory.relationship', olena)).toMatchObject([
      { valid_from: '2026-01-01', valid_until: '2026-01-01', withdrawn_at: expect.any(String) },
    ])
    await deliver('LOCAL', [wage(olena, '2026-01-01')], 'dossier', '2026-03-12')
    expect(await rowsAbout(database, 'directory.relationship', olena)).toMatchObject([{ valid_until: null, withdrawn_at: null }])
    expect(await claims()).toHaveLength(2)
  })
})

describe('in one transaction', () => {
  const FAIL = `create function public.fail() returns trigger language plpgsql as $$ begin raise exception 'no more room'; end $$`
  const STRANGER = '90680100107'
  const known = async () => (await rowsAbout(database, 'local.living_wage', STRANGER as never)).length

  test.each([
    ['without the claim there is no row', 'audit.claim'],
    ['without the relationship there is no claim', 'directory.relationship'],
  ])('%s', async (_what, table) => {
    await asOwner(FAIL, `create trigger fail before insert on ${table} for each statement execute function public.fail()`)
    await expect(deliver('LOCAL', [wage(STRANGER, '2026-01-01')])).rejects.toThrow('no more room')
    await asOwner(`drop trigger fail on ${table}`, 'drop function public.fail()')
    expect([await known(), await claims()]).toEqual([0, []])
  })
})
