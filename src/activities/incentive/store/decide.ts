/** Decisions of people: on facts that are read again at that moment, so that nobody decides on what is no longer so. */
import { randomUUID } from 'node:crypto'
import type { ActKey } from '../../../graphql/schema/acts/act.ts'
import type { Assessment } from '../assessment/assess-persons.ts'
import type { AssessmentCaller } from '../assessment/assessor.ts'
import type { AssessmentOutcome } from '../catalogue/rule.ts'
import { actValues, find, type IncentiveStoreParts, keptFacts, keptRequirements, tellsTheSame, write } from './act.ts'
import type { DecisionCommand, IncentiveAnswer, SelectedRow, SupersedeCommand } from './commands.ts'
import {
  assertHuman,
  CHANGED,
  confirmationProblems,
  type DecisionRow,
  decisionInForce,
  FACTS_CHANGED,
  illegal,
  itemProblems,
  notFound,
  reasonProblems,
  refused,
  versionConflict,
} from './refusals.ts'
import { DECIDE, FIND_ASSESSMENT, FIND_DECISION, LOOKED, SUPERSEDE } from './statements.ts'

type Ids = { assessment: string; decision: string }

type FoundAssessment = {
  id: string
  incentive: string
  as_of: string | null
  outcome: AssessmentOutcome
  requirements: string[]
  rule_version_id: number
  state: string
  version: number
  newcomer: string
  in_force: readonly DecisionRow[]
}

type FoundDecision = {
  id: string
  assessment_id: string
  incentive: string
  kind: string
  state: string
  version: number
  as_of: string
  newcomer: string
}

/** @returns undefined when another act was faster. */
export async function decide(
  parts: IncentiveStoreParts,
  asker: AssessmentCaller,
  selected: SelectedRow,
  judgement: DecisionCommand,
  key: ActKey | null,
): Promise<IncentiveAnswer | undefined> {
  assertHuman(asker)
  const { before, found } = await find<Ids, FoundAssessment>(parts, asker, key, FIND_ASSESSMENT, 'found', [selected.id, asker.run.today])
  if (before !== undefined) return { ...before, userErrors: [] }
  if (found === null) return refused(notFound(['input', 'assessment', 'id']))
  const about = { assessment: found.id, decision: null }
  if (found.state !== 'OPEN') return { ...about, userErrors: [illegal('This assessment is no longer open.', found.state)] }
  const field = ['input', 'assessment', 'expectedVersion']
  if (found.version !== selected.expectedVersion) return { ...about, userErrors: [versionConflict(CHANGED, field, found.state)] }
  const assessment = await lookAt(parts, asker, found)
  if (assessment === undefined) return { ...about, userErrors: [illegal(GONE, found.state)] }
  const rule = await parts.recordRule(found.incentive, assessment.version)
  if (!sameVerdict(assessment, found, rule)) {
    await keepLook(parts, asker, found, assessment, rule)
    return { ...about, userErrors: [versionConflict(FACTS_CHANGED, field, found.state)] }
  }
  const problems = itemProblems(assessment.version, judgement)
  const occasion = occasionOf(assessment, judgement)
  const other = found.in_force.find((each) => each.occasion === occasion)
  if (problems.length === 0 && other !== undefined) return { ...about, decision: other.id, userErrors: [decisionInForce(other)] }
  problems.push(...reasonProblems(judgement.reason), ...confirmationProblems(assessment.version, judgement))
  if (problems.length > 0) return { ...about, userErrors: problems }
  const id = randomUUID()
  const values = [
    ...actValues(asker, key),
    id,
    found.id,
    ...decisionValues(parts, id, assessment, rule, judgement),
    found.version,
    ...scopeOf(asker),
    occasion,
  ]
  return (await write(parts, DECIDE, values)) === 1 ? { assessment: found.id, decision: id, userErrors: [] } : undefined
}

/** What the decision is about beside the person: of all decisions with the same, one is in force. Null: the person is all. */
function occasionOf({ version, asOf }: Assessment, { item }: DecisionCommand): string | null {
  const { oneDecisionPer } = version.version
  return oneDecisionPer === 'ITEM' ? item : oneDecisionPer === 'MONTH' ? asOf.slice(0, 'YYYY-MM'.length) : null
}

