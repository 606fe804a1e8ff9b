/** Assessments that are kept and decisions of people, as consumers meet them over HTTP. */
import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { DECISIONS, OPEN, PERSONS } from '../../../test/documents/ocmw-incentive-decision.ts'
import { dataOf } from '../../../test/support/answer.ts'
import { deliverTo, ndjson } from '../../../test/support/deliveries.ts'
import { startTestHub, TODAY } from '../../../test/support/hub.ts'
import { dayAt } from '../../base/day.ts'
import { recomputeDecisions } from './assessment/recompute.ts'

const hub = await startTestHub({ persons: 400 })
const DESK = 'ocmw-gent-desk'
const MACHINE = 'ocmw-gent'
const PURPOSE = 'INCENTIVE_DECISION'

type Kept = { id: string; version: number | null; state: string | null; outcome: string | null; markedAt: string | null }
type Decision = { id: string; version: number; decision: string; state: string; outcome: string; supersedesId: string | null }
type Payload = { assessment: Kept | null; decision: Decision | null; userErrors: { code: string; field: string[]; state: string | null }[] }

const KEPT = 'id version state outcome markedAt'
const PAYLOAD = `{ assessment { ${KEPT} } decision { id version decision state outcome supersedesId } userErrors { code field state } }`

const persons = (dataOf(await hub.ask(MACHINE, PURPOSE, PERSONS)).newcomers?.nodes ?? []).map(({ id }) => id)

async function open(newcomerIds: readonly string[], incentive = 'gpmi-objective', key = randomUUID()): Promise<(Kept | null)[]> {
  const answer = await hub.act(MACHINE, PURPOSE, OPEN, { input: { newcomerIds: [...newcomerIds], incentive } }, key)
  return dataOf(answer).openAssessments?.assessments ?? []
}

async function openOne(person: string | undefined, incentive?: string): Promise<Kept> {
  const [kept] = await open([person ?? ''], incentive)
  if (kept == null) throw new Error('nobody')
  return kept
}

const mutationOf = (name: string) =>
  `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { act: ${name}(input: $input) ${PAYLOAD} }`

async function act(name: string, input: object, consumer = DESK, key: string = randomUUID()): Promise<Payload> {
  return dataOf(await hub.act<{ act: Payload }>(consumer, PURPOSE, mutationOf(name), { input }, key)).act
}

/** Code with which a machine is refused an act. */
async function refusalOf(name: string, input: object): Promise<unknown> {
  const answer = await hub.act(MACHINE, PURPOSE, mutationOf(name), { input })
  return answer.body.errors?.[0]?.extensions.code
}

const ALL = ['DISCUSSED_WITH_PERSON', 'OBJECTIVE_AS_IN_CONTRACT']
const granting = { decision: 'GRANTED', confirmed: ALL, reason: 'Het doel is bereikt en besproken.' }
const decide = (kept: Kept, change: object = granting) =>
  act('decideIncentive', { assessment: { id: kept.id, expectedVersion: kept.version }, change })

