/** Records of the local domain, as OCMWs and the social security deliver them. */
import { CefrLevel, GpmiObjectiveKind, GpmiType, LanguageMode, LivingWageCategory } from '../../generated/prisma/enums.ts'
import { choice, count, day, defaulted, flag, optional, organisation, pastDay, text } from '../declaration/record-field.ts'
import { declareRecords } from '../declaration/record-type.ts'

const from = day('First day of the period.')
const until = optional(day('First day after the period of validity; absent while open.'))
const period = { validFrom: from, validUntil: until }

export const LOCAL_RECORDS = declareRecords('LOCAL', {
  livingWage: {
    description: 'Living wage (leefloon) or equivalent aid in a period.',
    table: 'local.living_wage',
    holder: 'OPTIONAL',
    oneHolder: 'The law makes one OCMW competent to support a person (bevoegd OCMW), with a living wage or with equivalent aid.',
    // Equivalent aid stands beside a living wage of the same days.
    key: ['validFrom', 'equivalent'],
    relation: {
      capacity: 'LIVING_WAGE_CLIENT',
      organisations: { by: 'holder' },
      says: { nl: 'het u een leefloon betaalt', en: 'it pays you a living wage' },
    },
    fields: {
      equivalent: defaulted(flag('Whether it is equivalent aid outside the RMI law.'), false),
      category: optional(choice(LivingWageCategory, 'local.living_wage_category', 'Category of the living wage.')),
      amountCents: optional(count('Amount per month, in cents.')),
      ...period,
    },
  },
  household: {
    description: 'Household of a client. A later household ends the previous one.',
    table: 'local.household',
    holder: 'OPTIONAL',
    key: ['validFrom'],
    successiveBy: [],
    fields: {
      size: count('Persons in the household.', 100),
      childrenUnder12: { ...count('Children younger than 12.', 100), column: 'children_under_12' },
      ...period,
    },
  },
  gpmi: {
    description: 'Individualised project for social integration (GPMI).',
    table: 'local.gpmi',
    holder: 'REQUIRED',
    oneHolder: 'A project belongs to the right to social integration, which one OCMW grants (bevoegd OCMW).',
    key: ['validFrom'],
    relation: {
      capacity: 'GPMI_CLIENT',
      organisations: { by: 'holder' },
      says: {
        nl: 'het met u een project voor maatschappelijke integratie (GPMI) heeft',
        en: 'it has a project for social integration (GPMI) with you',
      },
    },
    fields: {
      type: choice(GpmiType, 'local.gpmi_type', 'Goal of the project.'),
      partyAgency: optional(organisation('KBO number of the integration agency that co-signed.', 'party_agency_id')),
      healthOrEquityException: defaulted(flag('Whether health or equity exempts the person from the project.'), false),
      suspendedFrom: optional(day('First day of a suspension.')),
      suspendedUntil: optional(day('First day after the suspension.')),
      ...period,
    },
  },
  gpmiObjective: {
    description: 'Objective in a project of the same OCMW that is in force on the day of the agreement.',
    table: 'local.gpmi_objective',
    holder: 'REQUIRED',
    key: ['kind', 'agreedOn'],
    within: { record: 'gpmi', on: 'agreedOn' },
    fields: {
      kind: choice(GpmiObjectiveKind, 'local.gpmi_objective_kind', 'Kind of objective: what to start, to finish or to reach.'),
      level: optional(choice(CefrLevel, 'text', 'Level of a Dutch objective.')),
      mode: optional(choice(LanguageMode, 'text', 'Oral or written, of a Dutch objective.')),
      note: optional(text(1000, 'Stored only for kind OTHER, and never shared.')),
      agreedOn: day('Day on which it was agreed.'),
      dueOn: optional(day('Day by which it must be reached.')),
    },
  },
  gpmiEvaluation: {
    description: 'Evaluation of a project of the same OCMW that is in force on the planned day.',
    table: 'local.gpmi_evaluation',
    holder: 'REQUIRED',
    key: ['plannedOn'],
    within: { record: 'gpmi', on: 'plannedOn' },
    fields: {
      plannedOn: day('Planned day.'),
      heldOn: optional(pastDay('Day on which it was held.')),
      verdict: optional(text(100, 'Verdict.')),
    },
  },
  article60Contract: {
    description: 'Employment under article 60 paragraph 7.',
    table: 'local.article60_contract',
    holder: 'REQUIRED',
    oneHolder: 'Employment under article 60 is support by the competent OCMW, which is the only employer (werkgever).',
    key: ['validFrom'],
    fields: period,
  },
  debtMediation: { description: 'Debt mediation.', table: 'local.debt_mediation', holder: 'REQUIRED', key: ['validFrom'], fields: period },
  socialTenancy: {
    description: 'Social tenancy, or candidacy for it.',
    table: 'local.social_tenancy',
    holder: 'OPTIONAL',
    key: ['validFrom'],
    fields: { tenant: flag('Whether the person is a tenant; false for a candidate.'), ...period },
  },
  socialStatute: {
    description: 'Named social statute, as reported by social security. A later report ends the previous one.',
    table: 'local.social_statute',
    holder: 'OPTIONAL',
    key: ['name', 'validFrom'],
    successiveBy: ['name'],
    fields: { name: text(100, 'Name of the statute.'), applies: flag('Whether the statute applies.'), ...period },
  },
})
