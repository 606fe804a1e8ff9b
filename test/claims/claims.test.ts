/** Becoming known by a delivery is on record, is told to the person and to the supervisor, and ends without being deleted. */
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { dataOf } from '../support/answer.ts'
import { deliverTo, ndjson } from '../support/deliveries.ts'
import { startTestHub } from '../support/hub.ts'

/** Amina, who can sign in as a citizen. Both numbers are fictional. */
const AMINA = '90720400142'
const OLENA = '85712212443'
const YUSUF = '01672000115'
const STRANGER = '90680100107'

const hub = await startTestHub({ persons: 0 })

/** Sends records as the delivering application of an organisation. */
async function deliver(consumer: string, domain: string, lines: readonly object[]): Promise<Record<string, unknown>> {
  const response = await fetch(`${hub.address}/deliveries`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await hub.token(consumer, 'DELIVER')}`, 'content-type': 'application/x-ndjson' },
    body: ndjson({ domain, reference: randomUUID(), asOf: '2026-11-20' }, lines),
  })
  return (await response.json()) as Record<string, unknown>
}

/** Imports records as the operator does. */
const importLines = (domain: string, lines: readonly object[]) =>
  deliverTo(
    hub,
    [],
    ndjson({ source: 'Rijksregister', domain, reference: randomUUID(), asOf: '2026-11-20' }, lines),
    new Date('2026-11-23'),
  )

type Claim = { organisation: string; deliverer: string | null; statementNl: string; statementEn: string; withdrawnAt: string | null }
type Uses = { dataUse: { claims: Claim[]; nodes: { consumer: string; claims: { statementEn: string }[] }[] } }
const USES =
  'dataUse(person: $person) { claims { organisation deliverer statementNl statementEn withdrawnAt } nodes { consumer claims { statementEn } } }'

async function usesOf(insz: string): Promise<Uses['dataUse']> {
  const answer = await hub.ask<Uses>('auditor', 'AUDIT', `query ($person: DataSubject) { ${USES} }`, { person: { insz } })
  return dataOf(answer).dataUse
}

const knows = async (consumer: string, purpose: 'MATCHING' | 'REFERRAL', insz: string) =>
  dataOf(
    await hub.ask<{ newcomerByInsz: object | null }>(consumer, purpose, 'query ($insz: Insz!) { newcomerByInsz(insz: $insz) { id } }', {
      insz,
    }),
  ).newcomerByInsz !== null

const relationships = async (insz: string) => {
  const { rows } = await hub.database.pool.query(
    `select o.name as organisation, r.capacity, r.valid_from::text as from, r.valid_until::text as until, r.claim_id is not null as claimed,
       r.withdrawn_at is not null as withdrawn
     from directory.relationship r join directory.organisation o on o.id = r.organisation_id join directory.person_number n using (person_id)
     where n.insz_hash = $1 order by 1, 2, 3`,
    [hub.vault.hashInsz(insz as never)],
  )
  return rows
}

test('VDAB registers a stranger, reads and takes it back: the claim is on record, the relationship stands and has ended, and the read names the claim', async () => {
  const registration = {
    record: 'jobseekerRegistration',
    insz: AMINA,
    registeredOn: '2026-10-01',
    categoryCode: '00',
    validFrom: '2026-10-01',
  }
  expect(await deliver('vdab-deliveries', 'WORK', [registration])).toMatchObject({ applied: 1 })
  expect(await knows('vdab-matching', 'MATCHING', AMINA)).toBe(true)
  expect(await deliver('vdab-deliveries', 'WORK', [{ ...registration, validUntil: '2026-10-01' }])).toMatchObject({ applied: 1 })
  expect(await knows('vdab-matching', 'MATCHING', AMINA)).toBe(false)

  expect(await relationships(AMINA)).toEqual([
    { organisation: 'VDAB', capacity: 'JOBSEEKER', from: '2026-10-01', until: '2026-10-01', claimed: true, withdrawn: true },
  ])
  const claim = {
    organisation: 'VDAB',
    deliverer: 'VDAB',
    statementNl: 'VDAB meldde dat u er ingeschreven bent als werkzoekende.',
    statementEn: 'VDAB reported that you are registered with it as a jobseeker.',
    withdrawnAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/),
  }
  const { claims, nodes } = await usesOf(AMINA)
  expect(claims).toEqual([claim])
  const reads = nodes.filter(({ consumer }) => consumer === 'vdab-matching')
  expect(reads).toEqual([{ consumer: 'vdab-matching', claims: [{ statementEn: claim.statementEn }] }])
})

test('a citizen reads by what word organisations know the citizen, in Dutch and English', async () => {
  await deliver('ocmw-gent-deliveries', 'LOCAL', [{ record: 'livingWage', insz: AMINA, validFrom: '2026-11-01' }])
  await importLines('DIRECTORY', [{ record: 'residence', insz: AMINA, nisCode: '44021', validFrom: '2026-11-01' }])
  const { body } = await hub.ask<Uses>('citizen-portal', 'OWN_DATA', `{ ${USES.replace('(person: $person)', '')} }`)
  const said = body.data?.dataUse.claims.map(({ organisation, deliverer, statementNl, statementEn }) => [
    organisation,
    deliverer,
    statementNl,
    statementEn,
  ])
  expect(said).toEqual(
    expect.arrayContaining([
      ['OCMW Gent', 'OCMW Gent', 'OCMW Gent meldde dat het u een leefloon betaalt.', 'OCMW Gent reported that it pays you a living wage.'],
      [
        'OCMW Gent',
        null,
        'OCMW Gent weet van Rijksregister dat u op zijn grondgebied woont.',
        'OCMW Gent knows from Rijksregister that you live in its territory.',
      ],
    ]),
  )
})

test('the supervisor sees how many persons an organisation reads whom it knows by its own word alone, and no person', async () => {
  const asked = '{ ownWordReadings(from: "2026-01-01", until: "2027-01-01") { nodes { organisation persons } pageInfo { hasNextPage } } }'
  const readings = async () =>
    dataOf(await hub.ask<{ ownWordReadings: { nodes: object[] } }>('auditor', 'AUDIT', asked)).ownWordReadings.nodes
  await deliver('ocmw-mechelen-deliveries', 'LOCAL', [{ record: 'livingWage', insz: STRANGER, validFrom: '2026-11-01' }])
  const before = await readings()
  expect(before).not.toContainEqual({ organisation: 'OCMW Mechelen', persons: 1 })
  expect(await knows('ocmw-mechelen', 'REFERRAL', STRANGER)).toBe(true)
  expect(await readings()).toContainEqual({ organisation: 'OCMW Mechelen', persons: 1 })
  // The register says that the person lives there: no longer its own word alone.
  await importLines('DIRECTORY', [{ record: 'residence', insz: STRANGER, nisCode: '12025', validFrom: '2026-11-01' }])
  expect(await readings()).toEqual(before)
})

test('a consent opens for the organisation and the group of facts that it names, and not for another OCMW after a move', async () => {
  const fee = { record: 'background', insz: OLENA, feeIsBarrier: true }
  const benefit = { record: 'benefitRight', insz: OLENA, validFrom: '2026-01-01' }
  const consent = { record: 'consent', insz: OLENA, organisation: '0212214125', group: 'FEE', purpose: 'REFERRAL', recipient: 'OCMW' }
  await importLines('INTEGRATION', [fee])
  await importLines('WORK', [benefit])
  await importLines('DIRECTORY', [
    { ...consent, givenHow: 'at the desk', validFrom: '2026-01-01' },
    { record: 'residence', insz: OLENA, nisCode: '44021', validFrom: '2026-01-01' },
  ])
  const QUESTION = 'query ($insz: Insz!) { newcomerByInsz(insz: $insz) { feeIsBarrier benefitEntitled } }'
  const ask = async (consumer: string) => {
    const { body } = await hub.ask<{ newcomerByInsz: object | null }>(consumer, 'REFERRAL', QUESTION, { insz: OLENA })
    const withheld = (body.extensions?.withheld ?? []) as { coordinate: string }[]
    return [body.data?.newcomerByInsz, withheld.map(({ coordinate }) => coordinate)]
  }
  expect(await ask('ocmw-gent')).toEqual([{ feeIsBarrier: true, benefitEntitled: null }, ['Newcomer.benefitEntitled']])
  await importLines('DIRECTORY', [{ record: 'residence', insz: OLENA, nisCode: '12025', validFrom: '2026-11-01' }])
  expect(await ask('ocmw-mechelen')).toEqual([
    { feeIsBarrier: null, benefitEntitled: null },
    expect.arrayContaining(['Newcomer.benefitEntitled', 'Newcomer.feeIsBarrier']),
  ])
})

test('a token that reads delivers nothing; with one that delivers, another OCMW says the same and reads nothing of the first', async () => {
  const file = [
    { record: 'livingWage', insz: YUSUF, category: 'SINGLE', amountCents: 131_414, validFrom: '2026-05-01' },
    { record: 'gpmi', insz: YUSUF, type: 'TRAINING', validFrom: '2026-07-01' },
    { record: 'gpmiObjective', insz: YUSUF, kind: 'DUTCH', level: 'A2', mode: 'ORAL', agreedOn: '2026-07-01' },
    { record: 'household', insz: YUSUF, size: 4, childrenUnder12: 2, validFrom: '2026-05-01' },
  ]
  const debt = { record: 'debtMediation', insz: YUSUF, validFrom: '2026-06-01' }
  expect(await deliver('ocmw-gent-deliveries', 'LOCAL', [...file, debt])).toMatchObject({ applied: 5, refused: 0 })

  const reading = await fetch(`${hub.address}/deliveries`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await hub.token('ocmw-mechelen', 'REFERRAL')}`, 'content-type': 'application/x-ndjson' },
    body: ndjson({ domain: 'LOCAL', asOf: '2026-11-20' }, file),
  })
  expect([reading.status, await reading.json()]).toMatchObject([403, { code: 'SCOPE_MISSING' }])
  expect(await knows('ocmw-mechelen', 'REFERRAL', YUSUF)).toBe(false)

  const own = file.map((line) => ('size' in line ? { ...line, size: 1 } : line))
  expect(await deliver('ocmw-mechelen-deliveries', 'LOCAL', own)).toMatchObject({ applied: 4, refused: 0 })
  const FILE =
    'query ($insz: Insz!) { newcomerByInsz(insz: $insz) { livingWages { amountCents } household { size } debtMediations { validFrom } } }'
  const read = async (consumer: string) =>
    dataOf(await hub.ask<{ newcomerByInsz: object }>(consumer, 'TRAJECTORY_FOLLOW_UP', FILE, { insz: YUSUF })).newcomerByInsz
  expect(await read('ocmw-gent')).toEqual({
    livingWages: [{ amountCents: 131_414 }],
    household: { size: 4 },
    debtMediations: [{ validFrom: '2026-06-01' }],
  })
  expect(await read('ocmw-mechelen')).toEqual({ livingWages: [{ amountCents: 131_414 }], household: { size: 1 }, debtMediations: [] })
  const said = (await usesOf(YUSUF)).claims.map(({ statementEn }) => statementEn)
  const both = (name: string) => [
    `${name} reported that it has a project for social integration (GPMI) with you.`,
    `${name} reported that it pays you a living wage.`,
  ]
  expect(said.toSorted()).toEqual([...both('OCMW Gent'), ...both('OCMW Mechelen')])
})