describe('opening', () => {
  test('keeps one open assessment per person and incentive, also when a person is named twice', async () => {
    const [first, second, twice] = persons
    const kept = await open([first ?? '', second ?? '', randomUUID(), first ?? ''])
    expect(kept.map((assessment) => assessment?.state ?? null)).toEqual(['OPEN', 'OPEN', null, 'OPEN'])
    expect(kept[3]?.id).toBe(kept[0]?.id)
    const again = await open([first ?? '', twice ?? ''])
    expect([again[0]?.id, again[0]?.version]).toEqual([kept[0]?.id, 2])
  })

  test('is done once however often the request is repeated', async () => {
    const key = randomUUID()
    const [first] = await open(persons.slice(3, 5), 'gpmi-deferral', key)
    const [again] = await open(persons.slice(3, 5), 'gpmi-deferral', key)
    expect(again).toEqual(first)
  })

  test('refuses an incentive that another group grants', async () => {
    const answer = await hub.act(
      MACHINE,
      PURPOSE,
      'mutation ($input: OpenAssessmentsInput!) { openAssessments(input: $input) { userErrors { code } } }',
      { input: { newcomerIds: persons.slice(0, 1), incentive: 'fee-exemption' } },
    )
    expect(answer.body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })

  test('reads the facts of a thousand persons and keeps them in a constant number of statements', async () => {
    const before = await statementsOf(() => open(persons.slice(0, 1), 'benefit-bridge'))
    const after = await statementsOf(() => open(persons, 'benefit-bridge'))
    expect(after).toBe(before)
  })
})

/** Rows of evidence that work writes: one per statement about persons. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const count = async () => Number((await hub.database.pool.query('select count(*)::int as n from audit.data_use')).rows[0]?.n)
  const before = await count()
  await work()
  return (await count()) - before
}

/** An OCMW of which OCMW Gent is the successor from a day on. */
async function merging(id: number, day: string): Promise<void> {
  await hub.database.pool.query(
    `insert into directory.organisation (id, kind, name, valid_from, valid_until, successor_id)
     select $1, 'OCMW', 'OCMW Vroeger', '1977-01-01', $2, id from directory.organisation where name = 'OCMW Gent'`,
    [id, day],
  )
}

/** As that OCMW opened it. */
async function openedBy(organisation: number, person: string | undefined, incentive?: string): Promise<Kept> {
  const kept = await openOne(person, incentive)
  await hub.database.pool.query(
    `update incentive.assessment set organisation_id = $2, open_key = concat_ws(' ', $2::int, incentive, person_id) where id = $1`,
    [kept.id, organisation],
  )
  return kept
}

describe('an open assessment of an OCMW that merges into the own one', () => {
  const holderOf = async (id: string) =>
    (await hub.database.pool.query('select organisation_id as holder, state::text from incentive.assessment where id = $1', [id])).rows

  test('is the successor’s to assess again and to decide from the day of the merger on, and there is no second one', async () => {
    await merging(299_901, TODAY)
    const before = await openedBy(299_901, persons[20])
    const again = await openOne(persons[20])
    expect([again.id, again.version]).toEqual([before.id, Number(before.version) + 1])
    expect(await holderOf(again.id)).toEqual([{ holder: 299_901, state: 'OPEN' }])
    expect((await decide(again)).userErrors).toEqual([])
    // It is decided; what is opened now is the successor's own.
    const next = await openOne(persons[20])
    expect(next.id).not.toBe(before.id)
    expect(await holderOf(next.id)).toEqual([{ holder: 244_021, state: 'OPEN' }])
  })

  test('is nothing to the successor before that day', async () => {
    await merging(299_902, '2026-11-24')
    const before = await openedBy(299_902, persons[21])
    expect((await openOne(persons[21])).id).not.toBe(before.id)
  })
})

describe('deciding', () => {
  test('takes a person: a machine is refused', async () => {
    const kept = await openOne(persons[5])
    const input = { assessment: { id: kept.id, expectedVersion: kept.version }, change: granting }
    expect(await refusalOf('decideIncentive', input)).toBe('HUMAN_DECIDER_REQUIRED')
    expect((await decide(kept)).userErrors).toEqual([])
  })

  test('grants what a person confirms, whatever the rule says, and closes the assessment', async () => {
    const kept = await openOne(persons[6])
    const { assessment, decision, userErrors } = await decide(kept)
    expect(userErrors).toEqual([])
    expect([assessment?.state, decision?.decision, decision?.state, decision?.outcome]).toEqual([
      'DECIDED',
      'GRANTED',
      'IN_FORCE',
      kept.outcome,
    ])
  })

  test('asks for every confirmation of the rule', async () => {
    const kept = await openOne(persons[7])
    const missing = await decide(kept, { ...granting, confirmed: ['DISCUSSED_WITH_PERSON'] })
    expect(missing.userErrors).toEqual([{ code: 'CONFIRMATION_MISSING', field: ['input', 'change', 'confirmed'], state: null }])
    const strange = await decide(kept, { ...granting, confirmed: ['SOMETHING'] })
    expect(strange.userErrors.map(({ code }) => code)).toEqual(['BAD_USER_INPUT'])
    const refusing = await decide(kept, { decision: 'REFUSED', confirmed: [], reason: 'Nog niet bereikt.' })
    expect([refusing.userErrors, refusing.decision?.decision]).toEqual([[], 'REFUSED'])
  })

  test('asks for a reason that names nobody', async () => {
    const kept = await openOne(persons[8])
    for (const reason of ['  ', 'zie 85.67.30-033.60', 'mail naar iemand@voorbeeld.be', 'x'.repeat(501)])
      expect((await decide(kept, { ...granting, reason })).userErrors).toEqual([
        { code: 'BAD_USER_INPUT', field: ['input', 'change', 'reason'], state: null },
      ])
  })

  test('does not decide on an older version, nor twice', async () => {
    const kept = await openOne(persons[9])
    await open([persons[9] ?? ''])
    const late = await decide(kept)
    expect(late.userErrors.map(({ code, state }) => [code, state])).toEqual([['VERSION_CONFLICT', 'OPEN']])
    const now = late.assessment as Kept
    expect((await decide(now)).userErrors).toEqual([])
    expect((await decide(now)).userErrors.map(({ code, state }) => [code, state])).toEqual([['ILLEGAL_TRANSITION', 'DECIDED']])
  })

  test('does not decide on facts that are no longer so, and shows those of now', async () => {
    const person = await personWithObjective()
    const kept = await openOne(person.newcomer)
    expect(kept.outcome).toBe('NOT_ELIGIBLE')
    await reach(person.id)
    const answer = await decide(kept)
    expect([answer.decision, answer.userErrors.map(({ code }) => code), answer.assessment?.outcome]).toEqual([
      null,
      ['VERSION_CONFLICT'],
      'ELIGIBLE',
    ])
    expect((await decide(answer.assessment as Kept)).userErrors).toEqual([])
  })

  test('leaves one winner of many', async () => {
    const kept = await openOne(persons[10])
    const answers = await Promise.all(Array.from({ length: 10 }, () => decide(kept)))
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1)
    const { rows } = await hub.database.pool.query('select count(*)::int as n from incentive.decision where assessment_id = $1', [kept.id])
    expect(rows).toEqual([{ n: 1 }])
  })

  test('is done once under one key', async () => {
    const kept = await openOne(persons[11])
    const key = randomUUID()
    const input = { assessment: { id: kept.id, expectedVersion: kept.version }, change: granting }
    const first = await act('decideIncentive', input, DESK, key)
    const again = await act('decideIncentive', input, DESK, key)
    expect([again.decision?.id, again.userErrors]).toEqual([first.decision?.id, []])
  })

  test('is nothing for another organisation', async () => {
    const kept = await openOne(persons[12])
    const input = { assessment: { id: kept.id, expectedVersion: kept.version } }
    const stranger = await act('closeAssessment', input, 'ocmw-mechelen')
    const nobody = await act('closeAssessment', { assessment: { id: randomUUID(), expectedVersion: 1 } }, 'ocmw-mechelen')
    expect(stranger).toEqual(nobody)
    const answer = await hub.ask('ocmw-mechelen', PURPOSE, `{ incentiveAssessment(id: "${kept.id}") { id } }`)
    expect(answer.text).toBe('{"data":{"incentiveAssessment":null}}')
  })
})

