/** Part of NewcomerFilter and NewcomerOrder about the directory. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import { equals, FILTER_DESCRIPTION, isOneOf, ORDER_DESCRIPTION, sortedBy } from '../../graphql/schema/filter.ts'
import type { DirectoryEnums } from './enums.ts'
import { labourMarketAccess, municipalityNisCode } from './facts.ts'

export function addNewcomerFilters({ builder }: DomainBuilder, { LabourMarketAccess }: DirectoryEnums): void {
  builder.inputType('NewcomerFilter', {
    description: FILTER_DESCRIPTION,
    fields: (t) => ({
      municipalityNisCodes: t.stringList(
        isOneOf(
          municipalityNisCode,
          'text',
          ['Newcomer.municipality', 'Municipality.nisCode'],
          'NIS codes of municipalities. The person lives in one of them today.',
        ),
      ),
      contactLanguage: t.string(
        equals(
          ({ column }) => column('contact_language'),
          'text',
          ['Newcomer.contactLanguage'],
          'Contact language of the person, as ISO 639-3.',
        ),
      ),
      labourMarketAccess: t.field({
        type: LabourMarketAccess,
        ...equals(
          labourMarketAccess.value,
          'text',
          ['Newcomer.labourMarketAccess'],
          'Access to the labour market under the residence title in force.',
        ),
      }),
    }),
  })
  builder.enumType('NewcomerOrder', {
    description: ORDER_DESCRIPTION,
    values: {
      FAMILY_NAME: sortedBy(({ column }) => column('family_name'), 'text', ['Newcomer.familyName'], 'By family name, from A to Z.'),
      FIRST_REGISTERED_ON: sortedBy(
        ({ column }) => column('first_registered_on'),
        'date',
        ['Newcomer.firstRegisteredOn'],
        'By day of first registration, earliest first.',
      ),
    },
  })
}
