/**
 * Milestones: open assessments are reassessed when a day begins, and marked when the outcome changes. After a delivery too, but only
 * where the granting organisation may see every fact of the rule: else the mark would tell at which moment another organisation delivered. Only the
 * granting organisation sees the mark. Looking is a use of data like any other, and on record as one.
 */
import { randomUUID } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import type { Contract } from '../../../access/protocols/contract.ts'
import { Forbidden } from '../../../base/faults.ts'
import type { Vault } from '../../../base/vault.ts'
import { runInTransaction } from '../../../database/transaction.ts'
import type { Assessment } from '../assessment/assess-persons.ts'
import type { AssessmentCaller, Assessor } from '../assessment/assessor.ts'
import type { RecordRule } from '../assessment/record-rule.ts'
import { compiledRuleOn } from '../catalogue/compiled-catalogue.ts'
import type { AssessmentOutcome } from '../catalogue/rule.ts'
import { type IncentiveStoreParts, keptFacts, keptRequirements, tellsTheSame, write } from '../store/act.ts'
import { CLAIM, LOOKED, SAME } from '../store/statements.ts'

export type ReassessParts = {
  pool: Pool
  desk: Assessor
  vault: Vault
  recordRule: RecordRule
  /** Contract of that name today; undefined when no protocol in force makes one. */
  contractOf: (name: string) => Promise<Contract | undefined>
  /** Day in Belgium (YYYY-MM-DD). */
  today: () => string
  now: () => Date
}

/** @property looked open assessments that were looked at. @property marked those of which the rule says something else by now. */
export type ReassessResult = { looked: number; marked: number }

type Claimed = {
  id: string
  organisation: number
  contract: string
  incentive: string
  as_of: string | null
  outcome: AssessmentOutcome
  requirements: string[]
  rule: number
  version: number
  newcomer: string
}

/** So many at a time: their rows stay locked meanwhile, and another hub takes others. */
export const REASSESS_BATCH = 500

/** Who looks, in the evidence: no application of the organisation asked. */
const CONSUMER = 'hub'

/** Reassesses up to 500 open assessments: those that were not reassessed today, and those with new data that their organisation may see. */
export async function reassess(parts: ReassessParts): Promise<ReassessResult> {
  const open = await openIncentives(parts)
  return await runInTransaction(parts.pool, async (client) => {
    const { rows } = await client.query<Claimed>({ ...CLAIM, values: [parts.today(), REASSESS_BATCH, open] })
    const groups = Map.groupBy(rows, ({ organisation, contract, incentive, as_of }) =>
      JSON.stringify([organisation, contract, incentive, as_of]),
    )
    let marked = 0
    for (const group of groups.values()) marked += await lookAtGroup(parts, client, group)
    return { looked: rows.length, marked }
  })
}

/** Incentives of which the granting organisation sees every fact that the rule of today reads, of every person in scope. */
async function openIncentives({ desk, contractOf, today }: ReassessParts): Promise<string[]> {
  const open: string[] = []
  for (const [id, incentive] of desk.catalogue.incentives) {
    const grants = (await contractOf(`${incentive.file.grantedBy}/${incentive.file.purpose}`))?.grants
    const coordinates = compiledRuleOn(incentive, today())?.facts.flatMap((fact) => fact.coordinates)
    if (coordinates?.every((coordinate) => grants?.get(coordinate)?.when === null)) open.push(id)
  }
  return open
}

/** One organisation, incentive and day: one statement for all its persons. */
async function lookAtGroup(parts: ReassessParts, client: PoolClient, group: readonly Claimed[]): Promise<number> {
  const assessments = await assessGroup(parts, group)
  const same: string[] = []
  let marked = 0
  for (const [index, claimed] of group.entries()) {
    const assessment = assessments[index] ?? null
    const changed = assessment !== null && (await keepChange(parts, client, claimed, assessment))
    if (changed) marked += 1
    else same.push(claimed.id)
  }
  await client.query({ ...SAME, values: [same, parts.today()] })
  return marked
}

async function assessGroup(parts: ReassessParts, group: readonly Claimed[]): Promise<readonly (Assessment | null)[]> {
  const [first] = group
  const contract = first === undefined ? undefined : await parts.contractOf(first.contract)
  // Without contract nobody may look; the assessments wait until one is in force, or until they are closed.
  if (first === undefined || contract === undefined) return []
  const today = parts.today()
  const ids = { operationId: randomUUID(), traceId: randomUUID().replaceAll('-', '') }
  const asker: AssessmentCaller = {
    contract,
    human: false,
    run: { organisation: first.organisation, consumer: CONSUMER, userRef: null, today, ...ids },
  }
  const asked = { incentive: first.incentive, ids: group.map(({ newcomer }) => newcomer), day: first.as_of ?? today }
  return await parts.desk.assessOn(asker, asked).catch((error: unknown) => {
    if (error instanceof Forbidden) return []
    throw error
  })
}

async function keepChange(parts: ReassessParts, client: PoolClient, claimed: Claimed, assessment: Assessment): Promise<boolean> {
  const rule = await parts.recordRule(claimed.incentive, assessment.version)
  const requirements = keptRequirements(assessment)
  const { outcome } = assessment.verdict
  if (outcome === claimed.outcome && tellsTheSame(assessment, claimed.requirements) && rule === claimed.rule) return false
  const query: IncentiveStoreParts['query'] = (statement) => client.query(statement)
  const { facts, sealed } = keptFacts(parts, claimed.id, assessment)
  const what = [outcome, requirements, sealed, JSON.stringify(facts), rule, assessment.version.version.version]
  await write({ query }, LOOKED, [claimed.id, claimed.version, ...what, parts.today(), parts.now()])
  return true
}