describe('after a decision', () => {
  test('a grant is revoked by a person, once', async () => {
    const { decision } = await decide(await openOne(persons[13]))
    const input = { decision: { id: decision?.id, expectedVersion: decision?.version }, change: { reason: 'Vergissing in het dossier.' } }
    expect(await refusalOf('revokeIncentive', input)).toBe('HUMAN_DECIDER_REQUIRED')
    const revoked = await act('revokeIncentive', input)
    expect([revoked.userErrors, revoked.decision?.state, revoked.decision?.version]).toEqual([[], 'REVOKED', 2])
    expect((await act('revokeIncentive', input)).userErrors.map(({ code }) => code)).toEqual(['ILLEGAL_TRANSITION'])
  })

  test('a decision takes the place of another, on the facts of now that the person saw', async () => {
    const { decision } = await decide(await openOne(persons[14]), { decision: 'REFUSED', confirmed: [], reason: 'Nog niet.' })
    const selected = { id: decision?.id, expectedVersion: decision?.version }
    const other = decision?.outcome === 'ELIGIBLE' ? 'UNKNOWN' : 'ELIGIBLE'
    const blind = await act('supersedeDecision', { decision: selected, change: { ...granting, outcome: other } })
    expect(blind.userErrors.map(({ code, field }) => [code, field])).toEqual([['VERSION_CONFLICT', ['input', 'change', 'outcome']]])
    const next = await act('supersedeDecision', { decision: selected, change: { ...granting, outcome: decision?.outcome } })
    expect([next.userErrors, next.decision?.decision, next.decision?.supersedesId]).toEqual([[], 'GRANTED', decision?.id])
    const before = await hub.ask(MACHINE, PURPOSE, `{ incentiveDecision(id: "${decision?.id}") { state endReason } }`)
    expect(before.body.data).toEqual({ incentiveDecision: { state: 'SUPERSEDED', endReason: granting.reason } })
  })

  test('every stored decision is judged the same again, by its recorded rule and facts', async () => {
    const { judged, different } = await recomputeDecisions(hub.database.pool, hub.vault)
    expect(judged).toBeGreaterThan(5)
    expect(different).toEqual([])
  })

  test('facts are kept by name and day, up to the first requirement that is unmet, and their values are sealed', async () => {
    const decisions = dataOf(await hub.ask(MACHINE, PURPOSE, DECISIONS)).incentiveDecisions?.nodes ?? []
    const kept = new Set(decisions.map((decision) => decision?.facts?.map(({ name }) => name).join(' ')))
    const all = 'gpmiHasIntegrationObjective gpmiObjectiveReached gpmiSomeObjectiveReached'
    expect(kept).toContain(all)
    expect([...kept].filter((names) => names !== all && names !== 'gpmiHasIntegrationObjective')).toEqual([])
    const { rows } = await hub.database.pool.query('select facts_sealed from incentive.decision')
    expect(rows.filter(({ facts_sealed }) => /true|false/.test(facts_sealed as string))).toEqual([])
  })
})

