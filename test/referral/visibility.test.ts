/**
 * In every state, each side sees what its protocol grants then and nothing else. What is open is said here in the words of the
 * agreement (docs/referral.md), not read from the machine; which coordinates that opens is read from the protocol files by the oracle.
 */
import { join } from 'node:path'
import { type GraphQLObjectType, getNamedType, isLeafType, isObjectType } from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { listCoordinates } from '../../src/access/protocols/coordinate.ts'
import { hubSchemaOf } from '../../src/app/hub-schema.ts'
import { type OracleContract, readContracts } from '../oracle/contracts.ts'
import { dataOf } from '../support/answer.ts'
import { startTestHub, type TestHub, TODAY } from '../support/hub.ts'
import { createScenario, type Standing } from '../support/scenario.ts'
import { AGII, ATLAS, makeClients, mutationOf, OCMW_GENT, SECRET_NAME, sending } from './parties.ts'

type By = 'SENDER' | 'RECEIVER'
type Step = [by: By, command: string, change?: object]
/** What is open for the receiver. The sender sees what its contract shows of the person anyway, in every state. */
type Open = { party: boolean; accepted: boolean }

const NOTHING: Open = { party: false, accepted: false }
const PARTY: Open = { party: true, accepted: false }
const ALL: Open = { party: true, accepted: true }

const received: Step[] = [['RECEIVER', 'receive']]
const accepted: Step[] = [...received, ['RECEIVER', 'accept']]
const scheduled: Step[] = [...accepted, ['RECEIVER', 'schedule', { appointmentAt: '2099-01-05T09:00:00Z' }]]
const started: Step[] = [...scheduled, ['RECEIVER', 'start']]

/** Way to each state, and what is then open for the receiver. The day after the time to read back nothing is. */
const STATES: Record<string, { way: Step[]; receiver: Open; over?: true; sees?: false; draft?: true }> = {
  DRAFT: { way: [], draft: true, receiver: NOTHING, sees: false },
  SENT: { way: [], receiver: NOTHING },
  RECEIVED: { way: received, receiver: PARTY },
  INFO_REQUESTED: { way: [...received, ['RECEIVER', 'requestInformation', { text: 'Welke taal?' }]], receiver: PARTY },
  REJECTED: { way: [...received, ['RECEIVER', 'reject', { code: 'CAPACITY' }]], receiver: PARTY, over: true },
  REROUTED: {
    way: [...received, ['RECEIVER', 'reroute', { receiver: ATLAS.code }]],
    receiver: PARTY,
    over: true,
  },
  ACCEPTED: { way: accepted, receiver: ALL },
  SCHEDULED: { way: scheduled, receiver: ALL },
  STARTED: { way: started, receiver: ALL },
  ON_HOLD: { way: [...started, ['RECEIVER', 'hold']], receiver: ALL },
  COMPLETED: { way: [...started, ['RECEIVER', 'complete', { outcome: 'PARTIAL' }]], receiver: ALL, over: true },
  STOPPED: { way: [...started, ['RECEIVER', 'stop', { outcome: 'STOPPED_BY_PERSON' }]], receiver: ALL, over: true },
  CANCELLED: { way: [...accepted, ['SENDER', 'cancel', { code: 'MOVED' }]], receiver: ALL, over: true },
  WITHDRAWN: { way: [...received, ['SENDER', 'withdraw', { code: 'MOVED' }]], receiver: PARTY, over: true },
  ENTERED_IN_ERROR: { way: [...accepted, ['SENDER', 'correct', { code: 'WRONG_PERSON' }]], receiver: NOTHING },
  // Reached by the clock and by an appointment that passed: made as the deadlines' job and a missed appointment leave them.
  NO_SHOW: { way: scheduled, receiver: ALL },
  CLOSED_NOT_REACHED: { way: scheduled, receiver: ALL, over: true },
  EXPIRED: { way: received, receiver: PARTY, over: true },
}

