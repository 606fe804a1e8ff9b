/** Past decisions judged again, by nothing but what was recorded with them. */
import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { createDice } from '../../../../test/non-interference/dice.ts'
import { addPersons } from '../../../../test/support/add-persons.ts'
import { createTestDatabase } from '../../../../test/support/database.ts'
import { VAULT } from '../../../../test/support/deliveries.ts'
import { shippedCatalogue } from '../../../../test/support/incentive-probe.ts'
import { createVault, type Vault } from '../../../base/vault.ts'
import type { Database } from '../../../database/client.ts'
import { runInTransaction } from '../../../database/transaction.ts'
import type { Catalogue } from '../catalogue/compiled-catalogue.ts'
import { keptRequirements } from '../store/act.ts'
import { sealFacts } from './kept-facts.ts'
import { recomputeDecisions } from './recompute.ts'
import { createRuleRecorder } from './record-rule.ts'
import { resealFacts } from './reseal-facts.ts'

const DECISIONS = 10_000

let database: Database

beforeAll(async () => {
  database = await createTestDatabase()
  await decideMany(database, await shippedCatalogue(), DECISIONS)
})

/** Decisions on every incentive, on facts drawn at random, some of them unknown. */
async function decideMany({ pool }: Database, catalogue: Catalogue, count: number): Promise<void> {
  const dice = createDice(7, 0)
  const recordRule = createRuleRecorder((statement) => pool.query(statement))
  const incentives = [...catalogue.incentives.values()]
  const rows = []
  for (let nth = 0; nth < count; nth += 1) {
    const incentive = incentives[nth % incentives.length] ?? incentives[0]
    const version = incentive?.versions[0]
    if (incentive === undefined || version === undefined) throw new Error('the catalogue is empty')
    const facts = version.facts.map(({ name, values }) => {
      const value = dice.pick([...values, null])
      return { name, value, asOf: '2026-11-01', state: value === null ? ('MISSING' as const) : ('USED' as const) }
    })
    const verdict = version.judge(facts.map(({ value }) => value))
    const id = randomUUID()
    const assessment = { newcomerId: '', incentive, version, asOf: '2026-11-01', verdict, facts }
    const { sealed } = sealFacts(VAULT, id, assessment, catalogue)
    const rule = await recordRule(incentive.file.id, version)
    rows.push({ id, incentive: incentive.file.id, rule, outcome: verdict.outcome, requirements: keptRequirements(assessment), sealed })
  }
  await addPersons(pool, ['00000000-0000-4000-8000-000000000001'])
  await pool.query(
    `insert into incentive.decision (id, assessment_id, organisation_id, person_id, incentive, rule_version_id, rule_version, as_of, outcome, requirements,
       facts_sealed, kind, reason, confirmed, decided_at, decided_by)
     select x.id, gen_random_uuid(), 1, '00000000-0000-4000-8000-000000000001', x.incentive, x.rule, 1, '2026-11-01', x.outcome, x.requirements, x.sealed, 'GRANTED', 'test', '{}', now(), 'test'
     from jsonb_to_recordset($1::jsonb) x (id uuid, incentive text, rule int, outcome incentive.outcome, requirements text[], sealed text)`,
    [JSON.stringify(rows)],
  )
}

test('ten thousand decisions come out the same', async () => {
  expect(await recomputeDecisions(database.pool, VAULT)).toEqual({ judged: DECISIONS, different: [] })
})

test('they come out the same when their facts are sealed with another key, and then open with no other', async () => {
  const [one, two] = [createVault(Buffer.alloc(32, 1)), createVault(Buffer.alloc(32, 2))]
  const reseal = (from: Vault, to: Vault) => runInTransaction(database.pool, (client) => resealFacts(client, { from, to }))
  expect(await reseal(VAULT, one)).toEqual({ sealed: DECISIONS, closed: 0 })
  expect(await recomputeDecisions(database.pool, one)).toEqual({ judged: DECISIONS, different: [] })
  expect((await recomputeDecisions(database.pool, VAULT)).different).toHaveLength(DECISIONS)
  // What a key does not open stays as it is.
  expect(await reseal(two, VAULT)).toEqual({ sealed: 0, closed: DECISIONS })
  expect(await reseal(one, VAULT)).toEqual({ sealed: DECISIONS, closed: 0 })
})

test('a decision whose outcome, rule or facts were changed afterwards is found', async () => {
  const { rows } = await database.pool.query<{ id: string }>(
    "select id from incentive.decision where incentive = 'ceremony-invitation' order by id limit 3",
  )
  const [outcome, rule, facts] = rows.map(({ id }) => id)
  await database.pool.query(
    "update incentive.decision set outcome = case outcome when 'ELIGIBLE' then 'NOT_ELIGIBLE' else 'ELIGIBLE' end::incentive.outcome where id = $1",
    [outcome],
  )
  await database.pool.query(
    "update incentive.decision set rule_version_id = (select id from incentive.rule_version where incentive = 'gpmi-objective') where id = $1",
    [rule],
  )
  await database.pool.query(
    'update incentive.decision set facts_sealed = (select facts_sealed from incentive.decision where id = $2) where id = $1',
    [facts, outcome],
  )
  const { judged, different } = await recomputeDecisions(database.pool, VAULT)
  expect([judged, different]).toEqual([DECISIONS, [outcome, rule, facts].toSorted()])
})
