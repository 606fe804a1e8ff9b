/** Who is refused at a root field, in which words, and that no root field goes without saying what it needs. */
import { buildSchema, type GraphQLSchema, graphql } from 'graphql'
import { describe, expect, test, vi } from 'vitest'
import type { Answer } from '../../../test/support/answer.ts'
import { post, startTestHub, TODAY } from '../../../test/support/hub.ts'
import { buildContracts } from '../../access/protocols/contract.ts'
import { accessOf } from '../../access/protocols/coordinate.ts'
import { loadRegister } from '../../access/protocols/register.ts'
import { hubSchemaOf } from '../../app/hub-schema.ts'
import type { TokenUse } from '../../development/issuer/request-token.ts'
import { hashOf } from '../operations/manifest.ts'
import { guardRoots } from './guard.ts'

const DESK = 'ocmw-gent-desk'
const MACHINE = 'ocmw-gent'
const CLOSED = 'amal-frontend'
const DECIDING = 'INCENTIVE_DECISION'
const VIEWER = '{ viewer { consumer } }'

const hub = await startTestHub({
  persons: 60,
  operations: { consumer: CLOSED, contract: 'INTEGRATION_AGENCY/REFERRAL', documents: [VIEWER], only: true },
})

const said = ({ status, body }: Answer) => [status, ...(body.errors ?? []).map(({ message, extensions }) => [extensions.code, message])]

const DECISION = '00000000-0000-4000-8000-000000000001'
const selected = { id: DECISION, expectedVersion: 1 }
const granting = { decision: 'GRANTED', confirmed: [], reason: 'Het doel is bereikt.' }
const DECISIONS = [
  ['decideIncentive', 'DecideIncentiveInput', { assessment: selected, change: granting }],
  ['supersedeDecision', 'SupersedeDecisionInput', { decision: selected, change: { ...granting, outcome: 'ELIGIBLE' } }],
  ['revokeIncentive', 'RevokeIncentiveInput', { decision: selected, change: { reason: 'Vergissing.' } }],
] as const

const mutation = (name: string, input: string) => `mutation ($input: ${input}!) { ${name}(input: $input) { userErrors { code } } }`

describe('an act that decides about a person', () => {
  const refusal = "Only a person may take a decision about a person: use a user's token, not a machine's."

  test.each(DECISIONS)('%s: a machine is refused, a social worker at the desk is heard', async (name, input, asked) => {
    const machine = await hub.act(MACHINE, DECIDING, mutation(name, input), { input: asked })
    expect(said(machine)).toEqual([200, ['HUMAN_DECIDER_REQUIRED', refusal]])
    const desk = await hub.act(DESK, DECIDING, mutation(name, input), { input: asked })
    expect(desk.body).toEqual({ data: { [name]: { userErrors: [{ code: 'NOT_FOUND' }] } } })
  })

  test('the attempt of the machine is in the access log', async () => {
    await vi.waitFor(
      async () => {
        const { rows } = await hub.database.pool.query(
          `select distinct consumer, decision, code from audit.access_log where code = 'HUMAN_DECIDER_REQUIRED'`,
        )
        expect(rows).toEqual([{ consumer: MACHINE, decision: 'REFUSED', code: 'HUMAN_DECIDER_REQUIRED' }])
      },
      { timeout: 10_000, interval: 200 },
    )
  })
})

describe('an act', () => {
  const [name, input] = ['closeAssessment', 'CloseAssessmentInput']

  test('of a machine that does not name it is refused', async () => {
    const answer = await hub.ask(MACHINE, DECIDING, mutation(name, input), { input: { assessment: selected } })
    const message = 'Send an Idempotency-Key header, so that a retry does not repeat the act.'
    expect(said(answer)).toEqual([200, ['IDEMPOTENCY_KEY_MISSING', message]])
  })

  test('of a machine that names it, and of a person who does not, is heard', async () => {
    const asked = { input: { assessment: selected } }
    const answers = [
      await hub.act(MACHINE, DECIDING, mutation(name, input), asked),
      await hub.ask(DESK, DECIDING, mutation(name, input), asked),
    ]
    for (const { body } of answers) expect(body).toEqual({ data: { [name]: { userErrors: [{ code: 'NOT_FOUND' }] } } })
  })
})

describe('an application that may send registered operations only', () => {
  const refused = [403, ['FORBIDDEN', 'This consumer may send registered operations only.']]
  const send = async (body: object) => post(hub.address, await hub.token(CLOSED, 'REFERRAL'), 'REFERRAL', body)

  test.each([
    ['the same words as text', VIEWER],
    ['introspection', '{ __schema { types { name } } }'],
    ['the name of the root type', '{ __typename }'],
    ['a document that does not parse', '{ viewer'],
  ])('is refused %s, before anything is parsed', async (_what, query) => {
    expect(said(await send({ query }))).toEqual(refused)
  })

  test('is answered by hash', async () => {
    expect((await send({ documentId: hashOf(VIEWER) })).body.data).toEqual({ viewer: { consumer: CLOSED } })
  })

  test('gets no file of statistics either', async () => {
    const headers = { authorization: `Bearer ${await hub.token(CLOSED, 'REFERRAL')}`, 'hub-purpose': 'REFERRAL' }
    const response = await fetch(`${hub.address}/statistics/v1/stock.csv`, { headers })
    expect(said({ status: response.status, body: await response.json() } as Answer)).toEqual(refused)
  })
})

