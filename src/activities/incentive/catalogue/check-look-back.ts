/** Whether a rule may look back: asked day by day, its outcome gives the day on which something changed. */
import type { Owner } from '../../../base/owner.ts'
import { OWNER_OF } from '../../../base/recipient.ts'
import type { YamlProblem } from '../../../base/yaml-file.ts'
import type { YamlFile } from '../../../base/yaml-folder.ts'
import type { RuleFactType } from './fact-type.ts'
import type { IncentiveFile, RuleVersion } from './incentive-file.ts'

/** Domains whose organisations hide days from each other: an OCMW sees that another one pays a living wage, and not since when (protocols/local-own.yaml). */
const HIDING: readonly Owner[] = ['LOCAL']

export function checkLookBack(
  { value: { grantedBy }, file, lineOf }: YamlFile<IncentiveFile>,
  { version, lookBackDays }: RuleVersion,
  index: number,
  facts: readonly RuleFactType[],
): YamlProblem[] {
  if (lookBackDays === 0) return []
  const own = OWNER_OF[grantedBy]
  const foreign = facts.filter(({ source }) => source === null || source !== own || HIDING.includes(source))
  if (foreign.length === 0) return []
  const names = foreign.map(({ name }) => name).join(', ')
  const message = `version ${version}: looking back would reveal to ${grantedBy} on which day ${names} changed, which it may not see: remove lookBackDays, and have assessments opened on the day that counts`
  return [{ file, line: lineOf(['versions', index, 'lookBackDays']), message }]
}
