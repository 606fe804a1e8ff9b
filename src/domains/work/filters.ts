/** Filters of the work domain. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import { equals, FILTER_DESCRIPTION } from '../../graphql/schema/filter.ts'
import type { Fact } from '../../query/declare.ts'
import type { WorkEnums } from './enums.ts'
import * as facts from './facts.ts'

const UNKNOWN = 'persons for whom this is unknown match neither true nor false'

/** Filter on a fact that is true, false or unknown; it reveals the field of the same name. */
function onFact(fact: Fact, name: string, description: string) {
  return equals(fact.value, 'boolean', [`Newcomer.${name}`], `${description}; ${UNKNOWN}.`)
}

/** Part of NewcomerFilter about the work domain. */
export function addWorkFilters({ builder, mode }: DomainBuilder, { JobseekerCategoryGroup }: WorkEnums): void {
  if (mode.federated) return
  builder.inputType('NewcomerFilter', {
    description: FILTER_DESCRIPTION,
    fields: (t) => ({
      jobseekerRegistered: t.boolean(
        onFact(facts.jobseekerRegistered, 'jobseekerRegistered', 'Whether the person is registered as a jobseeker at VDAB'),
      ),
      benefitEntitled: t.boolean(
        onFact(facts.benefitEntitled, 'benefitEntitled', 'Whether the person has a right to unemployment benefit'),
      ),
      employed: t.boolean(onFact(facts.employed, 'employed', 'Whether the person is employed')),
      inTraining: t.boolean(onFact(facts.inTraining, 'inTraining', 'Whether the person follows vocational training with VDAB')),
      jobseekerCategoryGroup: t.field({
        type: JobseekerCategoryGroup,
        ...equals(
          facts.jobseekerCategoryGroup.value,
          'text',
          ['Newcomer.jobseekerCategoryGroup'],
          'Source of income on which the registration as a jobseeker is based.',
        ),
      }),
    }),
  })
}
