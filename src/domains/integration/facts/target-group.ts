/** Facts about target group, duty and contract: what the consumer needs for the next step, never the status itself. */
import type { Expression, Fact } from '../../../query/declare.ts'
import { hasRow, ofLastRow, ofRowInForce, shownInDossier } from './dossier.ts'

const contractIsSigned: Expression = (terms) => hasRow('contract', terms, `fact_row.signed_on <= ${terms.today}`)

const certificateIsIssued: Expression = (terms) => hasRow('certificate', terms, `fact_row.issued_on <= ${terms.today}`)

/** Days after signing within which an obliged person registers with VDAB or Actiris. */
const DAYS_TO_REGISTER = 60

export const targetGroupMember: Fact = {
  description: 'Whether the person belongs to the target group (doelgroep) today. Null when no status in force is known.',
  value: (terms) => ofRowInForce('target_group', terms, 'fact_row.member'),
}

/** For decisions of the agencies only: others get what to do next, not the status. */
export const entitled: Fact = {
  description:
    'Whether the person belongs to the target group today and is entitled, not obliged (rechthebbend). Null when no status in force is known.',
  value: (terms) => ofRowInForce('target_group', terms, "coalesce(fact_row.member and fact_row.type = 'ENTITLED', false)"),
}

/** A contract or certificate settles it; otherwise it takes a known status, because a dossier without one says nothing. */
export const entitledNotStarted: Fact = {
  description:
    'Whether the person is entitled but not obliged (rechthebbend) and has neither signed a contract nor obtained a certificate or effort statement. Null when the status is unknown.',
  value: (terms) => `case
    when ${contractIsSigned(terms)} or ${certificateIsIssued(terms)} then false
    else ${ofRowInForce('target_group', terms, "fact_row.member and fact_row.type = 'ENTITLED'")}
  end`,
}

export const entitledNotStartedOneYear: Fact = {
  description:
    'Whether entitledNotStarted holds and the first registration in Flanders is at least 12 months ago. Null when the status or that day is unknown.',
  value: (terms) => `(
    (${entitledNotStarted.value(terms)})
    and ${terms.column('first_registered_on')} <= ${terms.today} - interval '12 months'
  )`,
}

export const contractSigned: Fact = {
  description:
    'Whether an integration contract (inburgeringscontract) is signed. Null when the integration domain does not know the person.',
  value: shownInDossier(contractIsSigned),
}

export const workTrackIncluded: Fact = {
  description: 'Whether the last contract includes the track to work (traject naar werk). Null when no contract is known.',
  value: (terms) => ofLastRow('contract', terms, 'signed_on', 'fact_row.work'),
}

/** Only contracts under the rules of March 2022 carry this duty; exempted persons have none. */
export const mustRegisterWithin60Days: Fact = {
  description:
    'Whether the person has the duty to register with VDAB or Actiris within 60 days after signing the contract, even when this is done or the term has passed. Null when the status or the contract is unknown.',
  value: (terms) => `(
    ${ofRowInForce('target_group', terms, "fact_row.member and fact_row.type = 'OBLIGED' and not fact_row.exempted")}
    and ${ofLastRow('contract', terms, 'signed_on', "fact_row.work and fact_row.regime <> 'BEFORE_MARCH_2022'")}
  )`,
}

export const sixtyDayTimerRunning: Fact = {
  description:
    'Whether mustRegisterWithin60Days holds and the 60th day after signing has not passed. Null when the status or the contract is unknown.',
  value: (terms) => `(
    ${mustRegisterWithin60Days.value(terms)}
    and ${ofLastRow('contract', terms, 'signed_on', `fact_row.signed_on + ${DAYS_TO_REGISTER} >= ${terms.today}`)}
  )`,
}
