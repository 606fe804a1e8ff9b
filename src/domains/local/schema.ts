/** What Newcomer answers from the local domain: rows 16, 17 and 65 to 82 of the visibility matrix. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import { many, one } from '../../query/declare.ts'
import { readFromSheet } from '../../query/fact-sheet.ts'
import { addLocalEnums, type LocalEnums } from './enums.ts'
import { LOCAL_SHEET } from './fact-sheet.ts'
import * as facts from './facts.ts'
import * as own from './own-rows.ts'
import { addGpmi, addGpmiEvaluation, addGpmiIntegrationObjective, addGpmiObjective } from './project-types.ts'
import { addArticle60Employment, addDebtMediation, addHousehold, addLivingWage, addSocialStatute } from './support-types.ts'

const { fact } = readFromSheet(LOCAL_SHEET)

/** Declares everything that Newcomer answers from the local domain. */
export function addLocalFields(domain: DomainBuilder): void {
  const enums = addLocalEnums(domain)
  addFacts(domain, enums)
  addProjects(domain, enums)
  addSupport(domain, enums)
}

function addFacts({ builder, Newcomer }: DomainBuilder, { HouseholdSizeBand }: LocalEnums): void {
  builder.objectFields(Newcomer, (t) => ({
    receivesLivingWage: t.boolean(fact(facts.receivesLivingWage)),
    chargedToOcmw: t.boolean(fact(facts.chargedToOcmw)),
    gpmiExists: t.boolean(fact(facts.gpmiExists)),
    gpmiHasIntegrationObjective: t.boolean(fact(facts.gpmiHasIntegrationObjective)),
    gpmiWorkOriented: t.boolean(fact(facts.gpmiWorkOriented)),
    nextEvaluationMonth: t.string(fact(facts.nextEvaluationMonth)),
    article60Contract: t.boolean(fact(facts.article60Contract)),
    article60EndMonth: t.string(fact(facts.article60EndMonth)),
    // Row 81: the housing company is the source and the OCMW itself may not see it, so it is nobody's own.
    housingLanguageDuty: t.boolean(fact(facts.housingLanguageDuty, { owner: 'DIRECTORY' })),
    householdSizeBand: t.field({ type: HouseholdSizeBand, ...fact(facts.householdSizeBand) }),
    hasChildrenUnder12: t.boolean(fact(facts.hasChildrenUnder12)),
    increasedReimbursement: t.boolean(fact(facts.increasedReimbursement)),
    localAsOf: t.field({ type: 'Date', ...fact(facts.localAsOf) }),
  }))
}

function addProjects(domain: DomainBuilder, enums: LocalEnums): void {
  const Gpmi = addGpmi(domain, enums)
  const GpmiObjective = addGpmiObjective(domain, enums)
  const GpmiIntegrationObjective = addGpmiIntegrationObjective(domain, enums)
  const GpmiEvaluation = addGpmiEvaluation(domain)
  domain.builder.objectFields(domain.Newcomer, (t) => ({
    gpmi: t.field({ type: Gpmi, ...one(own.ownProjectInForce, "Project in force with the caller's OCMW. Null when there is none.") }),
    gpmiProjects: t.field({ type: [Gpmi], ...many(own.ownProjects, "Projects with the caller's OCMW, past and present, latest first.") }),
    gpmiObjectives: t.field({
      type: [GpmiObjective],
      ...many(own.ownObjectives, "Objectives in projects with the caller's OCMW, latest first."),
    }),
    gpmiEvaluations: t.field({
      type: [GpmiEvaluation],
      ...many(own.ownEvaluations, "Evaluations of projects with the caller's OCMW, latest first."),
    }),
    gpmiIntegrationObjective: t.field({
      type: GpmiIntegrationObjective,
      ...one(
        own.integrationObjective,
        'Objective for Dutch, social orientation or the trajectory with the earliest deadline, in a project to which the caller is a party. Null when there is none.',
      ),
    }),
  }))
}

function addSupport(domain: DomainBuilder, enums: LocalEnums): void {
  const LivingWage = addLivingWage(domain, enums)
  const Household = addHousehold(domain)
  const SocialStatute = addSocialStatute(domain)
  const Article60Employment = addArticle60Employment(domain)
  const DebtMediation = addDebtMediation(domain)
  domain.builder.objectFields(domain.Newcomer, (t) => ({
    livingWages: t.field({
      type: [LivingWage],
      ...many(own.ownLivingWages, "Periods with a living wage that the caller's OCMW pays or paid, latest first."),
    }),
    household: t.field({ type: Household, ...one(own.householdInForce, 'Household at present. Null when unknown.') }),
    socialStatutes: t.field({
      type: [SocialStatute],
      ...many(own.ownStatutes, "Social statutes of the caller's clients, as reported by the social sector, latest first."),
    }),
    article60Employments: t.field({
      type: [Article60Employment],
      ...many(own.ownArticle60Contracts, "Periods of employment under article 60 paragraph 7 of the caller's clients, latest first."),
    }),
    debtMediations: t.field({
      type: [DebtMediation],
      ...many(own.ownDebtMediations, "Periods of debt mediation of the caller's clients, latest first."),
    }),
  }))
}
