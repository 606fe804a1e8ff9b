/** Rules of the shipped catalogue, judged without a database: facts in, outcome and reasons out. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { assessableFrom } from '../../src/access/protocols/contract.ts'
import { loadRegister } from '../../src/access/protocols/register.ts'
import { createPersonJudge } from '../../src/activities/incentive/assessment/assess-persons.ts'
import { type Catalogue, compileCatalogue, compiledRuleOn } from '../../src/activities/incentive/catalogue/compiled-catalogue.ts'
import { loadCatalogue } from '../../src/activities/incentive/catalogue/load-catalogue.ts'
import type { FactValue } from '../../src/activities/incentive/catalogue/rule.ts'
import { buildHubSchema } from '../../src/app/hub-schema.ts'
import { dayKeyOf } from '../../src/query/select.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Day on which the probe asks. */
export const TODAY = '2026-11-23'
/** Answer of an owner: a value said today, a value with the day of its word, or nothing. */
export type Said = FactValue | [value: FactValue, asOf: string] | null

/** When, what the owners say, the outcome, and each requirement as CODE:STATE. */
export type RuleCase = [when: string, said: Readonly<Record<string, Said>>, outcome: string, reasons: readonly string[]]

/** Catalogue as it is shipped, checked against the protocols as they are shipped. */
export async function shippedCatalogue(): Promise<Catalogue> {
  const hub = buildHubSchema({ allowSynthetic: true, hashInsz: () => Buffer.alloc(32), decodeInsz: (stored) => stored })
  const register = await loadRegister(join(ROOT, 'protocols'), { production: false })
  return compileCatalogue(hub, await loadCatalogue(join(ROOT, 'incentives'), { production: false }), assessableFrom(register, TODAY))
}

/** Judges one person by a rule of the catalogue. @param asOf day that is looked at. */
export function judge(catalogue: Catalogue, id: string, said: Readonly<Record<string, Said>>, asOf = TODAY) {
  const incentive = catalogue.incentives.get(id)
  const version = incentive === undefined ? undefined : compiledRuleOn(incentive, asOf)
  if (incentive === undefined || version === undefined) throw new Error(`${id} has no version on ${asOf}`)
  const unknown = Object.keys(said).filter((name) => !version.facts.some((fact) => fact.name === name))
  if (unknown.length > 0) throw new Error(`${id} does not read ${unknown.join(', ')}`)
  const row = version.facts.flatMap(({ name }, place) => {
    const answer = said[name] ?? null
    const [value, day] = Array.isArray(answer) ? answer : [answer, answer === null ? null : TODAY]
    return [[`f${place}`, value] as const, [dayKeyOf(`f${place}`), day] as const]
  })
  return createPersonJudge(incentive, version, asOf)('somebody', Object.fromEntries(row))
}

/** Tests a rule by its table. */
export function testRule(id: string, cases: readonly RuleCase[]): void {
  describe(id, async () => {
    const catalogue = await shippedCatalogue()
    test.each(cases)('%s', (_when, said, outcome, reasons) => {
      const { verdict } = judge(catalogue, id, said)
      expect([verdict.outcome, ...verdict.requirements.map(({ code, state }) => `${code}:${state}`)]).toEqual([outcome, ...reasons])
    })
  })
}
