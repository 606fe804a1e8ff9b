/**
 * Where a value comes from and when it held: rights and statuses are dated periods, so every row type answers these the same way.
 */
import { column } from '../../query/declare.ts'
import type { RowFields } from './builder.ts'

/** Fields of a row that a source reported: `source`, `asOf`. */
export function sourceFields(t: RowFields) {
  return {
    source: t.string(column('source', 'Service that reported this, for example GeefDossierKBI.')),
    asOf: t.field({ type: 'Date', ...column('as_of', 'Day of the information at the source. Later changes are not included.') }),
  }
}

/** Fields of a dated row: `validFrom`, `validUntil`, `source`, `asOf`. */
export function periodFields(t: RowFields) {
  return {
    validFrom: t.field({ type: 'Date', ...column('valid_from', 'First day of validity.') }),
    validUntil: t.field({ type: 'Date', ...column('valid_until', 'First day after the period of validity. Null while no end is known.') }),
    ...sourceFields(t),
  }
}
