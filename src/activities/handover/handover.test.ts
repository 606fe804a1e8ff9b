/** Two organisations that hold a file of which only one can be held: both see it, neither reads the other's, and one hands over. */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { verifySealed } from '../../../test/claims/evidence.ts'
import { dataOf } from '../../../test/support/answer.ts'
import { deliverTo, ndjson } from '../../../test/support/deliveries.ts'
import { startTestHub, TODAY } from '../../../test/support/hub.ts'
import { newPersons } from '../../../test/support/new-persons.ts'
import type { Insz } from '../../base/insz.ts'
import { FILE_KINDS } from './file-kinds.ts'

const hub = await startTestHub({ persons: 0 })
const somebody = newPersons(hub.database.pool, hub.vault)

/** An OCMW that merged into OCMW Gent on 1 November. */
const MERGED = { id: 299_999, code: '0999999922' }
/** An OCMW without an application. */
const ELSEWHERE = { id: 299_998, code: '0999999821' }
const GENT_ID = 244_021

beforeAll(async () => {
  await hub.database.pool.query(
    `insert into directory.organisation (id, kind, name, valid_from, valid_until, successor_id)
     values ($1, 'OCMW', 'OCMW Vroeger', '1977-01-01', '2026-11-01', $3), ($2, 'OCMW', 'OCMW Elders', '1977-01-01', null, null)`,
    [MERGED.id, ELSEWHERE.id, GENT_ID],
  )
  for (const { id, code } of [MERGED, ELSEWHERE])
    await hub.database.pool.query(
      `insert into directory.organisation_code (scheme, code, organisation_id, placeholder) values ('KBO', $2, $1, true)`,
      [id, code],
    )
})

let delivered = 0
/** An organisation delivers records about a person; answers the counts, and the remarks and refusals. */
async function deliver(organisation: string, insz: Insz, records: readonly object[], asOf = '2026-10-01') {
  delivered += 1
  const consumer = `${organisation}-deliveries`
  const domain = organisation.startsWith('ocmw') ? 'LOCAL' : 'INTEGRATION'
  const headers = { authorization: `Bearer ${await hub.token(consumer, 'DELIVER')}`, 'content-type': 'application/x-ndjson' }
  const lines = records.map((record) => ({ insz, ...record }))
  const body = ndjson({ domain, asOf, source: 'dossier', reference: `${delivered}` }, lines)
  const answer = await fetch(`${hub.address}/deliveries`, { method: 'POST', headers, body })
  const { id, applied, refused, remarks } = (await answer.json()) as Record<'id' | 'applied' | 'refused' | 'remarks', number>
  const noted = await fetch(`${hub.address}/deliveries/${id}/refusals`, { headers })
  const { refusals } = (await noted.json()) as { refusals: { field: string; code: string }[] }
  return { applied, refused, remarks, codes: refusals.map(({ field, code }) => `${field} ${code}`) }
}

/** What an operator imports about a person. */
async function imported(insz: Insz, record: object, domain = 'LOCAL'): Promise<void> {
  delivered += 1
  const lines = ndjson({ domain, asOf: '2026-10-01', source: 'archive', reference: `${delivered}` }, [{ insz, ...record }])
  await deliverTo(hub, [], lines, new Date(`${TODAY}T10:00:00Z`)).catch((error: Error) => {
    // It also tells of what other tests were refused.
    if (!error.message.startsWith('refused:')) throw error
  })
}

const FILES = { TRAJECTORY: 'trajectory', LIVING_WAGE: 'livingWage', GPMI: 'gpmi', ARTICLE60_CONTRACT: 'article60Contract' } as const
type Kind = keyof typeof FILES
type Conflict = {
  validFrom: string
  validUntil: string | null
  overlapsSince: string
  state: string
  handedOverOn: string | null
  otherHolder: { name: string }
}

/** The queue of an organisation, by the number of the person. */
async function conflictsOf(consumer: string, kind: Kind, insz: Insz): Promise<Conflict[] | undefined> {
  const query = `query ($kind: FileKind!) {
    holderConflicts(kind: $kind, first: 100) {
      totalCount
      nodes { newcomer { insz } files: ${FILES[kind]} { validFrom validUntil overlapsSince state handedOverOn otherHolder { name code } } }
    }
  }`
  type Queue = { holderConflicts: { totalCount: number; nodes: { newcomer: { insz: string }; files: Conflict[] }[] } }
  const { holderConflicts } = dataOf(await hub.ask<Queue>(consumer, 'REFERRAL', query, { kind }))
  expect(holderConflicts.totalCount).toBe(holderConflicts.nodes.length)
  return holderConflicts.nodes.find(({ newcomer }) => newcomer.insz === insz)?.files
}

