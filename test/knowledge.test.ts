/** What is known of a fact, from a delivered record to the outcome of a rule: by the records that show it, by coverage, and by nothing else. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { Purpose } from '../src/base/purpose.ts'
import { dataOf } from './support/answer.ts'
import { deliverTo, ndjson, PERSONS } from './support/deliveries.ts'
import { startTestHub, TODAY } from './support/hub.ts'

const NOW = new Date(`${TODAY}T10:00:00Z`)
const AGII = '0543307391'
const { olena, yusuf, amina, aminasPartner } = PERSONS

const hub = await startTestHub({ persons: 0 })
let deliveries = 0

/** Brings records of one domain, as correct on a day. @param covers record types that the source covers about the persons in it. */
async function deliver(domain: string, asOf: string, records: readonly object[], covers?: readonly string[]): Promise<void> {
  deliveries += 1
  const [header, ...lines] = ndjson({ domain, asOf, reference: String(deliveries) }, records).split('\n')
  const delivery = { ...(JSON.parse(header ?? '') as { delivery: object }).delivery, ...(covers && { covers }) }
  await deliverTo(hub, [], [JSON.stringify({ delivery }), ...lines].join('\n'), NOW)
}

type Verdict = {
  outcome: string
  reasons: { code: string; state: string }[]
  facts: { name: string; state: string; asOf: string | null }[]
}

const ASSESS = `query ($input: AssessIncentiveInput!) { assessIncentive(input: $input) { outcome reasons { code state } facts { name state asOf } } }`

/** Outcome of a rule about a person, with its facts by name. */
async function assess(consumer: string, incentive: string, insz: string) {
  const newcomerId = (await ask<{ id: string }>(consumer, 'INCENTIVE_DECISION', insz, 'id')).id
  const answer = await hub.ask<{ assessIncentive: Verdict }>(consumer, 'INCENTIVE_DECISION', ASSESS, { input: { newcomerId, incentive } })
  const { outcome, facts } = dataOf(answer).assessIncentive
  return { outcome, facts: Object.fromEntries(facts.map(({ name, state, asOf }) => [name, [state, asOf]])) }
}

async function ask<T>(consumer: string, purpose: Purpose, insz: string, selection: string): Promise<T> {
  const document = `query ($insz: Insz!) { newcomerByInsz(insz: $insz) { ${selection} } }`
  const { newcomerByInsz } = dataOf(await hub.ask<{ newcomerByInsz: T | null }>(consumer, purpose, document, { insz }))
  if (newcomerByInsz === null) throw new Error(`${consumer} does not know the person`)
  return newcomerByInsz
}

const registered = (insz: string, more: object = {}) => ({
  record: 'jobseekerRegistration',
  insz,
  registeredOn: '2026-01-05',
  categoryCode: '00',
  validFrom: '2026-01-05',
  ...more,
})
const trajectory = (insz: string, more: object = {}) => ({
  record: 'trajectory',
  insz,
  kind: 'OBLIGED',
  status: 'ACTIVE',
  organisation: AGII,
  validFrom: '2026-01-05',
  ...more,
})

describe('a right to benefit that was last said in February', () => {
  beforeAll(async () => {
    await deliver('WORK', '2026-02-15', [registered(olena), { record: 'benefitRight', insz: olena, validFrom: '2026-01-01' }])
    await deliver('INTEGRATION', TODAY, [trajectory(olena, { weeklyHours: 22 })])
  })

  // What another domain knows is not told before it counts (decision 43).
  const STALE = { outcome: 'UNKNOWN', facts: { benefitEntitled: ['STALE', '2026-02-15'] } }

  test('is stale', async () => {
    expect(await assess('vdab-matching', 'availability-exemption', olena)).toEqual(STALE)
  })

  test('stays so after an unrelated record of today, which dates the domain and nothing else', async () => {
    await deliver('WORK', TODAY, [{ record: 'jobseekerProfile', insz: olena, competences: ['lassen'] }])
    expect(await assess('vdab-matching', 'availability-exemption', olena)).toEqual(STALE)
    expect(await ask('vdab-matching', 'MATCHING', olena, 'jobseekerRegistered workAsOf')).toEqual({
      jobseekerRegistered: true,
      workAsOf: TODAY,
    })
  })

  test('counts once it is said again', async () => {
    await deliver('WORK', TODAY, [{ record: 'benefitRight', insz: olena, validFrom: '2026-01-01' }])
    expect(await assess('vdab-matching', 'availability-exemption', olena)).toEqual({
      outcome: 'ELIGIBLE',
      facts: { benefitEntitled: ['USED', TODAY], trajectoryActive: ['USED', TODAY], weeklyHoursBand: ['USED', TODAY] },
    })
  })
})