describe('a decision of a person about whom something is withdrawn', () => {
  const REVIEW = 'query ($id: ID!) { incentiveDecision(id: $id) { state version reviewReason reviewSince } }'
  const review = async (id: string | undefined) => {
    const { body } = await hub.ask(MACHINE, PURPOSE, REVIEW, { id })
    return (body.data as unknown as { incentiveDecision: Record<string, unknown> }).incentiveDecision
  }

  test('is flagged to the organisation that decided, when a domain of its facts withdrew it, and stays in force', async () => {
    const person = await personWithObjective()
    const insz = await numberOf(person.id)
    const reached = { insz, mode: 'ORAL', level: 'A2' }
    const profile = { insz, record: 'jobseekerProfile', jobGoal: 'Lasser' }
    await deliverRecords('INTEGRATION', '2026-04-01', [{ record: 'dutchLevel', reachedOn: '2026-03-01', ...reached }])
    await deliverRecords('WORK', '2026-04-01', [profile])
    const kept = await openOne(person.newcomer)
    const { decision } = await decide(kept)
    const open = await openOne(person.newcomer, 'gpmi-deferral')
    await deliverRecords('WORK', '2026-04-02', [{ record: 'withdrawal', of: 'jobseekerProfile', insz, reason: 'WRONG_DATA' }])
    const unflagged = { state: 'IN_FORCE', version: 1, reviewReason: null, reviewSince: null }
    expect(await review(decision?.id)).toEqual(unflagged)

    await deliverRecords('INTEGRATION', '2026-04-02', [{ record: 'withdrawal', of: 'dutchLevel', ...reached, reason: 'WRONG_PERSON' }])
    // Not before the next day, so that nobody learns at which moment another organisation took something back.
    const { pool } = hub.database
    await pool.query(
      'update incentive.decision set facts_withdrawn_at = $2::timestamptz where id = $1 and facts_withdrawn_at is not null',
      [decision?.id, `${TODAY}T10:17:31Z`],
    )
    expect(await review(decision?.id)).toEqual(unflagged)
    await pool.query("update incentive.decision set facts_withdrawn_at = facts_withdrawn_at - interval '1 day' where id = $1", [
      decision?.id,
    ])
    const flagged = { ...unflagged, reviewReason: 'FACTS_WITHDRAWN', reviewSince: '2026-11-22T23:00:00+00:00' }
    expect(await review(decision?.id)).toEqual(flagged)
    const { rows } = await hub.database.pool.query('select look_again from incentive.assessment where id = $1', [open.id])
    expect(rows).toEqual([{ look_again: true }])

    const selected = { id: decision?.id ?? '', expectedVersion: 1 }
    const next = await act('supersedeDecision', { decision: selected, change: { ...granting, outcome: 'NOT_ELIGIBLE' } })
    expect(next.userErrors).toEqual([])
    expect(await review(next.decision?.id)).toEqual(unflagged)
  })

  let delivered = 0
  async function deliverRecords(domain: string, asOf: string, records: readonly object[]): Promise<void> {
    delivered += 1
    await deliverTo(hub, [], ndjson({ domain, asOf, reference: `withdrawn ${delivered}` }, records))
  }

  async function numberOf(person: string) {
    const { rows } = await hub.database.pool.query<{ insz_encrypted: Buffer }>(
      'select insz_encrypted from directory.person_number where person_id = $1 and current',
      [person],
    )
    return hub.vault.decryptInsz(rows[0]?.insz_encrypted ?? Buffer.alloc(0))
  }
})

