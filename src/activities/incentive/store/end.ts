/** What ends: a grant that is revoked, an assessment of which nobody will decide any more. */
import type { ActKey } from '../../../graphql/schema/acts/act.ts'
import type { AssessmentCaller } from '../assessment/assessor.ts'
import { actValues, find, type IncentiveStoreParts, write } from './act.ts'
import type { IncentiveAnswer, SelectedRow } from './commands.ts'
import { assertHuman, CHANGED, illegal, notFound, reasonProblems, refused, versionConflict } from './refusals.ts'
import { CLOSE, FIND_ASSESSMENT, FIND_DECISION, REVOKE } from './statements.ts'

type Done = { assessment: string; decision?: string }
type Found = { id: string; assessment_id: string; kind: string; state: string; version: number }

/** @returns undefined when another act was faster. */
export async function revoke(
  parts: IncentiveStoreParts,
  asker: AssessmentCaller,
  selected: SelectedRow,
  reason: string,
  key: ActKey | null,
): Promise<IncentiveAnswer | undefined> {
  assertHuman(asker)
  const { before, found } = await find<Done, Found>(parts, asker, key, FIND_DECISION, 'found', [selected.id, asker.run.today])
  if (before !== undefined) return { assessment: before.assessment, decision: before.decision ?? null, userErrors: [] }
  if (found === null) return refused(notFound(['input', 'decision', 'id']))
  const about = { assessment: found.assessment_id, decision: found.id }
  if (found.state !== 'IN_FORCE' || found.kind !== 'GRANTED')
    return { ...about, userErrors: [illegal('Only a grant that is in force can be revoked.', found.state)] }
  if (found.version !== selected.expectedVersion)
    return { ...about, userErrors: [versionConflict(CHANGED, ['input', 'decision', 'expectedVersion'], found.state)] }
  const problems = reasonProblems(reason)
  if (problems.length > 0) return { ...about, userErrors: problems }
  const moved = await write(parts, REVOKE, [...actValues(asker, key), found.id, found.version, parts.now(), reason])
  return moved === 1 ? { ...about, userErrors: [] } : undefined
}

/** @returns undefined when another act was faster. */
export async function close(
  parts: IncentiveStoreParts,
  asker: AssessmentCaller,
  selected: SelectedRow,
  key: ActKey | null,
): Promise<IncentiveAnswer | undefined> {
  const { before, found } = await find<Done, Found>(parts, asker, key, FIND_ASSESSMENT, 'found', [selected.id, asker.run.today])
  if (before !== undefined) return { assessment: before.assessment, decision: null, userErrors: [] }
  if (found === null) return refused(notFound(['input', 'assessment', 'id']))
  const about = { assessment: found.id, decision: null }
  if (found.state !== 'OPEN') return { ...about, userErrors: [illegal('This assessment is no longer open.', found.state)] }
  if (found.version !== selected.expectedVersion)
    return { ...about, userErrors: [versionConflict(CHANGED, ['input', 'assessment', 'expectedVersion'], found.state)] }
  const moved = await write(parts, CLOSE, [...actValues(asker, key), found.id, found.version])
  return moved === 1 ? { ...about, userErrors: [] } : undefined
}