const GONE = 'The rule is not in force on that day, or the person is no longer in scope. Close the assessment.'

/** Facts of now about the person, on the day that the assessment is about. Undefined when it cannot be assessed any more. */
async function lookAt(
  parts: IncentiveStoreParts,
  asker: AssessmentCaller,
  found: Pick<FoundAssessment, 'incentive' | 'newcomer' | 'as_of'>,
): Promise<Assessment | undefined> {
  const day = found.as_of ?? asker.run.today
  const [assessment] = await parts.desk.assessOn(asker, { incentive: found.incentive, ids: [found.newcomer], day })
  return assessment ?? undefined
}

/** In which capacities, and on which day, the person must exist for whoever decides. */
const scopeOf = ({ contract, run }: AssessmentCaller) => [contract.capacities, run.today]

function sameVerdict(assessment: Assessment, found: FoundAssessment, rule: number): boolean {
  return tellsTheSame(assessment, found.requirements) && assessment.verdict.outcome === found.outcome && rule === found.rule_version_id
}

/** Shows what the facts say now, so that the person decides on that. */
async function keepLook(
  parts: IncentiveStoreParts,
  { run }: AssessmentCaller,
  found: FoundAssessment,
  assessment: Assessment,
  rule: number,
): Promise<void> {
  const { facts, sealed } = keptFacts(parts, found.id, assessment)
  const what = [assessment.verdict.outcome, keptRequirements(assessment), sealed, JSON.stringify(facts)]
  await write(parts, LOOKED, [found.id, found.version, ...what, rule, assessment.version.version.version, run.today, null])
}

function decisionValues(
  parts: IncentiveStoreParts,
  id: string,
  assessment: Assessment,
  rule: number,
  { kind, reason, confirmed }: Omit<DecisionCommand, 'item'>,
): unknown[] {
  const { facts, sealed } = keptFacts(parts, id, assessment)
  const rules = [rule, assessment.version.version.version, assessment.asOf]
  const verdict = [assessment.verdict.outcome, keptRequirements(assessment), sealed]
  return [...rules, ...verdict, kind, reason, [...confirmed], parts.now(), JSON.stringify(facts)]
}

/** A new decision in the place of one in force: after new facts, an objection, or a mistake. @returns undefined when another act was faster. */
export async function supersede(
  parts: IncentiveStoreParts,
  asker: AssessmentCaller,
  selected: SelectedRow,
  judgement: SupersedeCommand,
  key: ActKey | null,
): Promise<IncentiveAnswer | undefined> {
  assertHuman(asker)
  const { before, found } = await find<Ids, FoundDecision>(parts, asker, key, FIND_DECISION, 'found', [selected.id, asker.run.today])
  if (before !== undefined) return { ...before, userErrors: [] }
  if (found === null) return refused(notFound(['input', 'decision', 'id']))
  const about = { assessment: found.assessment_id, decision: found.id }
  if (found.state !== 'IN_FORCE') return { ...about, userErrors: [illegal('This decision is no longer in force.', found.state)] }
  if (found.version !== selected.expectedVersion)
    return { ...about, userErrors: [versionConflict(CHANGED, ['input', 'decision', 'expectedVersion'], found.state)] }
  const assessment = await lookAt(parts, asker, { ...found, as_of: null })
  if (assessment === undefined) return { ...about, userErrors: [illegal(GONE, found.state)] }
  if (assessment.verdict.outcome !== judgement.outcome)
    return { ...about, userErrors: [versionConflict(FACTS_CHANGED, ['input', 'change', 'outcome'], found.state)] }
  const problems = [...reasonProblems(judgement.reason), ...confirmationProblems(assessment.version, judgement)]
  if (problems.length > 0) return { ...about, userErrors: problems }
  const id = randomUUID()
  const rule = await parts.recordRule(found.incentive, assessment.version)
  const values = [
    ...actValues(asker, key),
    id,
    found.id,
    ...decisionValues(parts, id, assessment, rule, judgement),
    found.version,
    ...scopeOf(asker),
  ]
  return (await write(parts, SUPERSEDE, values)) === 1 ? { assessment: found.assessment_id, decision: id, userErrors: [] } : undefined
}