async function read(consumer: string, insz: Insz, fields: string) {
  type Found = { newcomerByInsz: Record<string, unknown> | null }
  const query = `query ($insz: Insz!) { newcomerByInsz(insz: $insz) { ${fields} } }`
  return dataOf(await hub.ask<Found>(consumer, 'REFERRAL', query, { insz })).newcomerByInsz
}

const idOf = async (consumer: string, insz: Insz) => String((await read(consumer, insz, 'id'))?.id)

const HAND_OVER = `mutation ($input: HandOverFileInput!) {
  handOverFile(input: $input) { endsOn newcomer { id } userErrors { code field message } }
}`
type Handed = { endsOn: string | null; newcomer: { id: string } | null; userErrors: { code: string; field: string[]; message: string }[] }

async function handOver(consumer: string, newcomerId: string, kind: Kind, endsOn: string, key: string = randomUUID()): Promise<Handed> {
  const answer = await hub.act<{ handOverFile: Handed }>(consumer, 'REFERRAL', HAND_OVER, { input: { newcomerId, kind, endsOn } }, key)
  return dataOf(answer).handOverFile
}

const wage = (validFrom: string, more: object = {}) => ({ record: 'livingWage', amountCents: 131_414, validFrom, ...more })
const trajectory = (validFrom: string, more: object = {}) => ({
  record: 'trajectory',
  kind: 'OBLIGED',
  status: 'ACTIVE',
  validFrom,
  ...more,
})

/** A person to whom two OCMWs pay a living wage. */
async function paidTwice(): Promise<Insz> {
  const person = await somebody()
  await deliver('ocmw-gent', person, [wage('2026-05-01')])
  await deliver('ocmw-mechelen', person, [wage('2026-10-01', { amountCents: 1 })])
  return person
}

describe('two agencies that manage the trajectory of one person', () => {
  test('both see it, with the day since when and whom to phone; neither reads the other’s, and after the handover one keeps', async () => {
    const person = await somebody()
    await deliver('amal', person, [trajectory('2026-03-01', { weeklyHours: 6, counsellorName: 'An' })])
    const FILE = 'trajectories { weeklyHours validFrom validUntil } counsellor { name }'
    const before = await read('amal-frontend', person, FILE)
    expect(await conflictsOf('amal-frontend', 'TRAJECTORY', person)).toBeUndefined()

    await deliver('agii', person, [trajectory('2026-11-01', { kind: 'GUIDANCE', weeklyHours: 20 })], '2026-11-02')
    expect(await conflictsOf('amal-frontend', 'TRAJECTORY', person)).toEqual([
      {
        validFrom: '2026-03-01',
        validUntil: null,
        overlapsSince: '2026-11-01',
        state: 'OPEN',
        handedOverOn: null,
        otherHolder: { name: 'Agentschap Integratie en Inburgering', code: '0543307391' },
      },
    ])
    expect(await conflictsOf('agii-frontend', 'TRAJECTORY', person)).toEqual([
      {
        validFrom: '2026-11-01',
        validUntil: null,
        overlapsSince: '2026-11-01',
        state: 'OPEN',
        handedOverOn: null,
        otherHolder: { name: 'Amal', code: '0000000394' },
      },
    ])
    expect(await conflictsOf('atlas-frontend', 'TRAJECTORY', person)).toBeUndefined()
    expect(await read('amal-frontend', person, FILE)).toEqual(before)
    expect(await read('agii-frontend', person, FILE)).toEqual({
      trajectories: [{ weeklyHours: 20, validFrom: '2026-11-01', validUntil: null }],
      counsellor: null,
    })

    const handed = await handOver('agii-frontend', await idOf('agii-frontend', person), 'TRAJECTORY', TODAY)
    expect(handed).toEqual({ endsOn: TODAY, newcomer: null, userErrors: [] })
    expect(await conflictsOf('amal-frontend', 'TRAJECTORY', person)).toBeUndefined()
    expect(await read('amal-frontend', person, FILE)).toEqual(before)
    expect(await read('agii-frontend', person, 'id')).toBeNull()
  })

  test('a trajectory that has ended is managed by nobody: no conflict', async () => {
    const person = await somebody()
    await deliver('amal', person, [trajectory('2026-03-01')])
    await deliver('agii', person, [trajectory('2026-04-01', { status: 'ENDED' })])
    expect(await conflictsOf('amal-frontend', 'TRAJECTORY', person)).toBeUndefined()
  })
})

