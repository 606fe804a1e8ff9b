/** Acts look again: scope, the order of checks, records and keys are those of the moment at which something is written. Each check tells its breach. */
import { randomUUID } from 'node:crypto'
import { betweenFindAndWrite, leave, MUNICIPALITY, OCMW, type RaceBench, referring, sendingDraft } from './bench.ts'

export type Check = (bench: RaceBench) => Promise<string | undefined>

const NOBODY = { referral: null, code: 'NOT_FOUND', field: 'input.newcomer' }
const RECEIVER_UNKNOWN = { code: 'NOT_FOUND', field: 'input.change.receiver' }

const differs = (what: string, found: unknown, expected: unknown): string | undefined => {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)]
  return a === b ? undefined : `${what}: ${a} instead of ${b}`
}

const draftOf = async ({ act }: RaceBench, newcomer: string) => {
  const { referral } = await act(OCMW.consumer, 'submit', referring(newcomer, { asDraft: true }))
  if (referral === null) throw new Error('no draft was kept')
  return referral
}

const draftOfSomebodyGone: Check = async (bench) => {
  const [person] = await bench.knowing(OCMW.code, 'LIVING_WAGE_CLIENT', 1)
  if (person === undefined) return 'nobody'
  const draft = await draftOf(bench, person.newcomer)
  await leave(bench.pool, person)
  const sent = await bench.act(OCMW.consumer, 'submit', sendingDraft(draft))
  const replaced = await bench.act(OCMW.consumer, 'submit', sendingDraft(draft, { asDraft: true }))
  const anew = await bench.act(OCMW.consumer, 'submit', referring(person.newcomer))
  const withdrawn = await bench.act(OCMW.consumer, 'withdraw', { referral: { id: draft.id, expectedVersion: draft.version } })
  const { code, field } = NOBODY
  return (
    differs('a new referral of somebody who left', anew, NOBODY) ??
    differs('a draft about somebody who left was sent', { ...sent, referral: sent.referral?.state }, { referral: 'DRAFT', code, field }) ??
    differs('it was replaced', { ...replaced, referral: replaced.referral?.state }, { referral: 'DRAFT', code, field }) ??
    differs('it could not be withdrawn', withdrawn.referral?.state, 'WITHDRAWN')
  )
}

const leavesMeanwhile =
  (asDraft: boolean): Check =>
  async (bench) => {
    const [person] = await bench.knowing(OCMW.code, 'LIVING_WAGE_CLIENT', 1)
    if (person === undefined) return 'nobody'
    const draft = asDraft ? await draftOf(bench, person.newcomer) : undefined
    const sent = await betweenFindAndWrite(
      bench.pool,
      'referral.event',
      () => bench.act(OCMW.consumer, 'submit', draft === undefined ? referring(person.newcomer) : sendingDraft(draft)),
      (client) => leave(client, person),
    )
    const { code, field } = sent
    return differs(
      `somebody left while a ${asDraft ? 'draft' : 'referral'} was sent`,
      { code, field },
      { code: NOBODY.code, field: NOBODY.field },
    )
  }

const OPEN_ASSESSMENTS =
  'mutation ($input: OpenAssessmentsInput!) { act: openAssessments(input: $input) { assessments { id version } userErrors { code } } }'
const DECIDE = 'mutation ($input: DecideIncentiveInput!) { act: decideIncentive(input: $input) { decision { id } userErrors { code } } }'

type Opened = { act: { assessments: ({ id: string; version: number } | null)[] } }

const openFor = async ({ ask }: RaceBench, newcomer: string) => {
  const input = { newcomerIds: [newcomer], incentive: 'gpmi-objective' }
  const { data } = await ask(OCMW.consumer, 'INCENTIVE_DECISION', OPEN_ASSESSMENTS, { input })
  return (data as Opened | undefined)?.act.assessments ?? []
}

const leavesWhileOpened: Check = async (bench) => {
  const [person] = await bench.knowing(OCMW.code, 'GPMI_CLIENT', 1)
  if (person === undefined) return 'nobody'
  const opened = await betweenFindAndWrite(
    bench.pool,
    'incentive.fact',
    () => openFor(bench, person.newcomer),
    (client) => leave(client, person),
  )
  return differs('an assessment was opened of somebody who left', opened, [null])
}

const leavesWhileDecided: Check = async (bench) => {
  const [person] = await bench.knowing(OCMW.code, 'GPMI_CLIENT', 1)
  const [kept] = person === undefined ? [] : await openFor(bench, person.newcomer)
  if (person === undefined || kept == null) return 'no assessment was opened'
  const change = { decision: 'REFUSED', confirmed: [], reason: 'Het doel is niet bereikt.' }
  const decided = await betweenFindAndWrite(
    bench.pool,
    'incentive.fact',
    () =>
      bench.ask(`${OCMW.consumer}-desk`, 'INCENTIVE_DECISION', DECIDE, {
        input: { assessment: { id: kept.id, expectedVersion: kept.version }, change },
      }),
    (client) => leave(client, person),
  )
  return differs('a decision about somebody who left', decided.data, {
    act: { decision: null, userErrors: [{ code: 'ILLEGAL_TRANSITION' }] },
  })
}

const SEEN = '{ referral(id: $id) { state person { insz familyName givenNames birthDate contactLanguage } } }'

