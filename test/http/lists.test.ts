/** Lists, pages and batches asked wrongly; and what they cost when asked well. */
import { getNamedType, isListType, isNonNullType, isObjectType } from 'graphql'
import pg from 'pg'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { buildContracts, type Contracts } from '../../src/access/protocols/contract.ts'
import { loadRegister } from '../../src/access/protocols/register.ts'
import { hubSchemaOf } from '../../src/app/hub-schema.ts'
import type { Purpose } from '../../src/base/purpose.ts'
import { ROLES } from '../../src/database/connection.ts'
import type { PageQueryVariables, PersonsQueryVariables } from '../documents/generated/ocmw-referral/graphql.ts'
import { BATCH, PAGE, PERSONS } from '../documents/ocmw-referral.ts'
import { type Answer, dataOf } from '../support/answer.ts'
import { selectionOf } from '../support/coordinate-query.ts'
import { startTestHub, type TestHub, TODAY } from '../support/hub.ts'

const POPULATION = 150
let hub: TestHub
let contracts: Contracts
let ids: string[]

/** Everybody is known to every organisation that the tests ask as, so that pages are full. */
beforeAll(async () => {
  hub = await startTestHub({ persons: POPULATION })
  contracts = buildContracts(
    hubSchemaOf({ production: false }, hub.vault),
    await loadRegister(hub.config.protocolsDir, { production: false }),
    TODAY,
  )
  const capacities = [...contracts.byName.values()].flatMap((contract) => contract.capacities)
  await hub.database.pool.query(
    `insert into directory.relationship (person_id, evidence_ref, newcomer_id, organisation_id, capacity, valid_from, source)
     select p.id, p.evidence_ref, case o.kind::text when 'VDAB' then p.work_id when 'INTEGRATION_AGENCY' then p.integration_id else p.local_id end, o.id, c::directory.capacity, '2020-01-01', 'TEST'
     from directory.person p, directory.organisation o join directory.organisation_code k on k.organisation_id = o.id, unnest($1::text[]) c
     where k.code = any($2)
     on conflict do nothing`,
    [[...new Set(capacities)], ['0212214125', '0543307391', '0207451227', '0887010362']],
  )
  ids = await idsOf({ first: 100 })
}, 120_000)

/** Ids of a page of OCMW Gent. */
async function idsOf(page: PersonsQueryVariables): Promise<string[]> {
  const { newcomers } = dataOf(await hub.ask('ocmw-gent', 'REFERRAL', PERSONS, page))
  return newcomers?.nodes?.map(({ id }) => id) ?? []
}

const ask = (query: string, variables?: Record<string, unknown>) => hub.ask('ocmw-gent', 'REFERRAL', query, variables)
const refusals = ({ status, body }: Answer) => [status, body.errors?.map(({ message, extensions }) => [extensions.code, message])]

describe('a page is from 1 to 100', () => {
  test.each([0, -1, 101, 10_000])('%i is refused', async (first) => {
    const refused = [400, [['BAD_USER_INPUT', 'Argument "first" must be from 1 to 100.']]]
    expect(refusals(await ask(`{ newcomers(first: ${first}) { nodes { id } } }`))).toEqual(refused)
    expect(refusals(await ask('query ($first: Int) { newcomers(first: $first) { nodes { id } } }', { first }))).toEqual(refused)
  })
})

describe('a cursor opens only the list that it came from', () => {
  const refused = [
    200,
    [['BAD_USER_INPUT', 'Argument "after" is not a cursor of this list. A cursor is valid for one consumer, purpose, filter and order.']],
  ]
  const pageOf = async (variables: PageQueryVariables) => {
    const { newcomers } = dataOf(await hub.ask('ocmw-gent', 'REFERRAL', PAGE, variables))
    if (newcomers == null) throw new Error('there is no such list')
    return newcomers
  }
  let after: string
  beforeAll(async () => {
    after = (await pageOf({})).pageInfo.endCursor ?? ''
  })

  test('its own list continues', async () => {
    expect((await pageOf({ after })).nodes?.map(({ id }) => id)).toEqual(ids.slice(5, 10))
  })

  test.each<[string, string, Purpose, Record<string, unknown>]>([
    ['of another consumer', 'ocmw-mechelen', 'REFERRAL', {}],
    ['of another purpose', 'ocmw-gent', 'INCENTIVE_DECISION', {}],
    ['of another filter', 'ocmw-gent', 'REFERRAL', { filter: { hasCertificate: true } }],
    ['of another order', 'ocmw-gent', 'REFERRAL', { order: 'FAMILY_NAME' }],
  ])('%s it is no cursor', async (_name, consumer, purpose, variables) => {
    const declared =
      'order' in variables ? PAGE.toString() : PAGE.toString().replace(', order: $order', '').replace(', $order: NewcomerOrder', '')
    expect(refusals(await hub.ask(consumer, purpose, declared, { after, ...variables }))).toEqual(refused)
  })

  test.each([
    ['empty text', () => ''],
    ['no cursor', () => 'Mg=='],
    ['a character changed', () => `${after.slice(0, -1)}${after.endsWith('A') ? 'B' : 'A'}`],
    ['cut short', () => after.slice(0, 20)],
    ['too long', () => `${after}${'A'.repeat(1_000)}`],
  ])('%s is no cursor', async (_name, cursor) => {
    expect(refusals(await ask(PAGE.toString(), { after: cursor() }))).toEqual(refused)
  })
})