describe('two OCMWs', () => {
  test.each([
    ['LIVING_WAGE', wage('2026-05-01')],
    ['GPMI', { record: 'gpmi', type: 'TRAINING', validFrom: '2026-05-01' }],
  ] as const)('with a file of the kind %s see each other, and an OCMW without a file sees nothing', async (kind, record) => {
    const person = await somebody()
    const other = kind === 'LIVING_WAGE' ? { equivalent: true } : {}
    await deliver('ocmw-gent', person, [record])
    await deliver('ocmw-mechelen', person, [{ ...record, ...other, validFrom: '2026-06-01' }])
    expect(await conflictsOf('ocmw-gent', kind, person)).toMatchObject([
      { validFrom: '2026-05-01', overlapsSince: '2026-06-01', otherHolder: { name: 'OCMW Mechelen' } },
    ])
    expect(await conflictsOf('ocmw-mechelen', kind, person)).toMatchObject([
      { validFrom: '2026-06-01', overlapsSince: '2026-06-01', otherHolder: { name: 'OCMW Gent' } },
    ])
  })

  test('employ one person under article 60', async () => {
    const person = await paidTwice()
    const contract = { record: 'article60Contract', validFrom: '2026-11-01' }
    await deliver('ocmw-gent', person, [contract])
    await deliver('ocmw-mechelen', person, [contract])
    expect(await conflictsOf('ocmw-gent', 'ARTICLE60_CONTRACT', person)).toMatchObject([{ overlapsSince: '2026-11-01' }])
  })

  test('a resident who is paid by two others is no conflict of the OCMW where the person lives', async () => {
    const person = await somebody()
    await deliver('ocmw-gent', person, [wage('2026-05-01')])
    await imported(person, { ...wage('2026-05-01'), organisation: ELSEWHERE.code })
    await imported(person, { record: 'residence', nisCode: '12025', validFrom: '2020-01-01' }, 'DIRECTORY')
    expect(await conflictsOf('ocmw-gent', 'LIVING_WAGE', person)).toHaveLength(1)
    expect(await read('ocmw-mechelen', person, 'livingWages { validFrom }')).toEqual({ livingWages: [] })
    expect(await conflictsOf('ocmw-mechelen', 'LIVING_WAGE', person)).toBeUndefined()
  })

  test.each([
    ['one ends where the other begins', { validUntil: '2026-10-01' }, {}],
    ['both overlapped, and one ended before today', { validUntil: '2026-11-01' }, {}],
    ['one has no length', { validUntil: '2026-05-01' }, { validFrom: '2026-04-01' }],
  ])('are in no conflict when %s', async (_why, first, second) => {
    const person = await somebody()
    await deliver('ocmw-gent', person, [wage('2026-05-01', first)])
    await deliver('ocmw-mechelen', person, [wage('2026-10-01', second)])
    expect(await conflictsOf('ocmw-mechelen', 'LIVING_WAGE', person)).toBeUndefined()
  })

  test('are in no conflict when one withdraws its row', async () => {
    const person = await paidTwice()
    expect(await conflictsOf('ocmw-gent', 'LIVING_WAGE', person)).toHaveLength(1)
    const withdrawal = { record: 'withdrawal', of: 'livingWage', validFrom: '2026-10-01', reason: 'WRONG_PERSON' }
    await deliver('ocmw-mechelen', person, [withdrawal], '2026-10-02')
    expect(await conflictsOf('ocmw-gent', 'LIVING_WAGE', person)).toBeUndefined()
  })

  test('that merged are one: no conflict with oneself, and with another the successor is named', async () => {
    const person = await somebody()
    await deliver('ocmw-gent', person, [wage('2026-05-01')])
    await imported(person, { ...wage('2026-06-01'), organisation: MERGED.code })
    expect(await conflictsOf('ocmw-gent', 'LIVING_WAGE', person)).toBeUndefined()
    const another = await somebody()
    await imported(another, { ...wage('2026-06-01'), organisation: MERGED.code })
    await deliver('ocmw-mechelen', another, [wage('2026-06-01')])
    expect(await conflictsOf('ocmw-mechelen', 'LIVING_WAGE', another)).toMatchObject([{ otherHolder: { name: 'OCMW Gent' } }])
    expect(await conflictsOf('ocmw-gent', 'LIVING_WAGE', another)).toMatchObject([{ otherHolder: { name: 'OCMW Mechelen' } }])
  })

  test('learn nothing else of each other: whatever the other row says, the queue is the same bytes', async () => {
    const person = await paidTwice()
    const queue = async () => JSON.stringify(await conflictsOf('ocmw-gent', 'LIVING_WAGE', person))
    const before = await queue()
    await deliver('ocmw-mechelen', person, [wage('2026-10-01', { category: 'FAMILY', amountCents: 174_129, validUntil: '2027-03-01' })])
    expect(await queue()).toBe(before)
  })
})