describe('an application for benefit of which no right has been reported', () => {
  const BENEFIT = 'jobseekerRegistered benefitEntitled'

  test('is no "no"', async () => {
    await deliver('WORK', TODAY, [registered(yusuf)])
    await deliver('INTEGRATION', TODAY, [trajectory(yusuf, { weeklyHours: 22 })])
    expect(await ask('vdab-matching', 'MATCHING', yusuf, BENEFIT)).toEqual({ jobseekerRegistered: true, benefitEntitled: null })
    expect(await assess('vdab-matching', 'availability-exemption', yusuf)).toMatchObject({
      outcome: 'UNKNOWN',
      facts: { benefitEntitled: ['MISSING', null] },
    })
  })

  test('is one when a source covers it, by its header or by a record, and as old as that', async () => {
    await deliver('WORK', '2026-11-10', [registered(yusuf)], ['benefitRight'])
    expect(await ask('vdab-matching', 'MATCHING', yusuf, BENEFIT)).toEqual({ jobseekerRegistered: true, benefitEntitled: false })
    const unmet = (asOf: string) => ({ outcome: 'NOT_ELIGIBLE', facts: { benefitEntitled: ['USED', asOf] } })
    expect(await assess('vdab-matching', 'availability-exemption', yusuf)).toMatchObject(unmet('2026-11-10'))
    await deliver('WORK', '2026-11-12', [{ record: 'workCoverage', insz: yusuf, covers: ['benefitRight'], validFrom: '2026-01-01' }])
    expect(await assess('vdab-matching', 'availability-exemption', yusuf)).toMatchObject(unmet('2026-11-12'))
  })

  test('is none again once the coverage has ended', async () => {
    const ended = { record: 'workCoverage', insz: yusuf, covers: ['benefitRight'], validFrom: '2026-01-01', validUntil: TODAY }
    await deliver('WORK', TODAY, [ended])
    expect(await ask('vdab-matching', 'MATCHING', yusuf, BENEFIT)).toEqual({ jobseekerRegistered: true, benefitEntitled: null })
  })
})

describe('weekly hours of which a part is unknown', () => {
  const course = (module: string, weeklyHours?: number) => ({
    record: 'dutchCourse',
    insz: amina,
    module,
    validFrom: '2026-09-01',
    ...(weeklyHours !== undefined && { weeklyHours }),
  })
  const covers = ['dutchCourse', 'trajectory']

  test('are at least those that are known: what turns on the rest is unknown', async () => {
    await deliver('WORK', TODAY, [registered(amina), { record: 'benefitRight', insz: amina, validFrom: '2026-01-01' }])
    await deliver('INTEGRATION', TODAY, [trajectory(amina), course('one', 12), course('two')], covers)
    expect(await assess('vdab-matching', 'availability-exemption', amina)).toMatchObject({
      outcome: 'UNKNOWN',
      facts: { weeklyHoursBand: ['MISSING', null], trajectoryActive: ['USED', TODAY] },
    })
  })

  test('suffice when those that are known suffice', async () => {
    await deliver('INTEGRATION', TODAY, [course('one', 21)])
    expect(await assess('vdab-matching', 'availability-exemption', amina)).toMatchObject({
      outcome: 'ELIGIBLE',
      facts: { weeklyHoursBand: ['USED', TODAY] },
    })
  })

  test('are few when all are known', async () => {
    await deliver('INTEGRATION', TODAY, [course('one', 12), course('two', 3)])
    expect(await assess('vdab-matching', 'availability-exemption', amina)).toMatchObject({ outcome: 'NOT_ELIGIBLE' })
  })
})

describe('somebody of whom the social security reported one statute', () => {
  test('has a ground for exemption from the fee that is known, though no OCMW has said anything', async () => {
    await deliver('INTEGRATION', TODAY, [
      trajectory(aminasPartner, { kind: 'ENTITLED' }),
      { record: 'targetGroup', insz: aminasPartner, member: true, type: 'ENTITLED', validFrom: '2026-01-01' },
    ])
    // Without a contract under the rules with a fee, and a registration, no ground is looked for (decisions 44 and 55).
    const parts = { socialOrientation: true, dutch: true, work: true, participation: false }
    const contract = { record: 'contract', insz: aminasPartner, signedOn: '2026-01-10', regime: 'SINCE_SEPTEMBER_2023', ...parts }
    await deliver('INTEGRATION', TODAY, [contract])
    await deliver('WORK', TODAY, [registered(aminasPartner)])
    expect((await assess('agii-frontend', 'fee-exemption', aminasPartner)).outcome).toBe('UNKNOWN')
    await deliver('LOCAL', TODAY, [
      { record: 'socialStatute', insz: aminasPartner, name: 'BIM_BVT', applies: true, validFrom: '2026-01-01' },
    ])
    expect(await assess('agii-frontend', 'fee-exemption', aminasPartner)).toEqual({
      outcome: 'ELIGIBLE',
      facts: {
        inTargetGroup: ['USED', TODAY],
        contractBeforeFee: ['USED', TODAY],
        jobseekerRegistered: ['USED', TODAY],
        exemptionGround: ['USED', null],
      },
    })
  })

  test('has no certificate, level of Dutch or living wage that anybody denies', async () => {
    const own = 'hasCertificate reachedOralA2 reachedWrittenA2 socialOrientationPassed trajectoryActive'
    expect(await ask('agii-frontend', 'TRAJECTORY_FOLLOW_UP', aminasPartner, own)).toEqual({
      hasCertificate: null,
      reachedOralA2: null,
      reachedWrittenA2: null,
      socialOrientationPassed: null,
      trajectoryActive: true,
    })
  })
})

test('a header that covers what its domain does not have is refused, with what it could cover', async () => {
  const covering = (domain: string, type: string) => deliver(domain, TODAY, [registered(olena)], [type])
  await expect(covering('WORK', 'livingWage')).rejects.toThrow('HEADER_INVALID')
  await expect(covering('DIRECTORY', 'residence')).rejects.toThrow('HEADER_INVALID')
  await expect(covering('WORK', 'workCoverage')).rejects.toThrow('HEADER_INVALID')
})
