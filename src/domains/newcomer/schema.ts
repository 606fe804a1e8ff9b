/** What Newcomer answers from the directory. `terms.row` is `directory.person` here. */
import { FILTER_DESCRIPTION, ORDER_DESCRIPTION, equals, sortedBy } from '../../graph/filter.ts'
import type { DomainBuilder } from '../../graph/builder.ts'
import { periodFields } from '../../graph/provenance.ts'
import { column, fact, inForce, one } from '../../read/declare.ts'
import { underTwentyFive } from './facts.ts'

export function addNewcomerFields({ builder, Newcomer }: DomainBuilder): void {
  const Address = builder.objectRef<Record<string, unknown>>('Address').implement({
    description: 'Address',
    fields: (t) => ({
      street: t.string(column('street', 'Street name.')),
      ...periodFields(t),
    }),
  })
  builder.objectFields(Newcomer, (t) => ({
    familyName: t.string(column('family_name', 'Family name (achternaam).')),
    underTwentyFive: t.boolean(fact(underTwentyFive)),
    address: t.field({
      type: Address,
      ...one({ table: 'directory.residence', where: ({ row, today }) => inForce(row, today), order: 'valid_from desc' }, 'Address'),
    }),
  }))
}

/** Part of NewcomerFilter and NewcomerOrder about the directory. */
export function addNewcomerFilters({ builder }: DomainBuilder): void {
  builder.inputType('NewcomerFilter', {
    description: FILTER_DESCRIPTION,
    fields: (t) => ({
      contactLanguage: t.string(equals(({ row }) => `${row}.contact_language`, 'text', ['Newcomer.contactLanguage'], 'Contact language, as ISO 639-3.')),
    }),
  })
  builder.enumType('NewcomerOrder', {
    description: ORDER_DESCRIPTION,
    values: { FAMILY_NAME: { ...sortedBy(({ row }) => `${row}.family_name`, 'text', ['Newcomer.familyName'], 'By family name.') } },
  })
}
