/** Questions that are asked at the same moment share a statement; their evidence does not. */
import { expect, test } from 'vitest'
import { startTestHub } from '../support/hub.ts'

const DOSSIER = 'query ($id: ID!) { newcomer(id: $id) { id familyName contractSigned } }'
const LIST = '{ newcomers(first: 15) { nodes { id } } }'
const PURPOSE = 'TRAJECTORY_FOLLOW_UP'
/** How often everything is asked at once. */
const TIMES = 10
const CONSUMERS = ['agii-frontend', 'atlas-frontend']

type Proof = { trace: string; consumer: string; organisation: string; persons: string[]; transaction: string }

test('each question that shares a statement leaves a proof of its own: its organisation, application, trace and person', async () => {
  const hub = await startTestHub()
  const once: { consumer: string; id: string }[] = []
  for (const consumer of CONSUMERS) {
    const { body } = await hub.ask(consumer, PURPOSE, LIST)
    const list = body.data?.newcomers as { nodes: { id: string }[] } | undefined
    once.push(...(list?.nodes ?? []).map(({ id }) => ({ consumer, id })))
  }
  // So many that some arrive while others are answered, however fast these are.
  const questions = Array.from({ length: TIMES }, () => once).flat()
  const answers = await Promise.all(questions.map(async ({ consumer, id }) => hub.ask(consumer, PURPOSE, DOSSIER, { id })))
  const traces = answers.map(({ headers }) => headers.get('hub-trace-id'))
  const { rows } = await hub.database.pool.query<Proof>(
    `select u.trace_id as trace, u.consumer, o.name as organisation, u.xid::text as transaction,
       array(select p.integration_id::text from directory.person p where p.evidence_ref = any(u.persons)) as persons
     from audit.data_use u join directory.organisation o on o.id = u.organisation_id where u.trace_id = any($1)`,
    [traces],
  )
  const proofs = new Map(rows.map(({ trace, transaction: _, ...proof }) => [trace, proof]))
  expect(answers.map(({ body }) => (body.data?.newcomer as { id: string } | undefined)?.id)).toEqual(questions.map(({ id }) => id))
  const organisations: Record<string, string> = { 'agii-frontend': 'Agentschap Integratie en Inburgering', 'atlas-frontend': 'Atlas' }
  expect(traces.map((trace) => proofs.get(trace ?? ''))).toEqual(
    questions.map(({ consumer, id }) => ({
      consumer,
      organisation: expect.stringContaining(organisations[consumer] ?? '?'),
      persons: [id],
    })),
  )
  expect(rows.length).toBe(questions.length)
  // Some statements answered several: otherwise this has shown nothing.
  expect(new Set(rows.map(({ transaction }) => transaction)).size).toBeLessThan(questions.length)
})