describe('a second decision on the same thing', () => {
  const BRIDGE = 'benefit-bridge'
  const bridging = { decision: 'GRANTED', confirmed: ['PERSON_ASKED'], reason: 'De persoon vroeg het.' }
  const refusing = { ...bridging, decision: 'REFUSED' }
  const decideNext = async (person: string | undefined, change: object = bridging) => await decide(await openOne(person, BRIDGE), change)
  const codesOf = ({ userErrors }: Payload) => userErrors.map(({ code }) => code)

  test('is refused, naming the first with its day, while the first is in force', async () => {
    const { decision: first } = await decideNext(persons[0])
    const kept = await openOne(persons[0], BRIDGE)
    const second = await decide(kept, bridging)
    expect([second.decision?.id, second.assessment?.state]).toEqual([first?.id, 'OPEN'])
    expect(second.userErrors).toEqual([{ code: 'DECISION_IN_FORCE', field: ['input', 'assessment', 'id'], state: 'IN_FORCE' }])
    const message = 'mutation ($input: DecideIncentiveInput!) { decideIncentive(input: $input) { userErrors { message } } }'
    const { text } = await hub.act(DESK, PURPOSE, message, {
      input: { assessment: { id: kept.id, expectedVersion: kept.version }, change: bridging },
    })
    const { rows } = await hub.database.pool.query<{ day: string }>(
      `select ${dayAt('decided_at')}::text as day from incentive.decision where id = $1`,
      [first?.id],
    )
    expect(text).toContain(`Decision ${first?.id} of ${rows[0]?.day} on this is in force.`)
    expect(await inForce(persons[0])).toBe(1)
  })

  test('is refused after a refusal too: a grant takes its place', async () => {
    const { decision: first } = await decideNext(persons[1], refusing)
    expect(codesOf(await decideNext(persons[1]))).toEqual(['DECISION_IN_FORCE'])
    const selected = { id: first?.id, expectedVersion: first?.version }
    const next = await act('supersedeDecision', { decision: selected, change: { ...bridging, outcome: first?.outcome } })
    expect([next.userErrors, next.decision?.decision]).toEqual([[], 'GRANTED'])
    expect(codesOf(await decideNext(persons[1]))).toEqual(['DECISION_IN_FORCE'])
  })

  test('is taken once the first is revoked', async () => {
    const { decision: first } = await decideNext(persons[2])
    const change = { reason: 'Vergissing in het dossier.' }
    expect(codesOf(await act('revokeIncentive', { decision: { id: first?.id, expectedVersion: first?.version }, change }))).toEqual([])
    expect(codesOf(await decideNext(persons[2]))).toEqual([])
  })

  test('is taken in another month, where the catalogue decides by the month', async () => {
    const deferring = { ...bridging, confirmed: ['VALID_REASON'] }
    const defer = async () => await decide(await openOne(persons[3], 'gpmi-deferral'), deferring)
    const { decision: first } = await defer()
    expect(codesOf(await defer())).toEqual(['DECISION_IN_FORCE'])
    await hub.database.pool.query(
      "update incentive.decision set occasion = '2026-10', in_force_key = replace(in_force_key, occasion, '2026-10') where id = $1",
      [first?.id],
    )
    const { decision: second, userErrors } = await defer()
    expect(userErrors).toEqual([])
    const { body } = await hub.ask(MACHINE, PURPOSE, 'query ($id: ID!) { incentiveDecision(id: $id) { occasion } }', { id: second?.id })
    expect(body.data).toEqual({ incentiveDecision: { occasion: TODAY.slice(0, 7) } })
  })

  test('names no item where the incentive has none', async () => {
    const wrong = await decideNext(persons[4], { ...bridging, item: 'NT2_TEST' })
    expect(wrong.userErrors).toEqual([{ code: 'BAD_USER_INPUT', field: ['input', 'change', 'item'], state: null }])
  })

  test('is not taken at the same moment: of an own assessment and one of an organisation that merged, one is decided', async () => {
    await merging(299_903, TODAY)
    const holdBy = (organisation: number, id: string) =>
      hub.database.pool.query('update incentive.assessment set organisation_id = $2 where id = $1', [id, organisation])
    for (const person of persons.slice(5, 10)) {
      const merged = await openedBy(299_903, person, BRIDGE)
      // Nobody succeeds this one, so that a second assessment is opened.
      await holdBy(299_999, merged.id)
      const own = await openOne(person, BRIDGE)
      await holdBy(299_903, merged.id)
      const answers = await Promise.all([merged, own, merged, own].map((kept) => decide(kept, bridging)))
      expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1)
      expect(new Set(answers.flatMap(codesOf))).toContain('DECISION_IN_FORCE')
      expect(await inForce(person)).toBe(1)
    }
  })

  test('is refused beside an earlier one that has no key', async () => {
    const { decision: first } = await decideNext(persons[11])
    await hub.database.pool.query('update incentive.decision set in_force_key = null where id = $1', [first?.id])
    expect(codesOf(await decideNext(persons[11]))).toEqual(['DECISION_IN_FORCE'])
  })

  async function inForce(person: string | undefined): Promise<number | undefined> {
    const { rows } = await hub.database.pool.query<{ n: number }>(
      `select count(*)::int as n from incentive.decision
       where state = 'IN_FORCE' and incentive = $2 and person_id = (select person_id from directory.relationship where newcomer_id = $1 limit 1)`,
      [person, BRIDGE],
    )
    return rows[0]?.n
  }
})

