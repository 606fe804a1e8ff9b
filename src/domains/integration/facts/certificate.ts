/** Facts about certificates, fees and obstacles: what an incentive or a warm referral needs, without grounds or amounts. */
import { columnOf } from '../../../base/columns.ts'
import type { Expression, Fact, Terms } from '../../../query/declare.ts'
import { hasRow, ofBackground, ofLastRow, shownInDossier } from './dossier.ts'

const isIssued = (terms: Terms, condition: string) => hasRow('certificate', terms, `fact_row.issued_on <= ${terms.today} and ${condition}`)

const UNKNOWN_PERSON = 'Null when the integration domain does not know the person.'

export const hasCertificate: Fact = {
  description: `Whether the person has an integration certificate (attest van inburgering). ${UNKNOWN_PERSON}`,
  value: shownInDossier((terms) => isIssued(terms, "fact_row.kind = 'INTEGRATION'")),
}

/** An effort statement counts as fulfilment; which of the two it was stays with the owner, because it reveals limited learning ability. */
export const trackFulfilled: Fact = {
  description: `Whether the trajectory is fulfilled, either by a certificate or by a statement of effort (verklaring van geleverde inspanningen). ${UNKNOWN_PERSON}`,
  value: shownInDossier((terms) => isIssued(terms, 'true')),
}

/** Measured from the last contract signed before the certificate; the 24 months include the same day of the month. */
export const certificateWithin24Months: Fact = {
  description:
    'Whether the first certificate was issued within 24 months after its contract was signed. False when there is no certificate. Null when its contract or the person is unknown.',
  value: (terms) => `case
    when ${isIssued(terms, "fact_row.kind = 'INTEGRATION'")} then (
      select fact_row.issued_on <= (
          select max(signed.signed_on)
          from integration.contract signed
          where signed.person_id = fact_row.person_id
            and signed.signed_on <= fact_row.issued_on
        ) + interval '24 months'
      from integration.certificate fact_row
      where fact_row.person_id = ${terms.person}
        and fact_row.kind = 'INTEGRATION'
      order by fact_row.issued_on
      limit 1
    )
    when ${terms.dossierAsOf('integration.dossier')} is not null then false
  end`,
}

/** Coarse class of a stored ground; sources name finer ones, which may hold benefit status. */
export const exemptionClass: Expression = ({ column }) => `case
    when ${column('exemption_ground')} is null then 'NONE'
    when ${column('exemption_ground')} in ('INCOME_SUPPORT', 'JOBSEEKER_OBLIGED') then ${column('exemption_ground')}
    else 'OTHER'
  end`

export const feeExemptionGround: Fact = {
  description: 'Class of the ground on which the last fee was waived. Null when no fee is known.',
  value: (terms) => ofLastRow('fee', terms, 'due_on', exemptionClass({ ...terms, column: columnOf('fact_row') })),
}

export const feeIsBarrier: Fact = {
  description: 'Whether the fee (retributie) keeps the person from taking part. Null when it is not known.',
  value: ofBackground('fact_row.fee_is_barrier'),
}

export const needsChildcare: Fact = {
  description: 'Whether the person needs childcare (kinderopvang) to take part. Null when it is not known.',
  value: ofBackground('fact_row.childcare_obstacle'),
}