describe('a batch', () => {
  const batchOf = async (batch: readonly string[]) =>
    dataOf(await hub.ask('ocmw-gent', 'REFERRAL', BATCH, { ids: [...batch] })).newcomersById

  test('of 1,001 is refused', async () => {
    expect(refusals(await ask(BATCH.toString(), { ids: Array(1001).fill(ids[0]) }))).toEqual([
      400,
      [['BAD_USER_INPUT', 'A list in the variables may have at most 1000 items.']],
    ])
  })

  test('of none is answered with none', async () => {
    expect(await batchOf([])).toEqual([])
  })

  test('with an id twice answers it twice, and nobody in the place of an unknown id', async () => {
    const [one = '', two = ''] = ids
    expect(await batchOf([one, two.toUpperCase(), one, '00000000-0000-0000-0000-000000000000'])).toEqual([
      { id: one },
      { id: two },
      { id: one },
      null,
    ])
  })
})

describe('a value that is none of its type is refused as a mistake of the caller', () => {
  test.each([
    [
      'enum in the text',
      '{ newcomers(filter: { capacity: NEIGHBOUR }) { totalCount } }',
      {},
      'GRAPHQL_VALIDATION_FAILED',
      'Expected a value of enum "Capacity".',
    ],
    [
      'enum in a variable',
      'query ($c: Capacity) { newcomers(filter: { capacity: $c }) { totalCount } }',
      { c: 'NEIGHBOUR' },
      'BAD_USER_INPUT',
      'Variable "$c" has an invalid value.',
    ],
    [
      'INSZ in the text',
      '{ newcomerByInsz(insz: "85073003327") { id } }',
      {},
      'GRAPHQL_VALIDATION_FAILED',
      'Expected an INSZ of 11 digits with valid check digits.',
    ],
    [
      'INSZ in a variable',
      'query ($i: Insz!) { newcomerByInsz(insz: $i) { id } }',
      { i: '85073003327' },
      'BAD_USER_INPUT',
      'Variable "$i" has an invalid value. Expected an INSZ of 11 digits with valid check digits.',
    ],
    ['INSZ as a number', 'query ($i: Insz!) { newcomerByInsz(insz: $i) { id } }', { i: 85073003328 }, 'BAD_USER_INPUT', undefined],
  ])('%s', async (_name, query, variables, code, message) => {
    const { status, body } = await ask(query, variables)
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, code])
    if (message !== undefined) expect(body.errors?.[0]?.message).toBe(message)
  })
})

/** A consumer of each recipient group that reads persons. */
const CONSUMERS: Record<string, string> = {
  INTEGRATION_AGENCY: 'agii-frontend',
  OCMW: 'ocmw-gent',
  MUNICIPALITY: 'gemeente-gent',
  VDAB: 'vdab-matching',
}

/** What the hub reads or writes by the clock, whatever it is asked: settings, the access log, deadlines, keys of acts, and fact sheets in transactions of their own. */
const REFRESHED = new RegExp(
  [
    'directory"?\\."?(organisation_code|registered_operation|consumer_setting|idempotency_key)',
    'audit\\.access_log',
    '\\.fact_sheet',
    '^with due as ',
    '^(begin|commit)$',
  ].join('|'),
)

/** Statements that `work` takes: the fewest of three times, because what the hub does by the clock is sometimes on the wire beside it. */
async function countStatements(work: () => Promise<unknown>): Promise<number> {
  const counts = [await countOnce(work)]
  while (counts.length < 3 && counts.at(-1) !== 1) counts.push(await countOnce(work))
  return Math.min(...counts)
}

/** Statements on the wire while `work` runs, whoever sends them; the sealer and the queue of deadlines have connections and a rhythm of their own. */
async function countOnce(work: () => Promise<unknown>): Promise<number> {
  const spy = vi.spyOn(pg.Client.prototype, 'query')
  try {
    await work()
    const { calls, contexts } = spy.mock
    const asked = calls.filter((_call, index) => {
      const options = String(Reflect.get(Object(contexts[index]), 'connectionParameters')?.options)
      return ![ROLES.sealer, ROLES.jobs].some((role) => options.includes(role))
    })
    const texts = asked.map(([statement]) => String((statement as unknown as { text?: string }).text ?? statement))
    // A compiled statement counts whatever tables it reads.
    return texts.filter((text) => text.includes('insert into audit.data_use') || !REFRESHED.test(text)).length
  } finally {
    spy.mockRestore()
  }
}

