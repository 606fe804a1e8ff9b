/** The supervisor asks who used the data of a person, over HTTP. */
import { beforeAll, describe, expect, test } from 'vitest'
import { WHO } from '../../../test/documents/supervisor-audit.ts'
import { PERSONS } from '../../../test/documents/vdab-matching.ts'
import { dataOf } from '../../../test/support/answer.ts'
import { startTestHub, type TestHub } from '../../../test/support/hub.ts'

let hub: TestHub
let newcomerId: string
beforeAll(async () => {
  hub = await startTestHub({ persons: 100 })
  newcomerId = dataOf(await hub.ask('vdab-matching', 'MATCHING', PERSONS, { first: 1 })).newcomers?.nodes?.[0]?.id ?? ''
})

const usesOf = async () => (await hub.database.pool.query<{ n: number }>('select count(*)::int as n from audit.data_use')).rows[0]?.n ?? 0

describe('the supervisor', () => {
  test('reads who used the data of a person, and the look itself is one more record', async () => {
    const before = await usesOf()
    const { body } = await hub.ask('auditor', 'AUDIT', WHO, { person: { newcomerId } })
    expect(body).toEqual({
      data: {
        dataUse: {
          nodes: [
            {
              organisation: 'VDAB',
              consumer: 'vdab-matching',
              purposeNl: 'bemiddelen naar werk of opleiding',
              purposeEn: 'matching with work or training',
              protocols: expect.arrayContaining([expect.stringMatching(/^work-matching@\d+$/)]),
              fields: [{ coordinate: 'Newcomer.id', label: expect.stringContaining('Pseudonym'), by: 'FIELD' }],
            },
          ],
          edges: [{ cursor: expect.any(String), node: { id: expect.any(String), at: expect.any(String), person: expect.any(String) } }],
          pageInfo: { hasNextPage: false, hasPreviousPage: false, endCursor: expect.any(String) },
        },
      },
    })
    expect(await usesOf()).toBe(before + 1)
  })

  test('pages from the newest use to the oldest', async () => {
    const ask = async (after: string | null) =>
      dataOf(await hub.ask('auditor', 'AUDIT', WHO, { person: { newcomerId }, first: 1, after })).dataUse
    const first = await ask(null)
    const second = await ask(first?.pageInfo.endCursor ?? null)
    expect([first?.nodes?.[0]?.consumer, second?.nodes?.[0]?.consumer]).toEqual(['auditor', 'vdab-matching'])
    expect(first?.pageInfo.hasNextPage).toBe(true)
  })

  test('gets the same empty page for a person who does not exist, and the look is on record all the same', async () => {
    const before = await usesOf()
    const { body } = await hub.ask('auditor', 'AUDIT', WHO, { person: { newcomerId: '6a3c5f1e-0000-4000-8000-000000000000' } })
    expect(body).toMatchObject({ data: { dataUse: { nodes: [], edges: [], pageInfo: { endCursor: null } } } })
    expect(await usesOf()).toBe(before + 1)
  })

  test('finds the person by an id in upper case too, and is told of text that cannot be an id', async () => {
    const ask = (id: string) => hub.ask('auditor', 'AUDIT', WHO, { person: { newcomerId: id }, first: 1 })
    const lower = dataOf(await ask(newcomerId)).dataUse?.nodes?.[0]?.consumer
    expect([lower, dataOf(await ask(newcomerId.toUpperCase())).dataUse?.nodes?.[0]?.consumer]).toEqual(['auditor', 'auditor'])
    const { body } = await ask(`{${newcomerId}}`)
    expect(body.errors).toMatchObject([
      { message: 'Argument "person.newcomerId" must be an id that the hub gave, a UUID.', extensions: { code: 'BAD_USER_INPUT' } },
    ])
  })

  test.each([{}, { newcomerId: 'x', evidenceReference: 'y' }])('must name exactly one person: %j', async (person) => {
    const { body } = await hub.ask('auditor', 'AUDIT', WHO, { person })
    expect(body.errors).toMatchObject([{ message: 'Argument "person": give exactly one field.', extensions: { code: 'BAD_USER_INPUT' } }])
  })
})

test('dataUse does not exist for another organisation', async () => {
  const { body } = await hub.ask('vdab-matching', 'MATCHING', WHO, { person: { newcomerId } })
  expect(body.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
})
