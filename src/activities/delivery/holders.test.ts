/** Files of organisations beside each other: each reads its own, what another delivers changes none of it, and a merged organisation's is its successor's. */
import { beforeAll, describe, expect, test } from 'vitest'
import { ASSESS } from '../../../test/documents/ocmw-incentive-decision.ts'
import { dataOf } from '../../../test/support/answer.ts'
import { deliverTo, ndjson, refusalsIn, rowsAbout } from '../../../test/support/deliveries.ts'
import { startTestHub, type TestHub, TODAY } from '../../../test/support/hub.ts'
import type { OrganisationCaller } from '../../access/identity/caller.ts'
import { type DelivererGroup, deliveryGrants } from '../../access/protocols/delivery-protocol.ts'
import { loadDeliveryRegister } from '../../access/protocols/delivery-register.ts'
import { createClock } from '../../base/clock.ts'
import { completeInsz, type Insz } from '../../base/insz.ts'
import { loadMunicipalityCodes } from './municipalities.ts'
import { loadOrganisationIds } from './organisations.ts'
import { receiveDelivery } from './receive.ts'
import { PUBLISHED } from './record-types.ts'

const KBO = { gent: '0212214125', mechelen: '0021202517', agii: '0543307391', amal: '0000000394' }
const NOW = new Date(`${TODAY}T10:00:00Z`)

/** An OCMW that merged into OCMW Gent on 1 November. */
const MERGED = { id: 299_999, code: '0999999922' }

let hub: TestHub
beforeAll(async () => {
  hub = await startTestHub({ persons: 0 })
  await hub.database.pool.query(
    `insert into directory.organisation (id, kind, name, valid_from, valid_until, successor_id) values ($1, 'OCMW', 'OCMW Vroeger', '1977-01-01', '2026-11-01', $2)`,
    [MERGED.id, GENT.organisation.id],
  )
  await hub.database.pool.query(
    `insert into directory.organisation_code (scheme, code, organisation_id, placeholder) values ('KBO', $2, $1, true)`,
    [MERGED.id, MERGED.code],
  )
})

const protocols = await loadDeliveryRegister('protocols', PUBLISHED, { production: false })

let made = 0
/** A fictional person whom nobody knows yet. */
function somebody(): Insz {
  made += 1
  return completeInsz(`8867${String(made).padStart(2, '0')}123`, false)
}

const caller = (id: number, name: string, recipient: 'OCMW' | 'INTEGRATION_AGENCY'): OrganisationCaller => ({
  consumer: name,
  human: false,
  userRef: null,
  recipient,
  organisation: { id, name, recipient },
  subject: null,
  purposes: [],
  delivers: [recipient === 'OCMW' ? 'LOCAL' : 'INTEGRATION'],
})
const GENT = caller(244_021, 'OCMW Gent', 'OCMW')
const MECHELEN = caller(212_025, 'OCMW Mechelen', 'OCMW')
const AGII = caller(1, 'Agentschap Integratie en Inburgering', 'INTEGRATION_AGENCY')
const AMAL = caller(3, 'Amal', 'INTEGRATION_AGENCY')

let delivered = 0
/** An organisation delivers records about a person. */
async function deliver(by: OrganisationCaller, insz: Insz, records: readonly object[], asOf = '2026-10-01') {
  delivered += 1
  const domain = by.recipient === 'OCMW' ? 'LOCAL' : 'INTEGRATION'
  const body = ndjson(
    { domain, asOf, reference: `holders ${delivered}` },
    records.map((record) => ({ insz, ...record })),
  )
  const { database, vault } = hub
  const ports = {
    database,
    vault,
    organisations: await loadOrganisationIds(database.pool),
    municipalities: await loadMunicipalityCodes(database.pool),
    allowSynthetic: true,
    clock: createClock(TODAY),
    grantsOf: (group: DelivererGroup) => deliveryGrants(protocols, group, '2026-11-23'),
  }
  const bytes = async function* () {
    yield Buffer.from(body)
  }
  const { applied, refused } = await receiveDelivery(bytes(), by, ports)
  return { applied, refused }
}

