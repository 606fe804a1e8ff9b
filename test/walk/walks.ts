/** The walks: requests of every kind, and what a delivery sets in motion, each followed from its first function to its last. */
import { join } from 'node:path'
import { importPaths } from '../../src/activities/delivery/import-paths.ts'
import { SILENT } from '../../src/activities/delivery/progress.ts'
import { createClock } from '../../src/base/clock.ts'
import { FACT_SHEETS } from '../../src/domains/all.ts'
import { computeAllSheets } from '../../src/query/fact-sheets/refresh-job.ts'
import { AGII, OCMW_GENT, sending } from '../referral/parties.ts'
import { releaseFigures } from '../statistics/released.ts'
import { record, type Step } from './record.ts'
import { type Question, type Scene, TODAY } from './scene.ts'

export type Walk = { name: string; steps: Step[] }

/** Asked so often before, so that whatever is decided once has been. */
const WARM_UP = 3

const BY_INSZ = (fields: string) => `query ByInsz($insz: Insz!) { newcomerByInsz(insz: $insz) { ${fields} } }`
const ACT_FIELDS = '{ referral { id state version } userErrors { code } }'
const ASSESS = `query ($ids: [ID!]!, $incentive: ID!) { assessIncentives(ids: $ids, incentive: $incentive) {
  newcomerId outcome reasons { code state text { nl en } } } }`
const FIGURE = '{ statistics(table: FUNNEL, period: "2025", by: []) { nodes { measure value state } } }'

/** Walks in the order of the letters: (a) one person, (b) a delivery, (c) a referral, (d) many assessments, (e) a figure. */
export async function walkAll(scene: Scene): Promise<Walk[]> {
  return [
    ...(await walkPerson(scene)),
    ...(await walkDelivery(scene)),
    ...(await walkReferral(scene)),
    ...(await walkAssessments(scene)),
    ...(await walkFigure(scene)),
  ]
}

/** One person by number: the walk that has a bound (walk.test.ts). */
export async function walkPerson(scene: Scene): Promise<Walk[]> {
  const who = { consumer: 'agii-frontend', purpose: 'REFERRAL' } as const
  const insz = await numberOfSomebody(scene)
  const question: Question = { ...who, query: BY_INSZ('id contractSigned levelInProgress dutchLevels { level }'), variables: { insz } }
  const [first, known] = [await follow(scene, question, 0), await follow(scene, question, WARM_UP)]
  const executed = await follow(scene, { ...question, query: BY_INSZ('id insz contractSigned') }, WARM_UP)
  return [
    { name: '(a) newcomerByInsz, plan known, as text', steps: known },
    { name: '(a) same, with insz in the answer (executor)', steps: executed },
    { name: '(a) first time (compiles)', steps: first },
  ]
}

async function numberOfSomebody(scene: Scene): Promise<string> {
  const { data } = await scene.ask({ consumer: 'agii-frontend', purpose: 'REFERRAL', query: '{ newcomers(first: 1) { nodes { insz } } }' })
  return (data.newcomers as unknown as { nodes: { insz: string }[] }).nodes[0]?.insz ?? ''
}

async function follow(scene: Scene, question: Question, warmUp: number): Promise<Step[]> {
  for (let time = 0; time < warmUp; time += 1) await scene.ask(question)
  return (await scene.ask(question)).steps
}

async function walkDelivery({ database, vault }: Scene): Promise<Walk[]> {
  const path = join(import.meta.dirname, '../fixtures/deliveries/geef-dossier-kbi.xml')
  const ports = { database, vault, allowSynthetic: true, clock: createClock(TODAY), progress: SILENT, log: () => {} }
  const delivered = await record(() => importPaths([path], ports))
  const sheets = await record(() => computeAllSheets(database.pool, FACT_SHEETS, TODAY))
  return [
    { name: '(b) one KBI answer, file to tables', steps: delivered },
    { name: '(b) tables to sheets, all domains', steps: sheets },
  ]
}

async function walkReferral(scene: Scene): Promise<Walk[]> {
  const { data } = await scene.ask({ consumer: OCMW_GENT.consumer, purpose: 'REFERRAL', query: '{ newcomers(first: 1) { nodes { id } } }' })
  const [person] = (data.newcomers as unknown as { nodes: { id: string }[] }).nodes
  const act = (consumer: string, name: string, input: object) =>
    scene.ask({
      consumer,
      purpose: 'REFERRAL',
      query: `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { act: ${name}(input: $input) ${ACT_FIELDS} }`,
      variables: { input },
    })
  const sent = await act(OCMW_GENT.consumer, 'submitReferral', sending(person?.id ?? ''))
  const { referral } = sent.data.act as unknown as { referral: { id: string; version: number } }
  const received = await act(AGII.consumer, 'receiveReferral', { referral: { id: referral.id, expectedVersion: referral.version } })
  return [
    { name: '(c) submitReferral, first time', steps: sent.steps },
    { name: '(c) receiveReferral, first time', steps: received.steps },
  ]
}

async function walkAssessments(scene: Scene): Promise<Walk[]> {
  const { rows } = await scene.database.pool.query<{ id: string }>(
    `select distinct r.newcomer_id as id from directory.relationship r join directory.organisation o on o.id = r.organisation_id
     where o.name = 'VDAB' and r.newcomer_id is not null order by 1 limit 1000`,
  )
  const variables = { ids: rows.map(({ id }) => id), incentive: 'training-priority' }
  const steps = await follow(scene, { consumer: 'vdab-matching', purpose: 'INCENTIVE_DECISION', query: ASSESS, variables }, 1)
  return [{ name: `(d) assessIncentives, ${rows.length} persons, plan known`, steps }]
}

async function walkFigure(scene: Scene): Promise<Walk[]> {
  await releaseFigures(scene.database, { tables: ['funnel'] })
  return [{ name: '(e) one figure', steps: await follow(scene, { consumer: 'bi-tool', purpose: 'STATISTICS', query: FIGURE }, 1) }]
}
