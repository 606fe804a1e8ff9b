/** Levers: why an organisation can reach somebody who is entitled and has not started. Each names a subset of its own scope. */
import { entitledNotStarted } from '../../../domains/integration/facts/target-group.ts'
import { benefitEntitled, employed, jobseekerRegistered } from '../../../domains/work/facts.ts'
import type { Expression } from '../../../query/declare.ts'
import { inForce } from '../../../query/fact-sql.ts'
import { standsFor } from '../../../query/lineage.ts'

export type Lever = {
  description: string
  /** What makes the person reachable by the caller's own organisation. */
  reached: Expression
  /** Codes that say why, besides ENTITLED_NOT_STARTED. */
  because: readonly string[]
}

/** In force at the caller's own OCMW. @param row table with a period and an organisation. */
const atOwnOcmw =
  (table: string): Expression =>
  ({ person, organisation, today }) =>
    `exists (
      select from ${table} own
      where own.person_id = ${person}
        and ${standsFor(organisation, 'own.organisation_id', today)}
        and ${inForce('own', today)}
    )`

export const LEVERS = {
  BENEFIT: {
    description:
      'Registered with VDAB, entitled to unemployment benefit and known to be without work (uitkeringsgerechtigde werkzoekende zonder werk).',
    reached: (terms) =>
      `${jobseekerRegistered.value(terms)}
        and ${benefitEntitled.value(terms)}
        and not (${employed.value(terms)})`,
    because: ['REGISTERED_JOBSEEKER', 'BENEFIT_ENTITLED', 'WITHOUT_WORK'],
  },
  GPMI: {
    description: "Has a project for social integration (GPMI) with the caller's OCMW.",
    reached: atOwnOcmw('local.gpmi'),
    because: ['GPMI_IN_FORCE'],
  },
  LIVING_WAGE: {
    description: "Receives a living wage or equivalent aid from the caller's OCMW (leefloon of equivalent leefloon).",
    reached: atOwnOcmw('local.living_wage'),
    because: ['LIVING_WAGE'],
  },
} as const satisfies Record<string, Lever>
export type LeverName = keyof typeof LEVERS

export const REASONS: Record<string, { description: string }> = {
  ENTITLED_NOT_STARTED: { description: 'Entitled, not obliged, and has not started a trajectory (rechthebbend, niet gestart).' },
  REGISTERED_JOBSEEKER: { description: 'Registered as a jobseeker (ingeschreven werkzoekende).' },
  BENEFIT_ENTITLED: { description: 'Has a right to unemployment benefit (uitkeringsgerechtigd).' },
  WITHOUT_WORK: { description: 'Without employment today (zonder werk).' },
  GPMI_IN_FORCE: { description: 'Has a project for social integration in force (GPMI).' },
  LIVING_WAGE: { description: 'Receives a living wage or equivalent aid (leefloon).' },
}

/** Rows of a subset: reachable by the lever, and entitled without having started. */
export const leverSubset =
  ({ reached }: Lever): Expression =>
  (terms) =>
    `(${reached(terms)}) and (${entitledNotStarted.value(terms)})`

/** Reasons of some levers that hold for the person, whatever lever it was found by. */
export const becauseOf =
  (...levers: readonly LeverName[]): Expression =>
  (terms) => {
    const cases = levers.flatMap((name) =>
      LEVERS[name].because.map((code) => `case when ${LEVERS[name].reached(terms)} then '${code}' end`),
    )
    return `array_remove(array['ENTITLED_NOT_STARTED', ${cases.join(', ')}], null)`
  }
