/** Facts about target group, duty and contract: what the consumer needs for the next step, never the status itself. */
import type { Expression, Fact, Terms } from '../../../query/declare.ts'
import { type FactParts, newestDay, shownBy, someRow } from '../../../query/fact-sql.ts'
import { covered, ofLastRow, ofRowInForce, rowsUntilToday, tableOf, UNKNOWN } from './dossier.ts'

const CONTRACTS = rowsUntilToday('contract', 'signed_on')
const CERTIFICATES = rowsUntilToday('certificate', 'issued_on')

/** Days after signing within which an obliged person registers with VDAB or Actiris. */
const DAYS_TO_REGISTER = 60

export const targetGroupMember: Fact = {
  description: 'Whether the person belongs to the target group (doelgroep) today. Null when no status in force is known.',
  ...ofRowInForce('target_group', 'fact_row.member'),
}

/** For decisions of the agencies only: others get what to do next, not the status. */
export const entitled: Fact = {
  description:
    'Whether the person belongs to the target group today and is entitled, not obliged (rechthebbend). Null when no status in force is known.',
  ...ofRowInForce('target_group', "coalesce(fact_row.member and fact_row.type = 'ENTITLED', false)"),
}

const IS_ENTITLED = "(fact_row.member and fact_row.type = 'ENTITLED')"
const hasStarted = (terms: Terms) => `(${someRow(CONTRACTS, terms)} or ${someRow(CERTIFICATES, terms)})`
const notStartedCovered = covered(['contract', 'certificate'])

/** By the status alone, of somebody who has not started as far as known: an entitled person takes sources that would have told of a start. */
const UNSTARTED = ofRowInForce(
  'target_group',
  (terms) => `case when not ${IS_ENTITLED} then false when ${IS_ENTITLED} and ${notStartedCovered(terms)} is not null then true end`,
)
const UNSTARTED_DAY = ofRowInForce(
  'target_group',
  (terms) => `case when not ${IS_ENTITLED} then fact_row.as_of else least(fact_row.as_of, ${notStartedCovered(terms)}) end`,
)

export const entitledNotStarted: Fact = {
  description:
    'Whether the person is entitled but not obliged (rechthebbend) and has neither signed a contract nor obtained a certificate or effort statement. Null when the status is unknown, or when no source covers contracts and certificates for this person.',
  shownBy: [tableOf('target_group'), CONTRACTS.table, CERTIFICATES.table],
  deniedBy: [CONTRACTS.table, CERTIFICATES.table],
  value: (terms) => `case when ${hasStarted(terms)} then false else ${UNSTARTED.value(terms)} end`,
  asOf: (terms) => `case
    when ${hasStarted(terms)} then greatest(${newestDay(CONTRACTS, terms)}, ${newestDay(CERTIFICATES, terms)})
    else ${UNSTARTED_DAY.value(terms)}
  end`,
}

const isNew: Expression = ({ column, today }) => `${column('first_registered_on')} > ${today} - interval '12 months'`

export const entitledNotStartedOneYear: Fact = {
  description:
    'Whether entitledNotStarted holds and the first registration in Flanders is at least 12 months ago. Null when entitledNotStarted or that day is unknown.',
  shownBy: entitledNotStarted.shownBy ?? [],
  deniedBy: entitledNotStarted.deniedBy ?? [],
  value: (terms) => `(
    (${entitledNotStarted.value(terms)})
    and not ${isNew(terms)}
  )`,
  asOf: (terms) => `case when ${isNew(terms)} then ${terms.column('as_of')} else ${entitledNotStarted.asOf?.(terms)} end`,
}

export const contractSigned: Fact = {
  description: `Whether an integration contract (inburgeringscontract) is signed. ${UNKNOWN}`,
  ...shownBy(CONTRACTS),
}

/** First day of contracts under which courses and tests have a fee. */
const FEE_SINCE = '2023-09-01'
const BEFORE_FEE = ofLastRow('contract', 'signed_on', `fact_row.signed_on < date '${FEE_SINCE}'`)

/** False without a contract too: whoever signs one now is under the rules with a fee. */
export const contractBeforeFee: Fact = {
  description: `Whether the last contract was signed before ${FEE_SINCE}, so that courses and tests have no fee (retributie). False without a contract. ${UNKNOWN}`,
  shownBy: [tableOf('contract')],
  deniedBy: [tableOf('contract')],
  value: (terms) => `case
    when ${someRow(CONTRACTS, terms)} then ${BEFORE_FEE.value(terms)}
    when ${covered(['contract'])(terms)} is not null then false
  end`,
  asOf: (terms) => `coalesce(${BEFORE_FEE.asOf(terms)}, ${covered(['contract'])(terms)})`,
}

export const workTrackIncluded: Fact = {
  description: 'Whether the last contract includes the track to work (traject naar werk). Null when no contract is known.',
  ...ofLastRow('contract', 'signed_on', 'fact_row.work'),
}

const OBLIGED = ofRowInForce('target_group', "fact_row.member and fact_row.type = 'OBLIGED' and not fact_row.exempted")

/** A duty of an obliged person that follows from the last contract: both rows show it, and the older word counts. */
function ofObliged(value: string | Expression): FactParts {
  const contract = ofLastRow('contract', 'signed_on', value)
  return {
    shownBy: [tableOf('target_group'), tableOf('contract')],
    value: (terms) => `(
    ${OBLIGED.value(terms)}
    and ${contract.value(terms)}
  )`,
    asOf: (terms) => `least(${OBLIGED.asOf(terms)}, ${contract.asOf(terms)})`,
  }
}

const HAS_DUTY = "fact_row.work and fact_row.regime <> 'BEFORE_MARCH_2022'"

/** Only contracts under the rules of March 2022 carry this duty; exempted persons have none. */
export const mustRegisterWithin60Days: Fact = {
  description:
    'Whether the person has the duty to register with VDAB or Actiris within 60 days after signing the contract, even when this is done or the term has passed. Null when the status or the contract is unknown.',
  ...ofObliged(HAS_DUTY),
}

export const sixtyDayTimerRunning: Fact = {
  description:
    'Whether mustRegisterWithin60Days holds and the 60th day after signing has not passed. Null when the status or the contract is unknown.',
  ...ofObliged(({ today }) => `${HAS_DUTY} and fact_row.signed_on + ${DAYS_TO_REGISTER} >= ${today}`),
}
