/** Act `openAssessments`: stores assessments for a later decision. */
import { randomUUID } from 'node:crypto'
import { isUuid } from '../../../base/uuid.ts'
import type { ActKey } from '../../../graphql/schema/acts/act.ts'
import type { Assessment } from '../assessment/assess-persons.ts'
import type { AssessmentCaller } from '../assessment/assessor.ts'
import { actValues, find, type IncentiveStoreParts, keptFacts, keptRequirements, write } from './act.ts'
import type { OpenAnswer, OpenCommand } from './commands.ts'
import { FIND_OPEN, OPEN } from './statements.ts'

/** Keeps assessments of persons of whom the organisation will decide. One that is open already is looked at anew.
 *  @returns undefined when another act was faster. */
export async function openAssessments(
  parts: IncentiveStoreParts,
  asker: AssessmentCaller,
  asked: OpenCommand,
  key: ActKey | null,
): Promise<OpenAnswer | undefined> {
  const { incentive, newcomerIds, asOf } = asked
  const valid = newcomerIds.filter(isUuid)
  const { today } = asker.run
  const asking = [valid, incentive, today]
  const { before, found } = await find<OpenAnswer, Record<string, string>>(parts, asker, key, FIND_OPEN, 'open', asking)
  if (before !== undefined) return { ids: before.ids, userErrors: [] }
  const { assessments } = await parts.desk.assess(asker, { incentive, ids: newcomerIds, asOf })
  // A person may be named twice.
  const persons = new Map(assessments.flatMap((assessment) => (assessment === null ? [] : [[assessment.newcomerId, assessment]])))
  const idOf = new Map([...persons.keys()].map((newcomer) => [newcomer, found?.[newcomer] ?? randomUUID()]))
  const ids = assessments.map((assessment) => (assessment === null ? null : (idOf.get(assessment.newcomerId) ?? null)))
  const [first] = persons.values()
  if (first === undefined) return { ids, userErrors: [] }
  const rows = [...persons].map(([newcomer, assessment]) => rowOf(parts, idOf.get(newcomer) ?? '', assessment))
  const rule = await parts.recordRule(incentive, first.version)
  const more = [
    asker.contract.name,
    rule,
    first.version.version.version,
    incentive,
    asOf,
    today,
    parts.now(),
    JSON.stringify(rows),
    JSON.stringify(ids),
    asker.contract.capacities,
  ]
  const moved = await write(parts, OPEN, [...actValues(asker, key), ...more])
  return moved === rows.length ? { ids, userErrors: [] } : undefined
}

function rowOf(parts: IncentiveStoreParts, id: string, assessment: Assessment) {
  const { newcomerId: newcomer, verdict } = assessment
  return { id, newcomer, outcome: verdict.outcome, requirements: keptRequirements(assessment), ...keptFacts(parts, id, assessment) }
}
