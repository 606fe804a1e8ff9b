/** Closed lists of the work domain. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import { JOBSEEKER_CATEGORY_GROUPS } from './facts.ts'

/** Declares the domain's enums and answers their references. */
export function addWorkEnums({ builder }: DomainBuilder) {
  return {
    JobseekerCategory: builder.enumType('JobseekerCategory', {
      description: 'Category of a registered jobseeker, based on the codes of RVA STAT.92.',
      values: {
        BENEFIT_APPLICANT: {
          description: 'Applied for unemployment benefit (category 00, werkzoekende met werkloosheidsuitkeringsaanvraag).',
        },
        VOCATIONAL_WAITING_TIME: { description: 'Young person in vocational waiting time (category 02, beroepsinschakelingstijd).' },
        FREELY_REGISTERED: { description: 'Registered freely and not working (category 03, vrij ingeschreven).' },
        CHARGED_TO_OCMW: { description: 'Charged to an OCMW (category 05, ten laste van het OCMW).' },
        EXCLUDED_FROM_BENEFIT: { description: 'Excluded from unemployment benefit (category 14, uitgesloten).' },
        WORKING: { description: 'Working, and seeking other or more work (categories 10, 80, 82 and 93).' },
      } as const,
    }),
    JobseekerCategoryGroup: builder.enumType('JobseekerCategoryGroup', {
      description: 'Source of income on which a registration as a jobseeker is based.',
      values: JOBSEEKER_CATEGORY_GROUPS,
    }),
    MediationStatus: builder.enumType('MediationStatus', {
      description: 'Mediation status of a jobseeker at VDAB (bemiddelingsstatus).',
      values: {
        IN_MEDIATION: { description: 'In mediation (status 1, in bemiddeling).' },
        IN_TRAINING: { description: 'In training or preparing for it (status 2, in opleiding of voortraject).' },
        NOT_EMPLOYABLE_LONG_TERM: { description: 'Not employable in the long term (status 3, niet inzetbaar op lange termijn).' },
      } as const,
    }),
  }
}

export type WorkEnums = ReturnType<typeof addWorkEnums>
