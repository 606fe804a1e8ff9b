/** Whether what a rule tells of facts that its recipient does not see is what its file names, and nothing that it tells only together with what is seen for another purpose. */
import type { Assessable } from '../../../access/protocols/contract.ts'
import type { Coordinate } from '../../../access/protocols/coordinate.ts'
import { listGranted } from '../../../access/protocols/grant.ts'
import type { Protocol } from '../../../access/protocols/protocol.ts'
import type { YamlProblem } from '../../../base/yaml-file.ts'
import type { YamlFile } from '../../../base/yaml-folder.ts'
import type { IncentiveFile, RuleVersion } from './incentive-file.ts'
import { keyOf, type Telling, wordsOf } from './telling.ts'
import { CASES, countCases, type RuleTelling, tellingsOf } from './told.ts'

/** @property coordinates of the hub schema. */
export type TellingContext = { coordinates: readonly Coordinate[]; grantable: readonly Assessable[] }

export function checkTells(
  { value, file, lineOf }: YamlFile<IncentiveFile>,
  version: RuleVersion,
  index: number,
  rule: RuleTelling,
  { coordinates, grantable }: TellingContext,
): YamlProblem[] {
  const at = (key: string, place?: number) => lineOf(['versions', index, key, ...(place === undefined ? [] : [place])])
  const problem = (line: number, message: string): YamlProblem => ({ file, line, message: `version ${version.version}: ${message}` })
  const cases = countCases(rule.facts)
  if (cases > CASES)
    return [problem(at('requirements'), `the facts have ${cases} combinations with unknown values, more than ${CASES}: use fewer facts`)]
  const { from, until } = version.effective
  const periods = grantable.filter((period) => (until === null || period.day < until) && (period.until === null || from < period.until))
  if (periods.length === 0) return []
  const told = new Map<string, Telling>()
  const problems = new Map<string, YamlProblem>()
  for (const { inForce } of periods) {
    const { tellings, more, seenElsewhere } = tellingsFor(value, rule, inForce, coordinates)
    for (const shown of tellings) told.set(keyOf(shown), shown)
    for (const shown of more) {
      const message = `${value.grantedBy} sees ${seenElsewhere.join(', ')} for another purpose, and can derive with it ${wordsOf(shown)}: add a requirement before it that this fact is met, take an operand out, or end that disclosure`
      problems.set(message, problem(at('requirements'), message))
    }
  }
  const named = version.reveals.flatMap((entry, place) => namedIn(entry).map((shown) => ({ shown, place })))
  for (const { shown, place } of named)
    if (!told.delete(keyOf(shown)) && !named.some((other) => other.place < place && keyOf(other.shown) === keyOf(shown)))
      problems.set(keyOf(shown), problem(at('reveals', place), `the rule does not reveal ${wordsOf(shown)}: remove it from "reveals"`))
  for (const [key, shown] of told)
    problems.set(
      key,
      problem(
        at('requirements'),
        `the outcome reveals to ${value.grantedBy} ${wordsOf(shown)}, which no protocol shows: name it under "reveals" with its legal ground, as { facts: [${shown.facts.join(', ')}], are: [${shown.are}], why: … }, or take it out of the rule`,
      ),
    )
  return [...problems.values()]
}

/** What an entry names: that none of several is so is that of each. */
function namedIn({ facts, are }: RuleVersion['reveals'][number]): Telling[] {
  return are.flatMap((each): Telling[] => (each === 'YES' ? [{ are: each, facts }] : facts.map((fact) => ({ are: each, facts: [fact] }))))
}

/** What is told under the purpose of the incentive, and what more under all purposes of its recipient. */
function tellingsFor(
  { grantedBy, purpose }: IncentiveFile,
  rule: RuleTelling,
  inForce: readonly Protocol[],
  coordinates: readonly Coordinate[],
) {
  const seenUnder = (protocols: readonly Protocol[]) =>
    new Set(protocols.flatMap((protocol) => listGranted(protocol, coordinates)).map(({ coordinate }) => coordinate))
  const own = inForce.filter(({ recipient }) => recipient === grantedBy)
  const seen = seenUnder(own)
  const seenHere = seenUnder(own.filter(({ purposes }) => purposes.includes(purpose)))
  const secret = new Set(rule.facts.filter((fact) => !fact.coordinates.every((coordinate) => seen.has(coordinate))).map(({ name }) => name))
  const tellings = tellingsOf(rule, (coordinate) => seenHere.has(coordinate), secret)
  const keys = new Set(tellings.map(keyOf))
  const read = rule.facts.flatMap(({ coordinates: own, entry }) => [...own, ...entry.onlyIf])
  return {
    tellings,
    more: tellingsOf(rule, (coordinate) => seen.has(coordinate), secret).filter((shown) => !keys.has(keyOf(shown))),
    seenElsewhere: [...new Set(read)].filter((coordinate) => seen.has(coordinate) && !seenHere.has(coordinate)),
  }
}
