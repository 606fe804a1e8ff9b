/** Whether the protocols let a rule read its facts, on every day on which it holds. */
import type { Assessable } from '../../../access/protocols/contract.ts'
import type { ContractName } from '../../../base/recipient.ts'
import type { YamlProblem } from '../../../base/yaml-file.ts'
import type { YamlFile } from '../../../base/yaml-folder.ts'
import type { RuleFactType } from './fact-type.ts'
import type { IncentiveFile, RuleVersion } from './incentive-file.ts'

export function checkGrants(
  { value, file, lineOf }: YamlFile<IncentiveFile>,
  version: RuleVersion,
  index: number,
  facts: readonly RuleFactType[],
  grantable: readonly Assessable[],
): YamlProblem[] {
  const contract: ContractName = `${value.grantedBy}/${value.purpose}`
  const { from, until } = version.effective
  const problems = new Set<string>()
  for (const { day, until: next, assessable } of grantable) {
    const applies = (until === null || day < until) && (next === null || from < next)
    if (!applies) continue
    const granted = assessable.get(contract)
    const firstDay = [day, from].toSorted().at(-1) ?? day
    for (const problem of missing(contract, granted, facts, firstDay)) problems.add(problem)
  }
  const line = lineOf(['versions', index, 'requirements'])
  return [...problems].map((message) => ({ file, line, message: `version ${version.version}: ${message}` }))
}

function missing(contract: ContractName, granted: ReadonlySet<string> | undefined, facts: readonly RuleFactType[], day: string): string[] {
  if (granted === undefined)
    return [
      `no protocol in force on ${day} allows ${contract} to make assessments: add "assesses" to a protocol, or end the version before that day`,
    ]
  return facts.flatMap(({ name, coordinates }) =>
    coordinates.flatMap((coordinate) =>
      granted.has(coordinate)
        ? []
        : [
            `${name}: no protocol in force on ${day} allows ${contract} to assess ${coordinate}: have its owner add it under "assesses", or remove it from the rule`,
          ],
    ),
  )
}
