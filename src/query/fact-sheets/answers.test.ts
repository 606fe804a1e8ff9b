import { beforeAll, describe, expect, test } from 'vitest'
import { startTestHub, type TestHub } from '../../../test/support/hub.ts'
import type { Purpose } from '../../base/purpose.ts'
import { FACT_SHEETS } from '../../domains/all.ts'
import { computeAllSheets } from './refresh-job.ts'

const TODAY = '2026-11-23'

let hub: TestHub
beforeAll(async () => {
  hub = await startTestHub({ persons: 400 })
})

/** Day of all sheets, whatever their facts say. */
async function date(day: string): Promise<void> {
  for (const { table } of FACT_SHEETS) await hub.database.pool.query(`update ${table} set day = $1`, [day])
}

/** Rows that sheets keep: the whole of what they keep, a part of it, and more than they keep. */
const ROWS = `municipality { name } residenceTitle { cardType validUntil } targetGroup { __typename type subtype validFrom } dutchCourses { level validUntil }
  address { street validFrom } more: municipality { nisCode province } whole: targetGroup { type member asOf } all: dutchCourses { level module }`

const QUESTIONS: readonly [consumer: string, purpose: Purpose, selection: string][] = [
  [
    'agii-frontend',
    'TRAJECTORY_FOLLOW_UP',
    'id birthDate contractSigned trajectoryContinuity oralLevelBand hasCertificate integrationAsOf jobseekerRegistered inTraining employed workAsOf householdSizeBand',
  ],
  [
    'agii-frontend',
    'TRAJECTORY_FOLLOW_UP',
    `id familyName givenNames sex nationality countryOfBirth phone firstRegisteredOn interpreterNeeded ${ROWS}`,
  ],
  [
    'vdab-matching',
    'MATCHING',
    'id municipality { nisCode name } workingAge labourMarketAccess trajectoryActive oralLevelBand reachedOralA2 hasCertificate',
  ],
  ['ocmw-gent', 'REFERRAL', 'id entitledNotStarted contractSigned'],
]

async function ask(consumer: string, purpose: Purpose, selection: string): Promise<string> {
  const { status, text } = await hub.ask(consumer, purpose, `{ newcomers(first: 100) { totalCount nodes { ${selection} } } }`)
  expect(status).toBe(200)
  return text
}

describe.each(QUESTIONS)('%s for %s', (consumer, purpose, selection) => {
  test('gets the same bytes from sheets of the day, of another day, and from none', async () => {
    await computeAllSheets(hub.database.pool, FACT_SHEETS, TODAY)
    const fromSheets = await ask(consumer, purpose, selection)
    await date('2026-11-22')
    expect(await ask(consumer, purpose, selection)).toBe(fromSheets)
    for (const { table } of FACT_SHEETS) await hub.database.pool.query(`delete from ${table}`)
    expect(await ask(consumer, purpose, selection)).toBe(fromSheets)
  })
})

test('what a sheet of the day says is what is answered, and what one of yesterday says is not', async () => {
  const certified = async () => {
    const [, , selection] = QUESTIONS[2] as (typeof QUESTIONS)[number]
    return (await ask('vdab-matching', 'MATCHING', selection)).split('"hasCertificate":true').length - 1
  }
  await computeAllSheets(hub.database.pool, FACT_SHEETS, TODAY)
  const before = await certified()
  await hub.database.pool.query('update integration.fact_sheet set has_certificate = true')
  const claimed = await certified()
  await date('2026-11-22')
  expect([claimed > before, await certified()]).toEqual([true, before])
})

test('names, rows and lists are those of a sheet of the day as well', async () => {
  await computeAllSheets(hub.database.pool, FACT_SHEETS, TODAY)
  await hub.database.pool.query(
    `update directory.fact_sheet set family_name = 'Of the sheet', municipality_valid_from = day, municipality_name = 'Sheet', residence_title_valid_from = null`,
  )
  await hub.database.pool.query(
    `update integration.fact_sheet set target_group_valid_from = day, target_group_subtype = 'SHEET',
       dutch_course_valid_from = array[day], dutch_course_valid_until = '{null}', dutch_course_level = '{A1}'`,
  )
  const selection =
    'familyName municipality { name } residenceTitle { cardType } targetGroup { subtype } dutchCourses { level validFrom validUntil }'
  const { nodes } = (
    JSON.parse(await ask('agii-frontend', 'TRAJECTORY_FOLLOW_UP', selection)) as { data: { newcomers: { nodes: object[] } } }
  ).data.newcomers
  expect(nodes.length).toBeGreaterThan(10)
  expect(new Set(nodes.map((node) => JSON.stringify(node)))).toEqual(
    new Set([
      JSON.stringify({
        familyName: 'Of the sheet',
        municipality: { name: 'Sheet' },
        residenceTitle: null,
        targetGroup: { subtype: 'SHEET' },
        dutchCourses: [{ level: 'A1', validFrom: TODAY, validUntil: null }],
      }),
    ]),
  )
})