let hub: TestHub
let clients: string[]
const schema = hubSchemaOf({ production: false }, { hashInsz: () => Buffer.alloc(32), decryptInsz: () => '' as never })
const owners = new Map(listCoordinates(schema).map(({ coordinate, owner }) => [coordinate, owner ?? '']))
const contracts = readContracts(join(import.meta.dirname, '../../protocols'), TODAY, owners)
const SIDES = {
  SENDER: { ...OCMW_GENT, contract: contracts.get('OCMW/REFERRAL') as OracleContract },
  RECEIVER: { ...AGII, contract: contracts.get('INTEGRATION_AGENCY/REFERRAL') as OracleContract },
}

beforeAll(async () => {
  hub = await startTestHub({ persons: 0 })
  clients = await makeClients(hub.database.pool, Object.keys(STATES).length)
})

/** All that a contract grants below a type, objects one step deep into the person. */
function selectionOf(contract: OracleContract, type: GraphQLObjectType, depth = 0): string {
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const inner = getNamedType(field.type)
    if (!contract.rules.has(`${type.name}.${field.name}`) || field.args.length > 0) return []
    if (isLeafType(inner)) return [field.name]
    return isObjectType(inner) && depth < 2 && field.name !== 'referrals'
      ? [`${field.name} { ${selectionOf(contract, inner, depth + 1)} }`]
      : []
  })
  return ['__typename', ...fields].join(' ')
}

type Answered = { referral: Record<string, unknown> | null; withheld: string[] }

async function look(by: By, id: string): Promise<Answered> {
  const { consumer, contract } = SIDES[by]
  const query = `query ($id: ID!) { referral(id: $id) { ${selectionOf(contract, schema.getType('Referral') as GraphQLObjectType)} } }`
  const answer = await hub.ask<Pick<Answered, 'referral'>>(consumer, 'REFERRAL', query, { id })
  const withheld = ((answer.body.extensions?.withheld ?? []) as { coordinate: string }[]).map(({ coordinate }) => coordinate)
  return { referral: dataOf(answer).referral, withheld: withheld.toSorted() }
}

/** Coordinates that are closed: their conditions are, or the person behind them is not in scope. */
function expectedWithheld(by: By, { party, accepted: isAccepted }: Open): string[] {
  const { contract } = SIDES[by]
  const inScope = by === 'SENDER' || isAccepted
  const open = new Set([...(party ? ['REFERRAL_PARTY'] : []), ...(isAccepted ? ['REFERRAL_ACCEPTED'] : [])])
  const asked = selectedCoordinates(contract, schema.getType('Referral') as GraphQLObjectType, false)
  const closed = asked.filter(({ coordinate, ofPerson }) => {
    const when = contract.rules.get(coordinate)
    if (ofPerson && !inScope) return true
    return when != null && !when.some((condition) => open.has(condition)) && !(inScope && isShownAnyway(contract, coordinate, open))
  })
  return [...new Set(closed.map(({ coordinate }) => coordinate))].toSorted()
}

/** Whether the contract shows the same of a newcomer in scope. */
function isShownAnyway({ rules }: OracleContract, coordinate: string, open: ReadonlySet<string>): boolean {
  const [type, field] = coordinate.split('.')
  const when = type === 'ReferredPerson' ? rules.get(`Newcomer.${field}`) : undefined
  return when === null || (when?.some((condition) => open.has(condition)) ?? false)
}

function selectedCoordinates(
  contract: OracleContract,
  type: GraphQLObjectType,
  ofPerson: boolean,
  depth = 0,
): { coordinate: string; ofPerson: boolean }[] {
  return Object.values(type.getFields()).flatMap((field) => {
    const inner = getNamedType(field.type)
    const coordinate = `${type.name}.${field.name}`
    if (!contract.rules.has(coordinate) || field.args.length > 0) return []
    if (isLeafType(inner)) return [{ coordinate, ofPerson }]
    if (!isObjectType(inner) || depth >= 2 || field.name === 'referrals') return []
    return [{ coordinate, ofPerson }, ...selectedCoordinates(contract, inner, ofPerson || inner.name === 'Newcomer', depth + 1)]
  })
}