/** The municipality's contract shows the name only; that of an OCMW the name and the language. Neither shows the birth date, which the receiver's does. */
const senderSeesItsOwnContract: Check = async (bench) => {
  const [resident] = await bench.knowing('Stad Gent', 'RESIDENT', 1)
  const [client] = await bench.knowing(OCMW.code, 'LIVING_WAGE_CLIENT', 1)
  if (resident === undefined || client === undefined) return 'nobody'
  const seen = async (consumer: string, newcomer: string, change: object) => {
    const { referral, code } = await bench.act(consumer, 'submit', referring(newcomer, { change }))
    const look = async () => (await bench.ask(consumer, 'REFERRAL', `query ($id: ID!) ${SEEN}`, { id: referral?.id })).data?.referral
    const sent = await look()
    await bench.act(consumer, 'withdraw', {
      referral: { id: referral?.id ?? '', expectedVersion: referral?.version ?? 0 },
      change: { code: 'MOVED' },
    })
    return [code, sent, await look()]
  }
  const nothing = { insz: null, familyName: null, givenNames: null, birthDate: null, contactLanguage: null }
  const nameOnly = { ...nothing, familyName: 'Voorbeeld' }
  const name = { ...nothing, familyName: 'Voorbeeld', contactLanguage: 'fra' }
  return (
    differs('a municipality sees of whom it refers', await seen(MUNICIPALITY.consumer, resident.newcomer, {}), [
      null,
      { state: 'SENT', person: nameOnly },
      { state: 'WITHDRAWN', person: nameOnly },
    ]) ??
    differs('an OCMW sees of whom it refers', await seen(OCMW.consumer, client.newcomer, {}), [
      null,
      { state: 'SENT', person: name },
      { state: 'WITHDRAWN', person: name },
    ])
  )
}

/** What is wrong with a referral is said alike of everybody, known or not; whoever is found is on record. */
const oneOrderOfChecks: Check = async (bench) => {
  const [known] = await bench.knowing(OCMW.code, 'LIVING_WAGE_CLIENT', 1)
  if (known === undefined) return 'nobody'
  const wrong: [change: object, expected: object][] = [
    [{ receiver: OCMW.code }, RECEIVER_UNKNOWN],
    [{ receiver: '0000000097' }, RECEIVER_UNKNOWN],
    [{ agreement: null }, { code: 'BAD_USER_INPUT', field: 'input.change.agreement' }],
    [{ reason: 'PNT_AANBOD' }, { code: 'BAD_USER_INPUT', field: 'input.change.receiver' }],
  ]
  for (const [change, expected] of wrong)
    for (const newcomer of [known.newcomer, randomUUID()]) {
      const { code, field } = await bench.act(OCMW.consumer, 'submit', referring(newcomer, { change }))
      const told = differs(
        `${JSON.stringify(change)} of somebody ${newcomer === known.newcomer ? 'known' : 'unknown'}`,
        { code, field },
        expected,
      )
      if (told !== undefined) return told
    }
  await bench.act(OCMW.consumer, 'submit', referring(known.newcomer, { asDraft: true }))
  await bench.act(OCMW.consumer, 'submit', referring(known.newcomer, { asDraft: true }))
  const { rows } = await bench.pool.query<{ detail: string }>('select detail from audit.event where subject = $1 order by id', [
    known.reference,
  ])
  return differs(
    'who found a person is on record',
    rows.map(({ detail }) => detail),
    ['DRAFT', 'OPEN_REFERRAL_EXISTS'],
  )
}

const AT_ONCE = 24
const ROUNDS = 6

/** @param others addresses of further processes of the same hub. */
export const oneKeyIsOneAct =
  (others: readonly RaceBench[] = []): Check =>
  async (bench) => {
    const benches = [bench, ...others]
    for (const person of await bench.knowing(OCMW.code, 'LIVING_WAGE_CLIENT', ROUNDS)) {
      const key = randomUUID()
      const submit = (index: number) =>
        (benches[index % benches.length] ?? bench).act(OCMW.consumer, 'submit', referring(person.newcomer), key)
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => submit(index)))
      const after = await submit(0)
      const codes = new Set(answers.flatMap(({ code }) => code ?? []))
      codes.delete('IDEMPOTENCY_IN_PROGRESS')
      const ids = new Set([...answers, after].flatMap(({ referral }) => referral?.id ?? []))
      const { rows } = await bench.pool.query<{ lies: number }>(
        `select count(*)::int as lies from audit.event where subject = $1 and detail = 'OPEN_REFERRAL_EXISTS'`,
        [person.reference],
      )
      const told = differs('one key, many requests', [[...codes], ids.size, rows[0]?.lies], [[], 1, 0])
      if (told !== undefined) return told
    }
    return undefined
  }

/** Every check, by what it is about. */
export const CHECKS: Readonly<Record<string, Check>> = {
  'a draft about somebody who left': draftOfSomebodyGone,
  'somebody leaves while a referral is sent': leavesMeanwhile(false),
  'somebody leaves while a draft is sent': leavesMeanwhile(true),
  'somebody leaves while an assessment is opened': leavesWhileOpened,
  'somebody leaves while it is decided': leavesWhileDecided,
  'what a sender sees': senderSeesItsOwnContract,
  'one order of checks': oneOrderOfChecks,
  'one key is one act': oneKeyIsOneAct(),
}