describe('a handover', () => {
  test('is of the own file: nobody ends that of another, of a stranger, or one that is in no conflict', async () => {
    const person = await paidTwice()
    const alone = await somebody()
    await deliver('ocmw-gent', alone, [wage('2026-05-01')])
    const mine = await idOf('ocmw-gent', person)
    const notFound = [{ code: 'NOT_FOUND', field: ['input', 'newcomerId'] }]
    expect((await handOver('ocmw-gent', mine, 'GPMI', TODAY)).userErrors).toMatchObject(notFound)
    expect((await handOver('ocmw-gent', randomUUID(), 'LIVING_WAGE', TODAY)).userErrors).toMatchObject(notFound)
    expect((await handOver('ocmw-gent', 'x', 'LIVING_WAGE', TODAY)).userErrors).toMatchObject(notFound)
    expect((await handOver('ocmw-gent', await idOf('ocmw-gent', alone), 'LIVING_WAGE', TODAY)).userErrors).toMatchObject(notFound)
    const { body } = await hub.act('ocmw-gent', 'REFERRAL', HAND_OVER, { input: { newcomerId: mine, kind: 'TRAJECTORY', endsOn: TODAY } })
    expect(body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')

    await handOver('ocmw-gent', mine, 'LIVING_WAGE', TODAY)
    expect(await read('ocmw-mechelen', person, 'livingWages { validFrom validUntil amountCents }')).toEqual({
      livingWages: [{ validFrom: '2026-10-01', validUntil: null, amountCents: 1 }],
    })
  })

  test.each([
    ['before the other one begins', '2026-09-30', 'Expected a day on which the other'],
    ['on or before the first day of the own file', '2026-10-01', 'Expected a day after the first day'],
  ])('is refused with the day %s', async (_why, endsOn, message) => {
    const person = await paidTwice()
    const { endsOn: done, userErrors } = await handOver('ocmw-mechelen', await idOf('ocmw-mechelen', person), 'LIVING_WAGE', endsOn)
    expect([done, userErrors]).toEqual([
      null,
      [{ code: 'BAD_USER_INPUT', field: ['input', 'endsOn'], message: expect.stringContaining(message) }],
    ])
    expect(await conflictsOf('ocmw-gent', 'LIVING_WAGE', person)).toHaveLength(1)
  })

  test.each([
    ['92 days after today', '2027-02-23', true],
    ['93 days after today', '2027-02-24', false],
    ['that never comes', '9999-12-31', false],
  ])('on a day %s: the file cannot be left open by an end that is far away', async (_when, endsOn, taken) => {
    const person = await paidTwice()
    const { endsOn: done, userErrors } = await handOver('ocmw-gent', await idOf('ocmw-gent', person), 'LIVING_WAGE', endsOn)
    const refused = { code: 'BAD_USER_INPUT', field: ['input', 'endsOn'], message: 'Expected a day at most 92 days after today.' }
    expect([done, userErrors]).toEqual(taken ? [endsOn, []] : [null, [refused]])
    expect(await conflictsOf('ocmw-mechelen', 'LIVING_WAGE', person)).toMatchObject([{ state: taken ? 'HANDED_OVER' : 'OPEN' }])
  })

  test('of a later day is shown to both until then, and counts once however often it is sent', async () => {
    const person = await paidTwice()
    const [id, key] = [await idOf('ocmw-gent', person), randomUUID()]
    const done = { endsOn: '2027-01-01', newcomer: { id }, userErrors: [] }
    expect(await handOver('ocmw-gent', id, 'LIVING_WAGE', '2027-01-01', key)).toEqual(done)
    expect(await handOver('ocmw-gent', id, 'LIVING_WAGE', '2027-01-01', key)).toEqual(done)
    const { body } = await hub.act(
      'ocmw-gent',
      'REFERRAL',
      HAND_OVER,
      { input: { newcomerId: id, kind: 'LIVING_WAGE', endsOn: '2027-02-01' } },
      key,
    )
    expect(body.errors?.[0]?.extensions.code).toBe('IDEMPOTENCY_REUSED')
    const state = { state: 'HANDED_OVER', handedOverOn: '2027-01-01' }
    expect(await conflictsOf('ocmw-gent', 'LIVING_WAGE', person)).toMatchObject([{ ...state, validUntil: '2027-01-01' }])
    expect(await conflictsOf('ocmw-mechelen', 'LIVING_WAGE', person)).toMatchObject([{ ...state, validUntil: null }])
    expect((await handOver('ocmw-gent', id, 'LIVING_WAGE', '2027-01-01')).userErrors).toMatchObject([{ code: 'BAD_USER_INPUT' }])
    const { rows } = await hub.database.pool.query(
      `select e.actor, e.detail from audit.event e join directory.person p on p.evidence_ref::text = e.subject
       join directory.person_number n on n.person_id = p.id where e.kind = 'HANDOVER' and n.insz_hash = $1`,
      [hub.vault.hashInsz(person)],
    )
    expect(rows).toEqual([{ actor: `${GENT_ID}`, detail: 'LIVING_WAGE 2027-01-01' }])
  })

  test('holds against later deliveries of the same period, which are told so; an earlier end counts, and a new period is a new file', async () => {
    const person = await paidTwice()
    await handOver('ocmw-gent', await idOf('ocmw-gent', person), 'LIVING_WAGE', '2026-12-01')
    const own = async () => (await read('ocmw-gent', person, 'livingWages { amountCents validFrom validUntil }'))?.livingWages
    for (const asOf of ['2026-10-02', TODAY])
      expect(await deliver('ocmw-gent', person, [wage('2026-05-01', { amountCents: 7 })], asOf)).toEqual({
        applied: 1,
        refused: 0,
        remarks: 1,
        codes: ['validUntil HANDED_OVER'],
      })
    expect(await own()).toEqual([{ amountCents: 7, validFrom: '2026-05-01', validUntil: '2026-12-01' }])
    const sooner = await deliver('ocmw-gent', person, [wage('2026-05-01', { validUntil: '2026-11-30' })], TODAY)
    expect(sooner).toMatchObject({ applied: 1, remarks: 0 })
    expect(await own()).toMatchObject([{ validUntil: '2026-11-30' }])
    await deliver('ocmw-gent', person, [wage('2026-12-15')], TODAY)
    expect(await conflictsOf('ocmw-mechelen', 'LIVING_WAGE', person)).toMatchObject([{}, { overlapsSince: '2026-12-15', state: 'OPEN' }])
  })

  test('is undone by withdrawing the row, and by an older withdrawal it is not', async () => {
    const person = await paidTwice()
    await handOver('ocmw-gent', await idOf('ocmw-gent', person), 'LIVING_WAGE', '2026-12-01')
    const withdrawal = { record: 'withdrawal', of: 'livingWage', validFrom: '2026-05-01', reason: 'WRONG_DATA' }
    const again = async (asOf: string) => {
      await deliver('ocmw-gent', person, [withdrawal], asOf)
      await deliver('ocmw-gent', person, [wage('2026-05-01')], asOf)
      return (await read('ocmw-gent', person, 'livingWages { validUntil }'))?.livingWages
    }
    expect(await again('2026-11-01')).toEqual([{ validUntil: '2026-12-01' }])
    expect(await again(TODAY)).toEqual([{ validUntil: null }])
  })

  test('of a status that another one follows leaves the earlier ones as they were', async () => {
    const person = await somebody()
    await deliver('amal', person, [trajectory('2026-03-01'), trajectory('2026-09-01', { status: 'ON_HOLD' })])
    await deliver('agii', person, [trajectory('2026-10-01')])
    const id = await idOf('amal-frontend', person)
    expect((await handOver('amal-frontend', id, 'TRAJECTORY', '2027-01-01')).userErrors).toEqual([])
    await deliver('amal', person, [trajectory('2026-09-01', { status: 'ON_HOLD' })], TODAY)
    expect(await read('amal-frontend', person, 'trajectories { validFrom validUntil }')).toEqual({
      trajectories: [
        { validFrom: '2026-09-01', validUntil: '2027-01-01' },
        { validFrom: '2026-03-01', validUntil: '2026-09-01' },
      ],
    })
  })
})

test('every question and every handover is in the evidence, which verifies', async () => {
  const { rows } = await hub.database.pool.query<{ coordinate: string; by: string }>(
    `select distinct c->>'coordinate' as coordinate, c->>'by' as by
     from audit.use_set s, jsonb_array_elements(s.coordinates::jsonb) c
     where c->>'coordinate' like 'FileKind.%' or c->>'coordinate' = 'FileHolder.name' order by 1`,
  )
  expect(rows).toEqual([
    { coordinate: 'FileHolder.name', by: 'FIELD' },
    ...[...FILE_KINDS.keys()].toSorted().map((kind) => ({ coordinate: `FileKind.${kind}`, by: 'FILTER' })),
  ])
  const { pool } = hub.database
  expect(await verifySealed({ pool, dataDir: hub.config.dataDir })).toBeUndefined()
})