const LOCAL_FILE = `livingWages { category amountCents equivalent validFrom } gpmi { type partyAgency validFrom } gpmiProjects { type }
  gpmiObjectives { kind level } gpmiEvaluations { plannedOn } household { size } debtMediations { validFrom }
  article60Employments { validFrom } socialStatutes { name } gpmiHasIntegrationObjective gpmiIntegrationObjective { level }`

/** What a consumer reads of a person; null when it does not know the person. */
async function read(consumer: string, insz: Insz, fields: string, purpose: 'REFERRAL' | 'TRAJECTORY_FOLLOW_UP' = 'REFERRAL') {
  const answer = await hub.ask(consumer, purpose, `query ($insz: Insz!) { newcomerByInsz(insz: $insz) { ${fields} } }`, { insz })
  if (answer.body.errors !== undefined) throw new Error(answer.text)
  return (answer.body.data as unknown as { newcomerByInsz: Record<string, unknown> | null }).newcomerByInsz
}

/** File of an OCMW, of the days that any OCMW could name. */
const file = (category: string, size: number, level: string) => [
  { record: 'livingWage', category, amountCents: 131_414, validFrom: '2026-05-01' },
  { record: 'household', size, childrenUnder12: 0, validFrom: '2026-05-01' },
  { record: 'gpmi', type: 'TRAINING', validFrom: '2026-07-01' },
  { record: 'gpmiObjective', kind: 'DUTCH', level, mode: 'ORAL', agreedOn: '2026-07-01' },
  { record: 'gpmiEvaluation', plannedOn: '2026-12-01' },
]

describe('two OCMWs that deliver the same days', () => {
  test('have a file each: the one reads the same bytes as before, and the other nothing of it', async () => {
    const person = somebody()
    const secrets = [
      { record: 'debtMediation', validFrom: '2026-05-01' },
      { record: 'article60Contract', validFrom: '2026-08-01' },
      { record: 'socialStatute', name: 'BIM_BVT', applies: true, validFrom: '2026-05-01' },
    ]
    expect(await deliver(GENT, person, [...file('SINGLE', 4, 'A2'), ...secrets])).toEqual({ applied: 8, refused: 0 })
    const before = await read('ocmw-gent', person, LOCAL_FILE)
    expect(before).toMatchObject({
      household: { size: 4 },
      gpmiObjectives: [{ level: 'A2' }],
      debtMediations: [{ validFrom: '2026-05-01' }],
    })
    expect(await read('ocmw-mechelen', person, LOCAL_FILE)).toBeNull()

    expect(await deliver(MECHELEN, person, file('FAMILY', 1, 'B1'), '2026-11-01')).toEqual({ applied: 5, refused: 0 })
    expect(await read('ocmw-gent', person, LOCAL_FILE)).toEqual(before)
    expect(await read('ocmw-mechelen', person, LOCAL_FILE)).toEqual({
      livingWages: [{ category: 'FAMILY', amountCents: 131_414, equivalent: false, validFrom: '2026-05-01' }],
      gpmi: { type: 'TRAINING', partyAgency: null, validFrom: '2026-07-01' },
      gpmiProjects: [{ type: 'TRAINING' }],
      gpmiObjectives: [{ kind: 'DUTCH', level: 'B1' }],
      gpmiEvaluations: [{ plannedOn: '2026-12-01' }],
      household: { size: 1 },
      debtMediations: [],
      article60Employments: [],
      socialStatutes: [],
      gpmiHasIntegrationObjective: true,
      gpmiIntegrationObjective: { level: 'B1' },
    })
  })

  test('end and correct their own file only', async () => {
    const person = somebody()
    await deliver(GENT, person, file('SINGLE', 4, 'A2'))
    const before = await read('ocmw-gent', person, LOCAL_FILE)
    await deliver(
      MECHELEN,
      person,
      [
        { record: 'livingWage', validFrom: '2026-05-01', validUntil: '2026-05-01' },
        { record: 'gpmi', type: 'STUDY', validFrom: '2026-07-01', validUntil: '2026-07-02' },
        { record: 'household', size: 9, childrenUnder12: 9, validFrom: '2026-06-01' },
      ],
      '2026-11-01',
    )
    expect(await read('ocmw-gent', person, LOCAL_FILE)).toEqual(before)
  })

  test('keep them apart when the client moves: the OCMW where the client now is reads nothing of the one before', async () => {
    const person = somebody()
    const ended = { validUntil: '2026-09-01' }
    await deliver(GENT, person, [
      { record: 'livingWage', validFrom: '2026-05-01', ...ended },
      { record: 'debtMediation', validFrom: '2026-05-01' },
      { record: 'article60Contract', validFrom: '2026-05-01' },
      { record: 'socialStatute', name: 'BIM_BVT', applies: true, validFrom: '2026-05-01' },
      { record: 'household', size: 4, childrenUnder12: 0, validFrom: '2026-05-01' },
    ])
    await deliver(MECHELEN, person, [{ record: 'livingWage', category: 'SINGLE', validFrom: '2026-09-01' }])
    const fields =
      'livingWages { validFrom } debtMediations { validFrom } article60Employments { validFrom } socialStatutes { name } household { size }'
    expect(await read('ocmw-mechelen', person, fields)).toEqual({
      livingWages: [{ validFrom: '2026-09-01' }],
      debtMediations: [],
      article60Employments: [],
      socialStatutes: [],
      household: null,
    })
    expect(await read('ocmw-gent', person, fields)).toBeNull()
  })

  test('never name each other: a record of another organisation is refused', async () => {
    const person = somebody()
    const line = { record: 'debtMediation', organisation: KBO.gent, validFrom: '2026-05-01' }
    expect(await deliver(MECHELEN, person, [line])).toEqual({ applied: 0, refused: 1 })
    expect((await refusalsIn(hub.database)).at(-1)).toBe('2 debtMediation organisation ORGANISATION_NOT_OWN')
  })
})

