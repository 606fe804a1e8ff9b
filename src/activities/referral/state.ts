/**
 * States of a referral, in the order in which a caseworker meets them, with their place in FHIR's Task: `status` is one of its twelve
 * codes, `businessStatus` tells apart what FHIR calls the same. Source: HL7 FHIR, value set task-status; domain agreement on referrals.
 */

/** What the receiver may see of the person while a referral is in a state. The sender knows the person already, and gains nothing. */
export const VIEWS = ['NOTHING', 'ANNOUNCEMENT', 'PAYLOAD', 'ACCEPTED', 'READ_BACK'] as const
export type View = (typeof VIEWS)[number]

type StateRow = Readonly<{
  fhir: string
  /** Null where the status of FHIR says it all. */
  businessStatus: string | null
  nl: string
  en: string
  /** No act leads out of it, except the correction of a mistake. */
  terminal: boolean
  receiverSees: View
}>

export const STATES = {
  DRAFT: { fhir: 'draft', businessStatus: null, nl: 'concept', en: 'draft', terminal: false, receiverSees: 'NOTHING' },
  SENT: {
    fhir: 'requested',
    businessStatus: null,
    nl: 'verstuurd, wacht op ontvangst',
    en: 'sent, waiting for receipt',
    terminal: false,
    receiverSees: 'ANNOUNCEMENT',
  },
  RECEIVED: {
    fhir: 'received',
    businessStatus: null,
    nl: 'in beoordeling bij ontvanger',
    en: 'under review by the receiver',
    terminal: false,
    receiverSees: 'PAYLOAD',
  },
  INFO_REQUESTED: {
    fhir: 'on-hold',
    businessStatus: 'information-requested',
    nl: 'bijkomende info gevraagd',
    en: 'more information requested',
    terminal: false,
    receiverSees: 'PAYLOAD',
  },
  REJECTED: {
    fhir: 'rejected',
    businessStatus: null,
    nl: 'niet aanvaard',
    en: 'not accepted',
    terminal: true,
    receiverSees: 'READ_BACK',
  },
  REROUTED: {
    fhir: 'cancelled',
    businessStatus: 'rerouted',
    nl: 'doorgezonden naar de bevoegde dienst',
    en: 'forwarded to the competent service',
    terminal: true,
    receiverSees: 'READ_BACK',
  },
  ACCEPTED: {
    fhir: 'accepted',
    businessStatus: null,
    nl: 'aanvaard, afspraak te plannen',
    en: 'accepted, appointment to be made',
    terminal: false,
    receiverSees: 'ACCEPTED',
  },
  SCHEDULED: {
    fhir: 'accepted',
    businessStatus: 'scheduled',
    nl: 'afspraak gepland',
    en: 'appointment made',
    terminal: false,
    receiverSees: 'ACCEPTED',
  },
  NO_SHOW: {
    fhir: 'on-hold',
    businessStatus: 'no-show',
    nl: 'niet opgedaagd',
    en: 'missed the appointment',
    terminal: false,
    receiverSees: 'ACCEPTED',
  },
  STARTED: {
    fhir: 'in-progress',
    businessStatus: null,
    nl: 'traject of aanbod gestart',
    en: 'trajectory or offer started',
    terminal: false,
    receiverSees: 'ACCEPTED',
  },
  ON_HOLD: {
    fhir: 'on-hold',
    businessStatus: 'on-hold',
    nl: 'tijdelijk opgeschort',
    en: 'temporarily on hold',
    terminal: false,
    receiverSees: 'ACCEPTED',
  },
  COMPLETED: {
    fhir: 'completed',
    businessStatus: null,
    nl: 'afgerond',
    en: 'completed',
    terminal: true,
    receiverSees: 'READ_BACK',
  },
  STOPPED: {
    fhir: 'failed',
    businessStatus: 'stopped',
    nl: 'niet voltooid',
    en: 'not completed',
    terminal: true,
    receiverSees: 'READ_BACK',
  },
  CLOSED_NOT_REACHED: {
    fhir: 'failed',
    businessStatus: 'not-reached',
    nl: 'afgesloten, persoon niet bereikt',
    en: 'closed, person not reached',
    terminal: true,
    receiverSees: 'READ_BACK',
  },
  CANCELLED: {
    fhir: 'cancelled',
    businessStatus: 'cancelled',
    nl: 'geannuleerd na aanvaarding',
    en: 'cancelled after acceptance',
    terminal: true,
    receiverSees: 'READ_BACK',
  },
  WITHDRAWN: {
    fhir: 'cancelled',
    businessStatus: 'withdrawn',
    nl: 'ingetrokken door de verzender',
    en: 'withdrawn by the sender',
    terminal: true,
    receiverSees: 'READ_BACK',
  },
  EXPIRED: {
    fhir: 'cancelled',
    businessStatus: 'expired',
    nl: 'vervallen zonder reactie',
    en: 'expired without a reaction',
    terminal: true,
    receiverSees: 'READ_BACK',
  },
  ENTERED_IN_ERROR: {
    fhir: 'entered-in-error',
    businessStatus: null,
    nl: 'foutief aangemaakt',
    en: 'created by mistake',
    terminal: true,
    receiverSees: 'NOTHING',
  },
} as const satisfies Record<string, StateRow>

export type ReferralState = keyof typeof STATES

/** Every state, in the order of the table. */
export const STATE_NAMES = Object.keys(STATES) as ReferralState[]

/** Whether a referral in this state is over: it cannot be answered any more, and its relationships end. */
export function isTerminal(state: ReferralState): boolean {
  return STATES[state].terminal
}
