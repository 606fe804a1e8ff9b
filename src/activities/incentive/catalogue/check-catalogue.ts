/** Checks of the catalogue against the hub schema and the protocols: a rule that could go wrong for a person stops the boot. */
import type { GraphQLSchema } from 'graphql'
import type { Assessable } from '../../../access/protocols/contract.ts'
import { listCoordinates } from '../../../access/protocols/coordinate.ts'
import type { YamlProblem } from '../../../base/yaml-file.ts'
import type { YamlFile } from '../../../base/yaml-folder.ts'
import { checkGrants } from './check-grants.ts'
import { checkLookBack } from './check-look-back.ts'
import { checkRule } from './check-rule.ts'
import { checkTells, type TellingContext } from './check-tells.ts'
import { factsOf, requirementsOf, shownByOf } from './compile-rule.ts'
import { readExpression } from './expression.ts'
import { type RuleFactType, readFact } from './fact-type.ts'
import type { IncentiveFile, RuleVersion } from './incentive-file.ts'
import type { LoadedCatalogue } from './load-catalogue.ts'
import { countWorlds } from './rule.ts'

/** Most combinations of values that the facts of one rule may have: each is judged when the rule is checked. */
const WORLDS = 4096

/** @param grantable what the protocols let each group assess, by day. */
export function checkCatalogue(hub: GraphQLSchema, catalogue: LoadedCatalogue, grantable: readonly Assessable[]): YamlProblem[] {
  const { vocabulary, problems } = readVocabulary(hub, catalogue.facts)
  const seeing = { coordinates: listCoordinates(hub), grantable }
  return [...problems, ...catalogue.incentives.flatMap((filed) => checkIncentive(filed, vocabulary, seeing))]
}

/** Facts by name, and what is wrong with the others. */
export function readVocabulary(
  hub: GraphQLSchema,
  { value, file, lineOf }: LoadedCatalogue['facts'],
): { vocabulary: Map<string, RuleFactType>; problems: YamlProblem[] } {
  const vocabulary = new Map<string, RuleFactType>()
  const problems = Object.entries(value.facts).flatMap(([name, entry]) => {
    const read = readFact(hub, name, entry)
    if (!Array.isArray(read)) vocabulary.set(name, read)
    const found = Array.isArray(read) ? read : []
    return found.map(({ key, message }) => ({ file, line: lineOf(['facts', name, key]), message: `${name}: ${message}` }))
  })
  return { vocabulary, problems }
}

function checkIncentive(
  filed: YamlFile<IncentiveFile>,
  vocabulary: ReadonlyMap<string, RuleFactType>,
  seeing: TellingContext,
): YamlProblem[] {
  const { versions } = filed.value
  const conditions = versions.flatMap((version, index) => checkConditions(filed, version, index, vocabulary))
  // A condition that cannot be read cannot be judged.
  const judged =
    conditions.length > 0
      ? []
      : versions.flatMap((version, index) => {
          const facts = factsOf(version, vocabulary)
          const requirements = requirementsOf(filed.value, version, vocabulary)
          const worlds = checkWorlds(filed, version, index, facts)
          return [
            ...worlds,
            ...checkGrants(filed, version, index, facts, seeing.grantable),
            ...checkLookBack(filed, version, index, facts),
            // A rule that goes wrong in some case tells nothing in it.
            ...(worlds.length > 0
              ? []
              : checkTells(filed, version, index, { facts, requirements, shownBy: shownByOf(version, vocabulary) }, seeing)),
          ]
        })
  return [...checkVersions(filed), ...conditions, ...judged]
}

/** Versions follow each other: on one day at most one holds. */
function checkVersions({ value: { versions }, file, lineOf }: YamlFile<IncentiveFile>): YamlProblem[] {
  return versions.flatMap((version, index) => {
    const before = versions.slice(0, index)
    const overlapping = before.find(({ effective }) => overlaps(effective, version.effective))
    const messages = [
      ...(overlapping === undefined
        ? []
        : [
            `version ${version.version} overlaps version ${overlapping.version}: end version ${overlapping.version} on or before ${version.effective.from}`,
          ]),
      ...(before.some((other) => other.version >= version.version)
        ? [`version ${version.version}: version numbers must increase from top to bottom`]
        : []),
    ]
    return messages.map((message) => ({ file, line: lineOf(['versions', index, 'effective']), message }))
  })
}

type Period = RuleVersion['effective']

function overlaps(one: Period, other: Period): boolean {
  return (one.until === null || other.from < one.until) && (other.until === null || one.from < other.until)
}

function checkConditions(
  { file, lineOf }: YamlFile<IncentiveFile>,
  version: RuleVersion,
  index: number,
  vocabulary: ReadonlyMap<string, RuleFactType>,
): YamlProblem[] {
  const types = new Map([...vocabulary].map(([name, { values }]) => [name, values]))
  const conditions = version.requirements.flatMap(({ code, condition, partly }, nth) => [
    { code, condition, path: [nth, 'condition'] },
    ...(partly === undefined ? [] : [{ code, condition: partly.condition, path: [nth, 'partly', 'condition'] }]),
  ])
  return conditions.flatMap(({ code, condition, path }) => {
    const line = lineOf(['versions', index, 'requirements', ...path])
    return readExpression(condition, types).problems.map(({ at, message }) => ({
      file,
      line,
      message: `${code}, character ${at}: ${message}`,
    }))
  })
}

function checkWorlds(
  { file, lineOf }: YamlFile<IncentiveFile>,
  version: RuleVersion,
  index: number,
  facts: readonly RuleFactType[],
): YamlProblem[] {
  const worlds = countWorlds(facts)
  const problems =
    worlds > WORLDS
      ? [{ path: ['requirements'], message: `the facts have ${worlds} combinations, more than ${WORLDS}: use fewer or coarser facts` }]
      : checkRule(version, facts)
  return problems.map(({ path, message }) => ({ file, line: lineOf(['versions', index, ...path]), message }))
}