describe('an objective or an evaluation', () => {
  test('without a project of its own OCMW is refused, and makes nobody known', async () => {
    const [client, stranger] = [somebody(), somebody()]
    await deliver(GENT, client, [
      { record: 'gpmi', type: 'TRAINING', validFrom: '2026-07-01' },
      { record: 'localCoverage', covers: ['gpmi', 'gpmiObjective'], validFrom: '2026-01-01' },
    ])
    const objective = { record: 'gpmiObjective', kind: 'DUTCH', level: 'A2', agreedOn: '2026-07-01' }
    expect(await deliver(MECHELEN, client, [objective, { record: 'gpmiEvaluation', plannedOn: '2026-12-01' }])).toEqual({
      applied: 0,
      refused: 2,
    })
    expect((await refusalsIn(hub.database)).slice(-2)).toEqual([
      '2 gpmiObjective agreedOn FILE_MISSING',
      '3 gpmiEvaluation plannedOn FILE_MISSING',
    ])
    expect(await rowsAbout(hub.database, 'local.gpmi_objective', client, hub.vault)).toEqual([])
    expect(await read('ocmw-gent', client, 'gpmiHasIntegrationObjective gpmiObjectives { kind }')).toEqual({
      gpmiHasIntegrationObjective: false,
      gpmiObjectives: [],
    })
    expect(await deliver(GENT, stranger, [objective])).toEqual({ applied: 0, refused: 1 })
    expect(await rowsAbout(hub.database, 'local.dossier', stranger, hub.vault)).toEqual([])
    const { rows } = await hub.database.pool.query('select from directory.person_number where insz_hash = $1', [
      hub.vault.hashInsz(stranger),
    ])
    expect(rows).toEqual([])
  })

  test('of a day on which the project is not in force is refused; the others of its batch are stored', async () => {
    const person = somebody()
    const days = ['2026-06-30', '2026-07-01', '2026-09-01', '2026-09-02']
    const records = days.map((agreedOn) => ({ record: 'gpmiObjective', kind: 'WORK', agreedOn }))
    const project = { record: 'gpmi', type: 'TRAINING', validFrom: '2026-07-01', validUntil: '2026-09-01' }
    expect(await deliver(GENT, person, [...records, project])).toEqual({ applied: 3, refused: 2 })
    expect((await rowsAbout(hub.database, 'local.gpmi_objective', person, hub.vault)).map(({ agreed_on }) => agreed_on)).toEqual([
      '2026-07-01',
      '2026-09-01',
    ])
  })
})

