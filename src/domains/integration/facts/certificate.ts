/** Facts about certificates, fees and obstacles: what an incentive or a warm referral needs, without grounds or amounts. */
import type { Expression, Fact, Terms } from '../../../read/declare.ts'
import { hasRow, ofBackground, ofLastRow, shownInDossier } from './dossier.ts'

const isIssued = (terms: Terms, condition: string) => hasRow('certificate', terms, `x.issued_on <= ${terms.today} and ${condition}`)

const UNKNOWN_PERSON = 'Null when the integration domain does not know the person.'

export const hasCertificate: Fact = {
  description: `Whether the person has an integration certificate (attest van inburgering). ${UNKNOWN_PERSON}`,
  value: shownInDossier((terms) => isIssued(terms, "x.kind = 'INTEGRATION'")),
}

/** An effort statement counts as fulfilment; which of the two it was stays with the owner, because it reveals limited learning ability. */
export const trackFulfilled: Fact = {
  description: `Whether the trajectory is fulfilled, by certificate or by statement of effort (verklaring van geleverde inspanningen) alike. ${UNKNOWN_PERSON}`,
  value: shownInDossier((terms) => isIssued(terms, 'true')),
}

/** Measured from the last contract signed before the certificate; the 24 months include the same day of the month. */
export const certificateWithin24Months: Fact = {
  description:
    'Whether the first certificate was issued within 24 months after its contract was signed; false while there is none. Null when its contract or the person is unknown.',
  value: (terms) => `case when ${isIssued(terms, "x.kind = 'INTEGRATION'")} then
      (select x.issued_on <= (select max(c.signed_on) from integration.contract c where c.person_id = x.person_id and c.signed_on <= x.issued_on) + interval '24 months'
        from integration.certificate x where x.person_id = ${terms.person} and x.kind = 'INTEGRATION' order by x.issued_on limit 1)
    when exists (select from integration.dossier k where k.person_id = ${terms.person}) then false end`,
}

/** Coarse class of a stored ground; sources name finer ones, which may hold benefit status. */
export const exemptionClass: Expression = ({ row }) => `case when ${row}.exemption_ground is null then 'NONE'
    when ${row}.exemption_ground in ('INCOME_SUPPORT', 'JOBSEEKER_OBLIGED') then ${row}.exemption_ground else 'OTHER' end`

export const feeExemptionGround: Fact = {
  description: 'Class of the ground on which the last fee was waived. Null when no fee is known.',
  value: (terms) => ofLastRow('fee', terms, 'due_on', exemptionClass({ ...terms, row: 'x' })),
}

export const feeIsBarrier: Fact = {
  description: 'Whether the fee (retributie) keeps the person from taking part. Null when it is not known.',
  value: ofBackground('x.fee_is_barrier'),
}

export const needsChildcare: Fact = {
  description: 'Whether the person needs childcare (kinderopvang) to take part. Null when it is not known.',
  value: ofBackground('x.childcare_obstacle'),
}
