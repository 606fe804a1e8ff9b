/** Object types of the directory: where the person lives, with which title, and under which numbers the person was known. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import type { Row } from '../../graphql/schema/context.ts'
import { periodFields, sourceFields } from '../../graphql/schema/provenance.ts'
import { column, expression } from '../../query/declare.ts'
import { municipalityName, nisCodeToday } from './facts.ts'

function addAddress({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('Address').implement({
    description: 'Address of the main residence (hoofdverblijfplaats) in the National Register.',
    fields: (t) => ({
      street: t.string(column('street', 'Name of the street. Null when the register gives none.')),
      houseNumber: t.string(column('house_number', 'House number. Null when the register gives none.')),
      boxNumber: t.string(column('box_number', 'Box number (busnummer). Null when there is none.')),
      postalCode: t.string(column('postal_code', 'Postal code. Null when the register gives none.')),
      municipalityName: t.string(
        column('municipality', 'Name of the municipality as written by the source. Null when the source gave none.'),
      ),
      ...periodFields(t),
    }),
  })
}

function addMunicipality({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('Municipality').implement({
    description: 'Municipality where the person lives, without the address.',
    fields: (t) => ({
      nisCode: t.string(
        expression(
          nisCodeToday,
          'NIS code of five digits; after a merger, the code of the successor municipality. Null when the source gave none.',
        ),
      ),
      name: t.string(expression(municipalityName, 'Official name. Null when the source named no municipality.')),
      province: t.string(
        expression(
          (terms) => `(
            select named.province
            from directory.municipality named
            where named.nis_code = ${nisCodeToday(terms)}
          )`,
          'Province. Null for a municipality outside the Flemish Region.',
        ),
      ),
      ...periodFields(t),
    }),
  })
}

function addResidenceTitle({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('ResidenceTitle').implement({
    description:
      'Title under which a foreign person may stay (verblijfstitel), one per period. `validUntil` is the day on which the permit expires, null when it is unlimited or unknown.',
    fields: (t) => ({
      cardType: t.string(column('card_type', 'Type of the residence card, for example A, B, F or EU. Null when the source gave none.')),
      asylumProcedureState: t.string(
        column('asylum_state', 'State of a procedure for international protection. Null when there is none or it is not known.'),
      ),
      ...periodFields(t),
    }),
  })
}

function addReplacedInsz({ builder, mode }: DomainBuilder) {
  return builder.objectRef<Row>('ReplacedInsz').implement({
    description: 'Number that was replaced, typically a BIS number replaced by a national register number.',
    fields: (t) => ({
      insz: t.field({
        type: 'Insz',
        ...expression(({ column: of }) => `encode(${of('insz_encrypted')}, 'base64')`, 'Number that is no longer in use.', {
          decode: mode.decodeInsz,
        }),
      }),
      ...sourceFields(t),
    }),
  })
}

export function addDirectoryTypes(domain: DomainBuilder) {
  return {
    Address: addAddress(domain),
    Municipality: addMunicipality(domain),
    ResidenceTitle: addResidenceTitle(domain),
    ReplacedInsz: addReplacedInsz(domain),
  }
}
