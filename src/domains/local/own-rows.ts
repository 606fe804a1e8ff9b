/**
 * Which rows an OCMW may see as their owner. All OCMWs together own the domain, but each only the files that it holds, or that
 * an OCMW held which merged into it: a resident's file at another OCMW stays there (professional secrecy), also when the client moves.
 */
import type { Rows, Terms } from '../../query/declare.ts'
import { inForce } from '../../query/fact-sql.ts'
import { standsFor } from '../../query/lineage.ts'
import { IS_OF_INTEGRATION } from './integration-objectives.ts'

/** Predicate: the caller's OCMW holds this row. What has no holder is nobody's decision, and is no OCMW's own. */
function heldByCaller({ column, organisation, today }: Terms): string {
  return standsFor(organisation, column('organisation_id'), today)
}

/** Predicate: the row belongs to a project in force of which the caller is a party: its OCMW, or the agency that co-signed it. */
function withinProjectOfParty({ column, person, organisation, today }: Terms): string {
  return `exists (
      select from local.gpmi project
      where project.person_id = ${person}
        and project.organisation_id = ${column('organisation_id')}
        and ${inForce('project', today)}
        and project.valid_from <= ${column('agreed_on')}
        and (${standsFor(organisation, 'project.organisation_id', today)} or ${standsFor(organisation, 'project.party_agency_id', today)})
    )`
}

/** Predicate: no OCMW holds the row, and the person is a client of the caller's now. */
function ofOwnClient({ column, person, organisation, today }: Terms): string {
  return `${column('organisation_id')} is null and exists (
      select from directory.relationship client
      where client.person_id = ${person}
        and client.organisation_id = ${organisation}
        and client.capacity in ('LIVING_WAGE_CLIENT', 'GPMI_CLIENT')
        and ${inForce('client', today)}
    )`
}

export const ownLivingWages: Rows = {
  table: 'local.living_wage',
  where: heldByCaller,
  order: 'valid_from desc, equivalent, organisation_id',
}

export const ownProjects: Rows = { table: 'local.gpmi', where: heldByCaller, order: 'valid_from desc, organisation_id' }

export const ownProjectInForce: Rows = {
  table: 'local.gpmi',
  where: (terms) => `${heldByCaller(terms)} and ${inForce(terms.column, terms.today)}`,
  order: 'valid_from desc, organisation_id',
}

export const ownObjectives: Rows = {
  table: 'local.gpmi_objective',
  where: heldByCaller,
  order: 'agreed_on desc, kind, organisation_id',
}

export const ownEvaluations: Rows = {
  table: 'local.gpmi_evaluation',
  where: heldByCaller,
  order: 'planned_on desc, organisation_id',
}

/** Objective on Dutch, social orientation or the trajectory: the one whose term ends first. */
export const integrationObjective: Rows = {
  table: 'local.gpmi_objective',
  where: (terms) => `${terms.column('kind')} ${IS_OF_INTEGRATION} and ${withinProjectOfParty(terms)}`,
  order: 'due_on asc nulls last, agreed_on desc, kind, organisation_id',
}

export const ownStatutes: Rows = {
  table: 'local.social_statute',
  where: (terms) => `(${heldByCaller(terms)} or ${ofOwnClient(terms)})`,
  order: 'valid_from desc, name, organisation_id',
}

export const ownArticle60Contracts: Rows = {
  table: 'local.article60_contract',
  where: heldByCaller,
  order: 'valid_from desc, organisation_id',
}

export const ownDebtMediations: Rows = { table: 'local.debt_mediation', where: heldByCaller, order: 'valid_from desc, organisation_id' }

export const householdInForce: Rows = {
  table: 'local.household',
  heldIn: 'LOCAL',
  where: ({ column, today }) => inForce(column, today),
  order: 'valid_from desc, organisation_id',
}
