/**
 * What a recipient can derive with certainty from the outcome and reasons of a rule: for each possible case, which other cases look the same.
 * A recipient also knows what it sees of the person, and that some facts hold only where others do.
 */
import { compileRule, type RequirementContent } from './compile-rule.ts'
import type { RuleFactType } from './fact-type.ts'
import { assess, type FactValue, listWorlds, type Rule, type RuleRequirement } from './rule.ts'
import { type FactState, shownStates } from './shown-facts.ts'
import { keyOf, type Telling } from './telling.ts'

/** Rule as it is told. @property shownBy names of facts by requirement. */
export type RuleTelling = {
  facts: readonly RuleFactType[]
  requirements: readonly RequirementContent[]
  shownBy: ReadonlyMap<string, ReadonlySet<string>>
}

/** Value of a fact, or of what it depends on; null: nobody knows it. */
type Known = FactValue | null

/** One case: values by name of a fact, or by coordinate of what a fact depends on. */
type Case = ReadonlyMap<string, Known>

/** Most cases that a rule may have, unknown values included. */
export const CASES = 20_000

/** How many cases a rule has, unknown values included. */
export function countCases(facts: readonly RuleFactType[]): number {
  return [...facts.map(({ values }) => values.length), ...bordersOf(facts).map(() => 2)].reduce((count, values) => count * (values + 1), 1)
}

/** @param sees whether the recipient may see a coordinate. @param secret names of facts that it may not see anywhere. */
export function tellingsOf(rule: RuleTelling, sees: (coordinate: string) => boolean, secret: ReadonlySet<string>): Telling[] {
  const told = createTelling(rule)
  const knownNames = [
    ...rule.facts.filter(({ coordinates }) => coordinates.every(sees)).map(({ name }) => name),
    ...bordersOf(rule.facts).filter(sees),
  ]
  const cases = listCases(rule.facts)
  const seenOf = (each: Case) => JSON.stringify(knownNames.map((name) => each.get(name)))
  const before = Map.groupBy(cases, seenOf)
  const facts = rule.facts.filter(({ name }) => secret.has(name))
  const found = new Map<string, Telling>()
  for (const alike of Map.groupBy(cases, (each) => `${seenOf(each)} ${told(each)}`).values()) {
    const [first] = alike
    const possible = (first && before.get(seenOf(first))) ?? []
    for (const telling of worked(facts, possible, alike)) found.set(keyOf(telling), telling)
  }
  return [...found.values()]
}

/** Coordinates that facts of a rule depend on, and that are none of its facts. */
function bordersOf(facts: readonly RuleFactType[]): string[] {
  const own = new Set(facts.map(({ entry }) => entry.coordinate))
  return [...new Set(facts.flatMap(({ entry }) => entry.onlyIf))].filter((coordinate) => !own.has(coordinate))
}

/** Every case, values that nobody knows included, without those that cannot be. */
function listCases(facts: readonly RuleFactType[]): Case[] {
  const unknown = '?'
  const variables = [
    ...facts.map(({ name, values }) => ({ name, values: [...values, unknown] })),
    ...bordersOf(facts).map((name) => ({ name, values: [true, false, unknown] })),
  ]
  const nameOf = new Map(facts.map(({ name, entry }) => [entry.coordinate, name]))
  const all = listWorlds(variables, []).map(
    (world): Case => new Map(Object.entries(world).map(([name, value]) => [name, value === unknown ? null : value])),
  )
  return all.filter((each) =>
    facts.every(
      ({ name, entry }) => each.get(name) !== true || entry.onlyIf.every((other) => each.get(nameOf.get(other) ?? other) === true),
    ),
  )
}

/** Everything that is shown of a case, as text. */
function createTelling({ facts, requirements, shownBy }: RuleTelling): (each: Case) => string {
  const rule = rememberJudgements(compileRule({ requirements }, facts))
  return (each) => {
    const verdict = assess(
      rule,
      facts.map(({ name }) => each.get(name) ?? null),
    )
    const states = new Map(facts.map(({ name }): [string, FactState] => [name, each.get(name) === null ? 'MISSING' : 'USED']))
    const shown = shownStates(facts, shownBy, verdict, states).map(({ name, state }) => [name, state])
    return JSON.stringify([verdict, shown])
  }
}

/** The same few worlds are judged for many cases. */
function rememberJudgements({ facts, requirements }: Rule): Rule {
  return {
    facts,
    requirements: requirements.map(({ judge, judgePartly, ...requirement }) => ({
      ...requirement,
      judge: remember(facts, judge),
      ...(judgePartly === undefined ? {} : { judgePartly: remember(facts, judgePartly) }),
    })),
  }
}

function remember(facts: Rule['facts'], judge: RuleRequirement['judge']): RuleRequirement['judge'] {
  const known = new Map<string, boolean>()
  return (world) => {
    const key = facts.map(({ name }) => world[name]).join()
    const met = known.get(key) ?? judge(world)
    known.set(key, met)
    return met
  }
}

/** What cases that look alike have in common, and those that the recipient thought possible before do not. */
function worked(facts: readonly RuleFactType[], before: readonly Case[], alike: readonly Case[]): Telling[] {
  const always = (holds: (each: Case) => boolean) => alike.every(holds) && !before.every(holds)
  const isYesNo = ({ values }: RuleFactType) => typeof values[0] === 'boolean'
  const values = facts
    .filter((fact) => !isYesNo(fact))
    .filter(({ name }) => alike.every((each) => each.get(name) !== null) && valuesIn(alike, name) < valuesIn(before, name))
  const yesNo = facts.filter(isYesNo).map(({ name }) => name)
  const denied = yesNo.filter((name) => always((each) => each.get(name) === false))
  return [
    ...values.map(({ name }): Telling => ({ are: 'VALUE', facts: [name] })),
    ...denied.map((name): Telling => ({ are: 'NO', facts: [name] })),
    ...smallest(yesNo, (names) => always((each) => names.some((name) => each.get(name) === true))).map(
      (names): Telling => ({ are: 'YES', facts: names }),
    ),
  ]
}

/** How many values of a fact are possible. */
function valuesIn(cases: readonly Case[], name: string): number {
  return new Set(cases.flatMap((each) => each.get(name) ?? [])).size
}

/** Sets of names for which something holds, and for none of their parts. */
function smallest(names: readonly string[], holds: (names: readonly string[]) => boolean): string[][] {
  const found: string[][] = []
  for (const set of subsetsOf(names)) {
    const isWhole = !found.some((part) => part.every((name) => set.includes(name)))
    if (isWhole && holds(set)) found.push(set)
  }
  return found
}

/** Every set of some of the names, the smaller ones first. */
function subsetsOf(names: readonly string[]): string[][] {
  const masks = Array.from({ length: 2 ** names.length - 1 }, (_, nth) => nth + 1)
  return masks.map((mask) => names.filter((_, bit) => (mask >> bit) % 2 === 1)).toSorted((a, b) => a.length - b.length)
}
