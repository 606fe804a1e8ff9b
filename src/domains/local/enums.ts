/** Closed lists of the local domain, with the words of the law on social integration. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import { HOUSEHOLD_SIZE_BANDS } from './facts.ts'

const LEVEL_VALUES = {
  A0: { description: 'No knowledge yet.' },
  A1: { description: 'Breakthrough (richtgraad 1.1).' },
  A2: { description: 'Waystage (richtgraad 1.2).' },
  B1: { description: 'Threshold (richtgraad 2).' },
  B2: { description: 'Vantage (richtgraad 3).' },
  C1: { description: 'Effective operational proficiency (richtgraad 4).' },
  C2: { description: 'Mastery.' },
} as const

/** Declares the domain's enums and answers their references. */
export function addLocalEnums({ builder }: DomainBuilder) {
  return {
    HouseholdSizeBand: builder.enumType('HouseholdSizeBand', {
      description: 'Band of household sizes, the person included.',
      values: HOUSEHOLD_SIZE_BANDS,
    }),
    LivingWageCategory: builder.enumType('LivingWageCategory', {
      description: 'Category of the living wage (leeflooncategorie 1 to 3).',
      values: {
        COHABITING: { description: 'Living with others (categorie 1, samenwonend).' },
        SINGLE: { description: 'Living alone (categorie 2, alleenstaand).' },
        FAMILY: { description: 'Supporting a family with at least one unmarried minor child (categorie 3, gezinslast).' },
      } as const,
    }),
    GpmiType: builder.enumType('GpmiType', {
      description: 'Goal of an individualised project for social integration (GPMI).',
      values: {
        EMPLOYMENT: { description: 'Employment contract (arbeidsovereenkomst).' },
        TRAINING: { description: 'Vocational training (vorming).' },
        STUDY: { description: 'Full-time study (studies met voltijds leerplan).' },
        SOCIAL_INTEGRATION: { description: 'Social integration in general (maatschappelijke integratie).' },
      } as const,
    }),
    GpmiObjectiveKind: builder.enumType('GpmiObjectiveKind', {
      description: 'Subject of an objective in a project.',
      values: {
        DUTCH: { description: 'Level of Dutch to reach (een niveau Nederlands tweede taal behalen).' },
        SOCIAL_ORIENTATION: { description: 'Course and test of social orientation to finish (maatschappelijke oriëntatie afronden).' },
        WORK: { description: 'Step towards work.' },
        OTHER: { description: 'Any other subject, such as debts, health or housing; visible to the OCMW only.' },
        TRAJECTORY_START: { description: 'Integration trajectory to start: a contract signed (een inburgeringstraject starten).' },
        TRAJECTORY_FINISH: { description: 'Integration trajectory to finish: a certificate (een inburgeringstraject afronden).' },
        SOCIAL_ORIENTATION_START: { description: 'Course of social orientation to start (maatschappelijke oriëntatie starten).' },
        DUTCH_START: { description: 'Course of Dutch to start (een cursus Nederlands tweede taal starten).' },
      } as const,
    }),
    GpmiLanguageLevel: builder.enumType('GpmiLanguageLevel', {
      description: 'Level of Dutch agreed in a project, on the scale of the Common European Framework (ERK).',
      values: LEVEL_VALUES,
    }),
    GpmiLanguageMode: builder.enumType('GpmiLanguageMode', {
      description: 'Mode in which Dutch must be used at the agreed level.',
      values: {
        ORAL: { description: 'Speaking and listening (mondeling).' },
        WRITTEN: { description: 'Reading and writing (schriftelijk).' },
      } as const,
    }),
  }
}

export type LocalEnums = ReturnType<typeof addLocalEnums>