/** Every list field under Newcomer in a contract, with the selection that leads there. */
function listFields(contract: { schema: Parameters<typeof selectionOf>[0] }): [coordinate: string, selection: string][] {
  return Object.values(contract.schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type) || type.name.startsWith('__')) return []
    return Object.values(type.getFields()).flatMap((field): [string, string][] => {
      const inner = isNonNullType(field.type) ? field.type.ofType : field.type
      const selection =
        isListType(inner) && getNamedType(field.type).name !== 'Newcomer'
          ? selectionOf(contract.schema, `${type.name}.${field.name}`)
          : undefined
      return selection === undefined ? [] : [[`${type.name}.${field.name}`, selection]]
    })
  })
}

/** Of a document that is made while the test runs. */
type Rows = { nodes: unknown[] }

describe('the number of statements does not grow with the number of persons', () => {
  test('a page of 20 and one of 100 issue the same, and one when asked again, for every list field of every contract', async () => {
    const counts: Record<string, number[]> = {}
    for (const contract of contracts.byName.values()) {
      const consumer = CONSUMERS[contract.recipient]
      const fields = contract.schema.getQueryType()?.getFields() ?? {}
      if (consumer === undefined || fields.newcomers === undefined) continue
      for (const [coordinate, selection] of [...listFields(contract), ['Newcomer', 'id'] as const]) {
        const page = (first: number) => async () => {
          const query = `query ($first: Int!) { newcomers(first: $first) { nodes { ${selection} } edges { node { ${selection} } } } }`
          const { body } = await hub.ask<{ newcomers: Rows }>(consumer, contract.purpose, query, { first })
          expect([coordinate, body.errors, body.data?.newcomers.nodes.length]).toEqual([coordinate, undefined, first])
        }
        await page(3)()
        counts[`${contract.name} ${coordinate}`] = [await countStatements(page(20)), await countStatements(page(100))]
      }
    }
    expect(Object.keys(counts).length).toBeGreaterThan(20)
    expect(Object.entries(counts).filter(([, [small, large]]) => small !== 1 || large !== 1)).toEqual([])
  }, 120_000)

  test('a document that is new issues the same for 20 and for 100', async () => {
    const page = (first: number) => () => ask(`{ newcomers(first: ${first}) { nodes { id gpmiExists livingWages { source } } } }`)
    const [small, large] = [await countStatements(page(20)), await countStatements(page(100))]
    expect(small).toBe(large)
    expect(small).toBeLessThanOrEqual(2)
  })

  test('a page of 20 and one of 100 referrals issue one, with everything that can be asked of them; so do those to reach', async () => {
    await hub.database.pool.query(
      `insert into referral.referral (id, person_id, sender_id, receiver_id, sender_kind, receiver_kind, state, version, reason, created_at, sent_at, changed_at)
       select gen_random_uuid(), p.id, o.id, 1, 'OCMW', 'INTEGRATION_AGENCY', 'SENT', 1, 'NT2_INTAKE', now(), now(), now() - n * interval '1 minute'
       from (select id, row_number() over () as n from directory.person limit 150) p, directory.organisation o where o.name = 'OCMW Gent'`,
    )
    const everything = `id state may sender { name code } receiver { name } person { familyName } newcomer { id referrals { id } } events { act organisation { name } }`
    const pages: Record<string, (first: number) => string> = {
      referrals: (first) => `{ rows: referrals(first: ${first}) { totalCount nodes { ${everything} } } }`,
      due: (first) =>
        `{ rows: referrals(first: ${first}, order: DUE, filter: { direction: SENT, overdue: false }) { nodes { ${everything} } } }`,
      outreach: (first) =>
        `{ rows: outreach(lever: LIVING_WAGE, first: ${first}) { nodes { newcomer { id } localReasons suggestedReceiver openReferralId } } }`,
    }
    for (const [name, query] of Object.entries(pages)) {
      const page = (first: number) => async () => {
        const { body } = await hub.ask<{ rows: Rows }>('ocmw-gent', 'REFERRAL', query(first))
        if (name !== 'outreach') expect([name, body.errors, body.data?.rows.nodes.length]).toEqual([name, undefined, first])
      }
      await page(20)()
      await page(100)()
      expect([name, await countStatements(page(20)), await countStatements(page(100))]).toEqual([name, 1, 1])
    }
  })

  test('a batch of 1, of 20 and of 1,000 issues one', async () => {
    const batch = (size: number) => () =>
      ask('query ($ids: [ID!]!) { newcomersById(ids: $ids) { id livingWages { source } } }', {
        ids: Array.from({ length: size }, (_, index) => ids[index % ids.length]),
      })
    await batch(2)()
    expect([await countStatements(batch(1)), await countStatements(batch(20)), await countStatements(batch(1000))]).toEqual([1, 1, 1])
  })
})