describe('records of a domain, which come by POST /deliveries and by no root field,', () => {
  async function deliver(consumer: string, use: TokenUse, domain: string): Promise<[number, string | undefined, string?]> {
    const response = await fetch(`${hub.address}/deliveries`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await hub.token(consumer, use)}`, 'content-type': 'application/x-ndjson' },
      body: JSON.stringify({ delivery: { source: 'test', reference: `${consumer} ${domain}`, domain, asOf: TODAY } }),
    })
    const { code, detail } = (await response.json()) as { code?: string; detail?: string }
    return code === undefined ? [response.status, undefined] : [response.status, code, detail ?? '']
  }

  test('are taken from a machine whose token delivers them', async () => {
    expect(await deliver('vdab-deliveries', 'DELIVER', 'WORK')).toEqual([200, undefined])
  })

  test('are refused from a token that reads, of a machine or a person, with the scope that is needed', async () => {
    const needed = 'expected the token of a machine with the scope doorstroom:deliver or doorstroom:deliver:<domain>'
    for (const [consumer, purpose, domain] of [
      ['vdab-matching', 'MATCHING', 'WORK'],
      ['vdab-consultant', 'MATCHING', 'WORK'],
      ['ocmw-gent', 'REFERRAL', 'LOCAL'],
      ['gemeente-gent', 'REFERRAL', 'LOCAL'],
    ] as const)
      expect(await deliver(consumer, purpose, domain)).toEqual([403, 'SCOPE_MISSING', needed])
  })

  test('are refused from a token that delivers those of another domain', async () => {
    const needed = 'expected the token of a machine with the scope doorstroom:deliver or doorstroom:deliver:local'
    expect(await deliver('vdab-deliveries', 'DELIVER', 'LOCAL')).toEqual([403, 'SCOPE_MISSING', needed])
  })

  test('come from tokens that read nothing', async () => {
    const token = await hub.token('ocmw-gent-deliveries', 'DELIVER')
    for (const purpose of ['REFERRAL', 'DELIVER', 'AUDIT']) {
      const { status, body } = await post(hub.address, token, purpose, { query: '{ viewer { consumer } }' })
      expect([status, body.errors?.[0]?.extensions.code]).toEqual([403, 'PURPOSE_NOT_GRANTED'])
    }
  })
})

describe('root fields', () => {
  const schema = hubSchemaOf({ production: false }, hub.vault)
  const rootsOf = (of: GraphQLSchema) =>
    [of.getQueryType(), of.getMutationType(), of.getSubscriptionType()].flatMap((type) =>
      Object.values(type?.getFields() ?? {}).map((field) => ({ name: `${type?.name}.${field.name}`, needs: accessOf(field).needs })),
    )

  test('of every contract say what they need', async () => {
    const contracts = buildContracts(schema, await loadRegister('protocols', { production: false }), TODAY)
    const schemas = [schema, ...[...contracts.byName.values()].map((contract) => contract.schema)]
    const roots = schemas.flatMap(rootsOf)
    console.log(`guard: ${roots.length} root fields of ${schemas.length} schemas, ${rootsOf(schema).length} of them the hub's own`)
    expect(roots.length).toBeGreaterThan(100)
    expect(roots.filter(({ needs }) => needs === undefined)).toEqual([])
  })

  test('that change something need a key of machines, and those that decide need a person', () => {
    const mutations = rootsOf(schema).filter(({ name }) => name.startsWith('Mutation.'))
    expect(mutations.length).toBeGreaterThan(15)
    expect(mutations.filter(({ needs }) => !needs?.includes('ACT_KEY'))).toEqual([])
    const deciding = mutations.filter(({ needs }) => needs?.includes('HUMAN')).map(({ name }) => name)
    expect(deciding.toSorted()).toEqual(DECISIONS.map(([name]) => `Mutation.${name}`).toSorted())
  })

  test.each(['query', 'mutation'])('that say nothing are denied: %s', async (kind) => {
    const schema = guardRoots({
      schema: buildSchema('type Query { open: Int } type Mutation { open: Int }'),
      name: 'VDAB/MATCHING',
      sector: 'WORK',
    })
    const result = await graphql({ schema, source: `${kind} { open }`, rootValue: { open: 1 }, contextValue: {} })
    expect([result.data, result.errors?.map(({ message }) => message)]).toEqual([{ open: null }, ['This operation is not allowed.']])
  })

  test('about persons stop the start under a contract without ids for them: that is a fault of the hub', async () => {
    const contracts = buildContracts(schema, await loadRegister('protocols', { production: false }), TODAY)
    const contract = contracts.byName.get('VDAB/MATCHING')
    if (contract === undefined) throw new Error('no such contract')
    expect(() => guardRoots(contract)).not.toThrow()
    expect(() => guardRoots({ ...contract, sector: null })).toThrow('Internal error.')
  })
})