test('living wage and equivalent aid of one month, and of two OCMWs in one month, all stand', async () => {
  const person = somebody()
  const paid = (organisation: string, amountCents: number, validFrom: string, equivalent = false) =>
    JSON.stringify({
      record: 'livingWage',
      insz: person,
      organisation,
      amountCents,
      equivalent,
      validFrom,
      validUntil: `${validFrom.slice(0, 8)}28`,
    })
  const header = JSON.stringify({ delivery: { source: 'four', reference: '1', domain: 'LOCAL', asOf: '2026-10-01' } })
  const lines = [
    paid(KBO.gent, 128_846, '2026-01-01'),
    paid(KBO.gent, 30_000, '2026-01-01', true),
    paid(KBO.gent, 60_000, '2026-02-01'),
    paid(KBO.mechelen, 68_846, '2026-02-01'),
  ]
  await deliverTo({ database: hub.database, vault: hub.vault }, [], [header, ...lines].join('\n'), NOW).catch((error: Error) => {
    // Refusals of the tests before.
    if (!error.message.startsWith('refused:')) throw error
  })
  const stored = await rowsAbout(hub.database, 'local.living_wage', person, hub.vault)
  expect(stored.map(({ amount_cents }) => amount_cents).toSorted()).toEqual([128_846, 30_000, 60_000, 68_846].toSorted())
})

describe('two agencies', () => {
  const trajectory = { record: 'trajectory', kind: 'OBLIGED', status: 'ACTIVE', validFrom: '2026-03-01' }
  const dossier = (weeklyHours: number) => [
    { ...trajectory, weeklyHours },
    { record: 'registration', registeredOn: '2026-02-01' },
    { record: 'targetGroup', member: true, type: 'OBLIGED', subtype: `S${weeklyHours}`, validFrom: '2026-02-01' },
    { record: 'dutchCourse', module: `M${weeklyHours}`, level: 'A1', validFrom: '2026-04-01' },
    { record: 'background', foreignWorkSector: `F${weeklyHours}` },
  ]
  const FIELDS = `trajectories { weeklyHours } integrationRegistrations { registeredOn } targetGroup { subtype } dutchCourses { module level }
    intake { foreignWorkSector }`

  test('each read their own dossier, and what the register said to both', async () => {
    const person = somebody()
    await deliver(AMAL, person, dossier(6))
    const before = await read('amal-frontend', person, FIELDS, 'TRAJECTORY_FOLLOW_UP')
    expect(before).toEqual({
      trajectories: [{ weeklyHours: 6 }],
      integrationRegistrations: [{ registeredOn: '2026-02-01' }],
      targetGroup: { subtype: 'S6' },
      dutchCourses: [{ module: 'M6', level: 'A1' }],
      intake: { foreignWorkSector: 'F6' },
    })
    await deliver(AGII, person, dossier(20), '2026-11-01')
    expect(await read('amal-frontend', person, FIELDS, 'TRAJECTORY_FOLLOW_UP')).toEqual(before)
    expect(await read('agii-frontend', person, FIELDS, 'TRAJECTORY_FOLLOW_UP')).toMatchObject({
      trajectories: [{ weeklyHours: 20 }],
      targetGroup: { subtype: 'S20' },
      intake: { foreignWorkSector: 'F20' },
    })
    const register = [
      { delivery: { source: 'register', reference: 'r', domain: 'INTEGRATION', asOf: '2026-10-01' } },
      { record: 'registration', insz: person, registeredOn: '2026-01-15' },
    ].map((line) => JSON.stringify(line))
    await deliverTo(hub, [], register.join('\n'), NOW).catch(() => {})
    const both = [{ registeredOn: '2026-02-01' }, { registeredOn: '2026-01-15' }]
    for (const agency of ['amal-frontend', 'agii-frontend'])
      expect(await read(agency, person, FIELDS, 'TRAJECTORY_FOLLOW_UP')).toMatchObject({ integrationRegistrations: both })
  })

  test('of which one co-signed the project: the other does not read its objective', async () => {
    const person = somebody()
    await deliver(AMAL, person, [trajectory])
    await deliver(GENT, person, [
      { record: 'gpmi', type: 'TRAINING', partyAgency: KBO.amal, validFrom: '2026-07-01' },
      { record: 'gpmiObjective', kind: 'DUTCH', level: 'A2', mode: 'ORAL', agreedOn: '2026-07-01' },
    ])
    await deliver(AGII, person, [trajectory], '2026-11-01')
    const objective = 'gpmiIntegrationObjective { level }'
    expect(await read('amal-frontend', person, objective, 'TRAJECTORY_FOLLOW_UP')).toEqual({ gpmiIntegrationObjective: { level: 'A2' } })
    expect(await read('agii-frontend', person, objective, 'TRAJECTORY_FOLLOW_UP')).toEqual({ gpmiIntegrationObjective: null })
    expect(await read('ocmw-gent', person, 'gpmi { partyAgency }')).toEqual({ gpmi: { partyAgency: 'Amal' } })
  })
})

