import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judge, shippedCatalogue } from '../../../../test/support/incentive-probe.ts'
import { OWNER_OF } from '../../../base/recipient.ts'
import { freshFrom } from '../assessment/freshness.ts'
import type { CompiledRule } from './compiled-catalogue.ts'
import { type AssessmentOutcome, assess, type FactValue, listWorlds, type Rule } from './rule.ts'

const catalogue = await shippedCatalogue()
const incentives = [...catalogue.incentives.values()]
const versions = incentives.flatMap(({ file, versions }): [string, CompiledRule][] => versions.map((version) => [file.id, version]))

/** Values of a version's facts, some of them unknown. */
const known = ({ facts }: CompiledRule) => fc.tuple(...facts.map(({ values }) => fc.constantFrom(...values, null)))

/** How good an outcome is for the person. */
const RANK: Record<AssessmentOutcome, number> = { NOT_ELIGIBLE: 0, UNKNOWN: 1, PARTIALLY_ELIGIBLE: 2, ELIGIBLE: 3 }

test('the shipped catalogue has every incentive of the domain reference but the statistic', () => {
  expect(incentives.map(({ file }) => file.code).sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16].map((number) => `I${number}`),
  )
})

describe.each(versions)('%s', (_id, version) => {
  test('more knowledge never turns a yes or a no around', () => {
    fc.assert(
      fc.property(known(version), fc.nat(), (values, seed) => {
        const before = version.judge(values).outcome
        const learned = values.map((value, index) => value ?? version.facts[index]?.values[seed % 2] ?? null)
        if (before !== 'UNKNOWN') expect(version.judge(learned).outcome).toBe(before)
      }),
    )
  })

  test('an outcome is known exactly when every value that is not known gives the same, of what is judged', () => {
    fc.assert(
      fc.property(known(version), (values) => {
        const { outcome, requirements } = version.judge(values)
        const isUnmet = requirements.some(({ state }) => state === 'UNMET')
        if (!isUnmet && requirements.length < version.version.requirements.length) {
          expect(outcome).toBe('UNKNOWN')
          return
        }
        const outcomes = new Set(
          listWorlds(version.facts, values).map((world) => version.judge(version.facts.map(({ name }) => world[name] ?? null)).outcome),
        )
        const [only] = outcomes
        expect(outcome).toBe(outcomes.size === 1 ? only : 'UNKNOWN')
      }),
    )
  })

  test('where the rule promises it, more never makes a person lose the incentive', () => {
    const promised = version.version.monotoneIn.map((name) => version.facts.findIndex((fact) => fact.name === name))
    fc.assert(
      fc.property(known(version), fc.constantFrom(...promised), (values, index) => {
        const less = values.with(index, false)
        const more = values.with(index, true)
        expect(RANK[version.judge(more).outcome]).toBeGreaterThanOrEqual(RANK[version.judge(less).outcome])
      }),
    )
  })
})

test('what comes after the first unmet requirement is not told, and changes nothing that is told', () => {
  let cut = 0
  for (const [, version] of versions) {
    fc.assert(
      fc.property(known(version), (values) => {
        const { outcome, requirements } = version.judge(values)
        const unmet = requirements.findIndex(({ state }) => state === 'UNMET')
        expect(requirements.map(({ code }) => code)).toEqual(
          version.version.requirements.slice(0, requirements.length).map(({ code }) => code),
        )
        if (unmet === -1) return
        const inPart = version.version.requirements[unmet]?.partly !== undefined && outcome === 'PARTIALLY_ELIGIBLE'
        expect([outcome, unmet]).toEqual([inPart ? outcome : 'NOT_ELIGIBLE', requirements.length - 1])
        if (requirements.length < version.version.requirements.length) cut += 1
      }),
    )
  }
  expect(cut).toBeGreaterThan(50)
})

test('a requirement on facts of others is judged only of who meets all before it, and until then no value of them changes what is told', () => {
  let waited = 0
  for (const { file, versions: own } of incentives)
    for (const version of own) {
      const isForeign = version.version.requirements.map(({ code }) =>
        version.facts.some(({ name, entry, source }) => {
          const shown = version.shownBy.get(code)
          return shown?.has(entry.shownAs ?? name) === true && source !== OWNER_OF[file.grantedBy]
        }),
      )
      fc.assert(
        fc.property(known(version), known(version), (values, others) => {
          const { requirements } = version.judge(values)
          const open = requirements.findIndex(({ state }) => state !== 'MET')
          expect(open === -1 ? -1 : isForeign.indexOf(true, open + 1)).not.toBe(requirements.length - 1)
          if (requirements.length === isForeign.length || open === -1) return
          // Facts that only requirements behind it read.
          const read = new Set(requirements.flatMap(({ code }) => [...(version.shownBy.get(code) ?? [])]))
          const changed = values.map((value, place) => {
            const { name, entry } = version.facts[place] ?? {}
            return read.has(entry?.shownAs ?? name ?? '') ? value : (others[place] ?? null)
          })
          expect(version.judge(changed)).toEqual(version.judge(values))
          waited += 1
        }),
      )
    }
  expect(waited).toBeGreaterThan(50)
})

test('unknown facts that cancel out are no reason to hesitate', () => {
  const rule: Rule = {
    facts: [{ name: 'a', values: [true, false] }],
    requirements: [
      { code: 'YES', foreign: false, judge: ({ a }) => a === true },
      { code: 'NO', foreign: false, judge: ({ a }) => a === false },
    ],
  }
  expect(assess(rule, [null])).toEqual({
    outcome: 'NOT_ELIGIBLE',
    requirements: [
      { code: 'YES', state: 'UNKNOWN' },
      { code: 'NO', state: 'UNKNOWN' },
    ],
  })
})

test('a last requirement that is met in part makes the outcome partial, once everything before it is met', () => {
  const rule: Rule = {
    facts: ['a', 'b', 'c'].map((name) => ({ name, values: [true, false] })),
    requirements: [
      { code: 'FIRST', foreign: false, judge: ({ a }) => a === true },
      { code: 'LAST', foreign: false, judge: ({ b }) => b === true, judgePartly: ({ c }) => c === true },
    ],
  }
  const cases: [known: (boolean | null)[], outcome: AssessmentOutcome][] = [
    [[true, true, false], 'ELIGIBLE'],
    [[true, true, null], 'ELIGIBLE'],
    [[true, false, true], 'PARTIALLY_ELIGIBLE'],
    [[true, false, false], 'NOT_ELIGIBLE'],
    [[true, false, null], 'UNKNOWN'],
    [[true, null, true], 'UNKNOWN'],
    [[null, false, true], 'UNKNOWN'],
    [[false, false, true], 'NOT_ELIGIBLE'],
  ]
  expect(cases.map(([known]) => assess(rule, known).outcome)).toEqual(cases.map(([, outcome]) => outcome))
})

test('a word counts on the last day on which it is fresh, also over the end of a month and of a leap year', () => {
  expect(freshFrom({ entry: { freshDays: 31 } as never }, '2026-11-23')).toBe('2026-10-23')
  expect(freshFrom({ entry: { freshDays: 1 } as never }, '2028-03-01')).toBe('2028-02-29')
})

test('a rule does not hold before its first day', () => {
  expect(() => judge(catalogue, 'childcare-priority', {}, '2024-03-31')).toThrow('has no version')
  expect(judge(catalogue, 'childcare-priority', {}, '2024-04-01').verdict.outcome satisfies FactValue).toBe('UNKNOWN')
})
