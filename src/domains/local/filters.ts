/** Filters of the local domain. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import { equals, FILTER_DESCRIPTION } from '../../graphql/schema/filter.ts'
import { gpmiExists, receivesLivingWage } from './facts.ts'

/** Part of NewcomerFilter about the local domain. */
export function addLocalFilters({ builder, mode }: DomainBuilder): void {
  if (mode.federated) return
  builder.inputType('NewcomerFilter', {
    description: FILTER_DESCRIPTION,
    fields: (t) => ({
      receivesLivingWage: t.boolean(
        equals(
          receivesLivingWage.value,
          'boolean',
          ['Newcomer.receivesLivingWage'],
          'Whether an OCMW pays a living wage or equivalent aid; persons for whom this is unknown match neither true nor false.',
        ),
      ),
      gpmiExists: t.boolean(
        equals(
          gpmiExists.value,
          'boolean',
          ['Newcomer.gpmiExists'],
          'Whether an individualised project for social integration is in force; persons for whom this is unknown match neither true nor false.',
        ),
      ),
    }),
  })
}
