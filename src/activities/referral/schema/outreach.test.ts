/** Who of the four in five can be reached, by whom: each consumer finds its own, by its own lever, and learns nothing of the other's. */
import { beforeAll, expect, test } from 'vitest'
import type { OutreachCandidateFilter } from '../../../../test/documents/generated/ocmw-referral/graphql.ts'
import { OUTREACH } from '../../../../test/documents/ocmw-referral.ts'
import { OUTREACH as OUTREACH_OF_VDAB } from '../../../../test/documents/vdab-referral.ts'
import { type Document, dataOf } from '../../../../test/support/answer.ts'
import { startTestHub, type TestHub } from '../../../../test/support/hub.ts'
import { createScenario } from '../../../../test/support/scenario.ts'

let hub: TestHub
const REFERRAL = 'REFERRAL'

beforeAll(async () => {
  hub = await startTestHub({ persons: 3000 })
})

type Candidate = { newcomer?: { id: string } | null }
type List<Candidate> = {
  outreach?: {
    totalCount?: number | null
    pageInfo: { hasNextPage: boolean; endCursor?: string | null }
    nodes?: Candidate[] | null
  } | null
}
type Asked<Lever> = { lever: Lever; filter?: OutreachCandidateFilter | null; after?: string | null }

async function all<One extends Candidate, Lever>(consumer: string, document: Document<List<One>, Asked<Lever>>, asked: Asked<Lever>) {
  const nodes: One[] = []
  let after: string | null = null
  for (let more = true; more; ) {
    const { outreach }: List<One> = dataOf(await hub.ask(consumer, REFERRAL, document, { ...asked, after }))
    nodes.push(...(outreach?.nodes ?? []))
    more = outreach?.pageInfo.hasNextPage === true
    after = outreach?.pageInfo.endCursor ?? null
    if (!more) expect(nodes.length).toBe(outreach?.totalCount)
  }
  return nodes
}

const ofVdab = (lever: 'BENEFIT') => all('vdab-matching', OUTREACH_OF_VDAB, { lever })
const ofGent = (lever: 'LIVING_WAGE' | 'GPMI', filter: OutreachCandidateFilter = {}) => all('ocmw-gent', OUTREACH, { lever, filter })

/** Whom a reader of the tables would put in the list. @param reached predicate over person `p`. */
async function expected(column: string, capacity: string, organisation: string, reached: string): Promise<string[]> {
  const { rows } = await hub.database.pool.query<{ id: string }>(
    `select distinct p.${column} as id from directory.relationship r join directory.person p on p.id = r.person_id
       join directory.organisation o on o.id = r.organisation_id
     where o.name = $1 and r.capacity = any($2::directory.capacity[]) and r.valid_from <= $3 and coalesce(r.valid_until > $3, true)
       and not exists (select from integration.contract c where c.person_id = p.id and c.signed_on <= $3)
       and not exists (select from integration.certificate c where c.person_id = p.id and c.issued_on <= $3)
       and (select t.member and t.type = 'ENTITLED' from integration.target_group t where t.person_id = p.id and t.valid_from <= $3
         and coalesce(t.valid_until > $3, true) order by t.valid_from desc limit 1)
       and ${reached} order by 1`,
    [organisation, capacity.split(' '), hub.config.today],
  )
  return rows.map(({ id }) => id)
}

const holds = (table: string, more = 'true') =>
  `exists (select from ${table} x where x.person_id = p.id and x.valid_from <= $3 and coalesce(x.valid_until > $3, true) and ${more})`

const idsOf = (candidates: readonly Candidate[]) => candidates.map(({ newcomer }) => newcomer?.id).toSorted()

test('VDAB finds benefit-entitled jobseekers without work who are entitled and have not started, and why', async () => {
  const candidates = await ofVdab('BENEFIT')
  const reached = `${holds('work.jobseeker_registration')} and ${holds('work.benefit_right')} and not ${holds('work.employment', 'not x.cancelled')}`
  expect(idsOf(candidates)).toEqual(await expected('work_id', 'JOBSEEKER ACCEPTED_REFERRAL', 'VDAB', reached))
  expect(candidates.length).toBeGreaterThan(5)
  expect(new Set(candidates.map(({ workReasons }) => JSON.stringify(workReasons)))).toEqual(
    new Set(['["ENTITLED_NOT_STARTED","REGISTERED_JOBSEEKER","BENEFIT_ENTITLED","WITHOUT_WORK"]']),
  )
})

test('an OCMW finds those to whom it pays a living wage, or with whom it has a project', async () => {
  const capacities = 'RESIDENT LIVING_WAGE_CLIENT GPMI_CLIENT'
  const own = 'x.organisation_id = (select id from directory.organisation where name = $1)'
  const paid = await ofGent('LIVING_WAGE')
  expect(idsOf(paid)).toEqual(await expected('local_id', capacities, 'OCMW Gent', holds('local.living_wage', own)))
  expect(paid.length).toBeGreaterThan(0)
  const projects = await ofGent('GPMI')
  expect(idsOf(projects)).toEqual(await expected('local_id', capacities, 'OCMW Gent', holds('local.gpmi', own)))
})

test('a lever of another domain is not in the contract', async () => {
  const { body } = await hub.ask('vdab-matching', REFERRAL, '{ outreach(lever: LIVING_WAGE) { totalCount } }')
  expect(body.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }])
  expect((await hub.ask('amal-frontend', REFERRAL, '{ outreach(lever: GPMI) { totalCount } }')).body.errors).toBeDefined()
})

test('a row carries the referral to submit; once submitted, the list says so', async () => {
  const candidates = await ofGent('LIVING_WAGE', { referred: false })
  const { newcomer, suggestedReason, suggestedReceiver } = candidates[0] ?? {}
  const { referral, userErrors } = await createScenario(hub).refer(newcomer?.id ?? '', {
    receiver: suggestedReceiver,
    reason: suggestedReason,
    agreement: 'AGREED',
  })
  expect(userErrors).toEqual([])
  const referred = await ofGent('LIVING_WAGE', { referred: true })
  expect(referred.find((one) => one.newcomer?.id === newcomer?.id)?.openReferralId).toBe(referral.id)
  expect(idsOf(await ofGent('LIVING_WAGE', { referred: false }))).not.toContain(newcomer?.id)
})

test('what the list told is on record, lever included', async () => {
  await hub.ask('ocmw-gent', REFERRAL, '{ outreach(lever: GPMI, first: 1) { nodes { newcomer { id } } } }')
  const { rows } = await hub.database.pool.query<{ coordinates: string }>(
    `select u.coordinates::text as coordinates from audit.data_use d join audit.use_set u on u.id = d.use_set_id order by d.id desc limit 1`,
  )
  expect(JSON.parse(rows[0]?.coordinates ?? '[]')).toContainEqual({
    coordinate: 'OutreachLever.GPMI',
    by: 'FILTER',
    when: [],
    protocols: ['local-referral'],
  })
})
