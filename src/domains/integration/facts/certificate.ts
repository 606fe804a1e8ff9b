/** Facts about certificates, fees and obstacles: what an incentive or a warm referral needs, without grounds or amounts. */
import { columnOf } from '../../../base/columns.ts'
import type { Expression, Fact, Terms } from '../../../query/declare.ts'
import { type FactParts, type FactRows, firstValue, shownBy, someRow } from '../../../query/fact-sql.ts'
import { covered, ofBackground, ofLastRow, rowsUntilToday, tableOf, UNKNOWN } from './dossier.ts'

const CERTIFICATES = rowsUntilToday('certificate', 'issued_on', "fact_row.kind = 'INTEGRATION'")
/** Certificates and statements of effort. */
const FULFILMENTS = rowsUntilToday('certificate', 'issued_on')

export const hasCertificate: Fact = {
  description: `Whether the person has an integration certificate (attest van inburgering). ${UNKNOWN}`,
  ...shownBy(CERTIFICATES),
}

/** An effort statement counts as fulfilment; which of the two it was stays with the owner, because it reveals limited learning ability. */
export const trackFulfilled: Fact = {
  description: `Whether the trajectory is fulfilled, either by a certificate or by a statement of effort (verklaring van geleverde inspanningen). ${UNKNOWN}`,
  ...shownBy(FULFILMENTS),
}

/** Of the last contract that was signed before the certificate at hand. */
const ofItsContract = (value: string) => `(
        select ${value}
        from integration.contract signed
        where signed.person_id = fact_row.person_id
          and signed.signed_on <= fact_row.issued_on
        order by signed.signed_on desc, signed.as_of desc
        limit 1
      )`

/** Measured from the last contract signed before the first of the rows; the 24 months include the same day of the month. */
function within24Months(rows: FactRows): FactParts & { deniedBy: readonly string[] } {
  const ofFirst = (terms: Terms, value: string) => firstValue(rows, terms, 'fact_row.issued_on', value)
  return {
    shownBy: [tableOf('certificate'), tableOf('contract')],
    deniedBy: [tableOf('certificate')],
    value: (terms) => `case
    when ${someRow(rows, terms)}
      then ${ofFirst(terms, `fact_row.issued_on <= ${ofItsContract('signed.signed_on')} + interval '24 months'`)}
    when ${covered(['certificate'])(terms)} is not null then false
  end`,
    asOf: (terms) => `case
    when ${someRow(rows, terms)} then ${ofFirst(terms, `least(fact_row.as_of, ${ofItsContract('signed.as_of')})`)}
    else ${covered(['certificate'])(terms)}
  end`,
  }
}

export const certificateWithin24Months: Fact = {
  description: `Whether the first certificate was issued within 24 months after its contract was signed. False when there is no certificate. Null when its contract is unknown. ${UNKNOWN}`,
  ...within24Months(CERTIFICATES),
}

export const trackFulfilledWithin24Months: Fact = {
  description: `Whether the first certificate or statement of effort was issued within 24 months after its contract was signed. False when there is neither. Null when its contract is unknown. ${UNKNOWN}`,
  ...within24Months(FULFILMENTS),
}

/** Coarse class of a stored ground; sources name finer ones, which may hold benefit status. */
export const exemptionClass: Expression = ({ column }) => `case
    when ${column('exemption_ground')} is null then 'NONE'
    when ${column('exemption_ground')} in ('INCOME_SUPPORT', 'JOBSEEKER_OBLIGED') then ${column('exemption_ground')}
    else 'OTHER'
  end`

export const feeExemptionGround: Fact = {
  description: 'Class of the ground on which the last fee was waived. Null when no fee is known.',
  ...ofLastRow('fee', 'due_on', (terms) => exemptionClass({ ...terms, column: columnOf('fact_row') })),
}

export const feeIsBarrier: Fact = {
  description: 'Whether the fee (retributie) keeps the person from taking part. Null when it is not known.',
  ...ofBackground('fact_row.fee_is_barrier'),
}

export const needsChildcare: Fact = {
  description: 'Whether the person needs childcare (kinderopvang) to take part. Null when it is not known.',
  ...ofBackground('fact_row.childcare_obstacle'),
}