test('the file of an OCMW that merged is as if it had always been its successor’s', async () => {
  const [moved, always] = [somebody(), somebody()]
  const records = [...file('SINGLE', 2, 'A2'), { record: 'debtMediation', validFrom: '2026-05-01' }]
  await deliver(caller(MERGED.id, 'OCMW Vroeger', 'OCMW'), moved, records)
  await deliver(GENT, always, records)
  const unstarted = [
    { record: 'targetGroup', member: true, type: 'ENTITLED', validFrom: '2026-01-01' },
    { record: 'dutchLevel', mode: 'ORAL', level: 'A2', reachedOn: '2026-06-01' },
    { record: 'integrationCoverage', covers: ['contract', 'certificate'], validFrom: '2026-01-01' },
    { record: 'integrationCoverage', covers: ['contract', 'certificate'], validFrom: '2026-01-01' },
  ]
  for (const person of [moved, always]) await deliver(AGII, person, unstarted)
  const fields = `${LOCAL_FILE} receivesLivingWage`
  expect(await read('ocmw-gent', moved, fields)).toEqual(await read('ocmw-gent', always, fields))
  expect(await read('ocmw-gent', moved, 'livingWages { validFrom }')).toEqual({ livingWages: [{ validFrom: '2026-05-01' }] })

  const ids = await Promise.all([moved, always].map(async (person) => String((await read('ocmw-gent', person, 'id'))?.id)))
  for (const lever of ['GPMI', 'LIVING_WAGE']) {
    const { body } = await hub.ask(
      'ocmw-gent',
      'REFERRAL',
      `query ($lever: OutreachLever!) { outreach(lever: $lever, first: 50) { nodes { newcomer { id } localReasons } } }`,
      { lever },
    )
    const { outreach } = body.data as unknown as { outreach: { nodes: { newcomer: { id: string }; localReasons: string[] }[] } }
    const found = outreach.nodes.filter(({ newcomer }) => ids.includes(newcomer.id))
    expect(found.map(({ localReasons }) => localReasons)).toEqual(Array(2).fill(['ENTITLED_NOT_STARTED', 'GPMI_IN_FORCE', 'LIVING_WAGE']))
  }
  const { assessIncentives } = dataOf(await hub.ask('ocmw-gent', 'INCENTIVE_DECISION', ASSESS, { ids, incentive: 'gpmi-objective' }))
  expect(assessIncentives?.map((verdict) => verdict?.outcome)).toEqual(['ELIGIBLE', 'ELIGIBLE'])
})

test('a successor ends and completes what the merged OCMW began', async () => {
  const person = somebody()
  await deliver(caller(MERGED.id, 'OCMW Vroeger', 'OCMW'), person, file('SINGLE', 2, 'A2'), '2026-09-01')
  const ended = { record: 'livingWage', category: 'SINGLE', amountCents: 131_414, validFrom: '2026-05-01', validUntil: '2026-11-10' }
  const objective = { record: 'gpmiObjective', kind: 'WORK', agreedOn: '2026-11-05' }
  const coverage = { record: 'localCoverage', covers: ['livingWage'], validFrom: '2026-05-01' }
  expect(await deliver(GENT, person, [ended, objective, coverage], '2026-11-12')).toEqual({ applied: 3, refused: 0 })
  expect(await read('ocmw-gent', person, 'livingWages { validFrom validUntil } gpmiObjectives { kind } receivesLivingWage')).toEqual({
    livingWages: [{ validFrom: '2026-05-01', validUntil: '2026-11-10' }],
    gpmiObjectives: [{ kind: 'WORK' }, { kind: 'DUTCH' }],
    receivesLivingWage: false,
  })
})