async function reach(state: string, index: number): Promise<string> {
  const { way, draft } = STATES[state] as (typeof STATES)[string]
  const { refer, give } = createScenario(hub)
  const { newcomer, change: content } = sending(clients[index] ?? '')
  let referral: Standing = (await refer(newcomer.id, content, { asDraft: draft === true })).referral
  for (const [by, command, change] of way) {
    const done = await give(SIDES[by].consumer, mutationOf(command), referral, change)
    if (done.userErrors.length !== 0) throw new Error(`${state}: ${JSON.stringify(done.userErrors)}`)
    referral = done.referral
  }
  const { id } = referral
  await hub.database.pool.query('update referral.referral set state = $2::referral.state where id = $1', [id, state])
  return id
}

const readBackIsOver = (id: string) =>
  hub.database.pool.query('update directory.relationship set valid_until = greatest(valid_from, $2::date) where source = $1', [
    `REFERRAL ${id}`,
    TODAY,
  ])

function compare(by: By, { referral, withheld }: Answered, open: Open): void {
  expect(withheld).toEqual(expectedWithheld(by, open))
  const person = referral?.person as { familyName?: string | null } | null
  expect(person?.familyName?.startsWith(SECRET_NAME) ?? false).toBe(by === 'SENDER' || open.party)
  // The sender's contract shows the name and not the birth date, the receiver's message has both.
  expect((person as { birthDate?: string | null } | null)?.birthDate ?? null).toBe(by === 'RECEIVER' && open.party ? '1990-01-01' : null)
  expect(referral?.newcomer !== null).toBe((by === 'SENDER' || open.accepted) && referral?.state !== 'ENTERED_IN_ERROR')
}

describe.each(Object.entries(STATES).map(([state, about], index) => ({ state, index, ...about })))(
  '$state',
  ({ state, index, over, sees, ...open }) => {
    test('each side sees what its protocol grants in this state, strangers nothing', async () => {
      const id = await reach(state, index)
      if (over === undefined && state !== 'ENTERED_IN_ERROR') expect((await look('SENDER', id)).referral).toMatchObject({ state })
      if (state !== 'ENTERED_IN_ERROR') compare('SENDER', await look('SENDER', id), NOTHING)
      if (sees === false) expect((await look('RECEIVER', id)).referral).toBeNull()
      else if (state !== 'ENTERED_IN_ERROR') compare('RECEIVER', await look('RECEIVER', id), open.receiver)
      else
        for (const by of ['SENDER', 'RECEIVER'] as const)
          expect((await look(by, id)).referral).toMatchObject({ state, person: null, newcomer: null })
      expect((await hub.ask(ATLAS.consumer, 'REFERRAL', 'query ($id: ID!) { referral(id: $id) { state } }', { id })).body.data).toEqual({
        referral: null,
      })
    })
  },
)

test.each(Object.entries(STATES).filter(([, { over }]) => over))(
  '%s: after the time to read back the person is closed for the receiver; the outcome stays',
  async (state) => {
    const { rows } = await hub.database.pool.query<{ id: string }>(
      'select id from referral.referral where state = $1::referral.state limit 1',
      [state],
    )
    const id = rows[0]?.id ?? ''
    await readBackIsOver(id)
    compare('SENDER', await look('SENDER', id), NOTHING)
    compare('RECEIVER', await look('RECEIVER', id), NOTHING)
  },
)

test('every state of a referral stands in this specification', async () => {
  const { rows } = await hub.database.pool.query<{ state: string }>('select unnest(enum_range(null::referral.state))::text as state')
  expect(Object.keys(STATES).toSorted()).toEqual(rows.map(({ state }) => state).toSorted())
})
