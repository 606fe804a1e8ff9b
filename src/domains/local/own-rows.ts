/**
 * Which rows an OCMW may see as their owner. All OCMWs together own the domain, but each only what it decided itself:
 * a resident's file at another OCMW stays there (professional secrecy).
 */
import type { Capacity } from '../../access/protocols/protocol.ts'
import type { Rows, Terms } from '../../query/declare.ts'
import { inForce } from '../../query/fact-sql.ts'

/** Predicate: the caller's organisation decided this row. */
function decidedByCaller({ column, organisation }: Terms): string {
  return `${column('organisation_id')} = ${organisation}`
}

/** Predicate: the row belongs to a project that the caller's organisation made. @param day column of the row; it may be the day on which the project ends. */
function withinOwnProject({ column, person, organisation }: Terms, day: string): string {
  return `exists (
      select from local.gpmi own
      where own.person_id = ${person}
        and own.organisation_id = ${organisation}
        and own.valid_from <= ${column(day)}
        and (own.valid_until is null or own.valid_until >= ${column(day)})
    )`
}

/** Predicate: the caller is the OCMW of the project in force, or the agency of the person's trajectory that co-signed it. */
function withinProjectOfParty(terms: Terms): string {
  const { column, person, organisation, today } = terms
  return `exists (
      select from local.gpmi own
      where own.person_id = ${person}
        and ${inForce('own', today)}
        and own.valid_from <= ${column('agreed_on')}
        and (own.organisation_id = ${organisation} or own.agency_is_party and ${isClient(terms, ['TRAJECTORY_CLIENT'])})
    )`
}

/** Predicate: the person is a client of the caller's OCMW now. For rows that do not name the OCMW that made them. */
function ofOwnClient(terms: Terms): string {
  return isClient(terms, ['LIVING_WAGE_CLIENT', 'GPMI_CLIENT'])
}

/** Predicate: the caller's organisation knows the person in one of these capacities now. */
function isClient({ person, organisation, today }: Terms, capacities: readonly Capacity[]): string {
  return `exists (
      select from directory.relationship client
      where client.person_id = ${person}
        and client.organisation_id = ${organisation}
        and client.capacity in (${capacities.map((capacity) => `'${capacity}'`).join(', ')})
        and ${inForce('client', today)}
    )`
}

export const ownLivingWages: Rows = { table: 'local.living_wage', where: decidedByCaller, order: 'valid_from desc' }

export const ownProjects: Rows = { table: 'local.gpmi', where: decidedByCaller, order: 'valid_from desc' }

export const ownProjectInForce: Rows = {
  table: 'local.gpmi',
  where: (terms) => `${decidedByCaller(terms)} and ${inForce(terms.column, terms.today)}`,
  order: 'valid_from desc',
}

export const ownObjectives: Rows = {
  table: 'local.gpmi_objective',
  where: (terms) => withinOwnProject(terms, 'agreed_on'),
  order: 'agreed_on desc',
}

export const ownEvaluations: Rows = {
  table: 'local.gpmi_evaluation',
  where: (terms) => withinOwnProject(terms, 'planned_on'),
  order: 'planned_on desc',
}

/** Objective on Dutch or social orientation: the one whose term ends first. */
export const integrationObjective: Rows = {
  table: 'local.gpmi_objective',
  where: (terms) => `${terms.column('kind')} in ('DUTCH', 'SOCIAL_ORIENTATION') and ${withinProjectOfParty(terms)}`,
  order: 'due_on asc nulls last, agreed_on desc',
}

export const ownStatutes: Rows = { table: 'local.social_statute', where: ofOwnClient, order: 'valid_from desc, name' }

export const ownArticle60Contracts: Rows = { table: 'local.article60_contract', where: ofOwnClient, order: 'valid_from desc' }

export const ownDebtMediations: Rows = { table: 'local.debt_mediation', where: ofOwnClient, order: 'valid_from desc' }

export const householdInForce: Rows = {
  table: 'local.household',
  where: ({ column, today }) => inForce(column, today),
  order: 'valid_from desc',
}