/** A person with an objective on Dutch in a GPMI at the asking OCMW, not reached yet. */
async function personWithObjective(): Promise<{ id: string; newcomer: string }> {
  const { rows } = await hub.database.pool.query<{ id: string; newcomer: string; organisation: number }>(
    `select r.person_id as id, r.newcomer_id as newcomer, r.organisation_id as organisation from directory.relationship r join directory.organisation o on o.id = r.organisation_id and o.name = 'OCMW Gent'
     where r.newcomer_id = any($1::uuid[]) and not exists (select from integration.dutch_level l where l.person_id = r.person_id and l.level >= 'A2')
       and exists (select from integration.dossier d where d.person_id = r.person_id)
       and not exists (select from incentive.assessment a where a.person_id = r.person_id and a.incentive = 'gpmi-objective') order by r.newcomer_id limit 1`,
    [persons],
  )
  const [person] = rows
  if (person === undefined) throw new Error('the population has nobody like that')
  const { pool } = hub.database
  await pool.query('delete from local.gpmi where person_id = $1', [person.id])
  await pool.query('delete from local.gpmi_objective where person_id = $1', [person.id])
  await pool.query(
    `insert into local.gpmi (person_id, organisation_id, type, valid_from, source, as_of) values ($1, $2, 'SOCIAL_INTEGRATION', '2026-01-01', 'TEST', $3)`,
    [person.id, person.organisation, TODAY],
  )
  await pool.query(
    `insert into local.gpmi_objective (person_id, organisation_id, kind, level, mode, agreed_on, source, as_of)
     values ($1, $2, 'DUTCH', 'A2', 'ORAL', '2026-02-01', 'TEST', $3)`,
    [person.id, person.organisation, TODAY],
  )
  await pool.query(
    `insert into integration.coverage (person_id, record_type, valid_from, source, as_of) values ($1, 'dutchLevel', '2020-01-01', 'TEST', $2)
     on conflict (person_id, record_type, organisation_id) do update set as_of = excluded.as_of`,
    [person.id, TODAY],
  )
  return person
}

async function reach(person: string): Promise<void> {
  await hub.database.pool.query(
    `insert into integration.dutch_level (person_id, mode, level, reached_on, source, as_of) values ($1, 'ORAL', 'A2', $2, 'TEST', $2)`,
    [person, TODAY],
  )
}
