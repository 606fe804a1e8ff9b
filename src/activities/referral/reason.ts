/**
 * Codes with which a referral is sent and answered. Closed lists: what goes back to the sender is a coarse code, never a ground or a
 * score. The table of codes behind MAGDA's RedenToeleiding is not public, so these are a proposal of this project.
 */
import type { OrganisationRecipient } from '../../base/recipient.ts'

type Label = Readonly<{ nl: string; en: string }>

/** What the person must have done before the referral may be sent: been told of it, agreed to it, or asked for it. Each includes the one before. */
export const AGREEMENTS = {
  INFORMED: { nl: 'persoon is op de hoogte', en: 'person was informed' },
  AGREED: { nl: 'persoon gaat akkoord', en: 'person agreed' },
  ASKED: { nl: 'persoon vroeg er zelf om', en: 'person asked for the referral' },
} as const satisfies Record<string, Label>
export type Agreement = keyof typeof AGREEMENTS

type Path = Readonly<{ from: OrganisationRecipient; to: OrganisationRecipient }>
type ReasonRow = Label & Readonly<{ paths: readonly Path[]; agreement: Agreement; trigger: Label }>

/** Why someone is referred, between which kinds of organisation, and how far the person must be behind it. */
export const REFERRAL_REASONS = {
  INBURGERING_INFO: {
    nl: 'kennismaking met inburgering',
    en: 'introduction to integration',
    paths: [
      { from: 'OCMW', to: 'INTEGRATION_AGENCY' },
      { from: 'MUNICIPALITY', to: 'INTEGRATION_AGENCY' },
      { from: 'VDAB', to: 'INTEGRATION_AGENCY' },
    ],
    agreement: 'AGREED',
    trigger: { nl: 'rechthebbend, geen contract, persoon gaat akkoord', en: 'entitled, no contract, the person agrees' },
  },
  NT2_INTAKE: {
    nl: 'intake Nederlands',
    en: 'intake for Dutch lessons',
    paths: [
      { from: 'OCMW', to: 'INTEGRATION_AGENCY' },
      { from: 'MUNICIPALITY', to: 'INTEGRATION_AGENCY' },
      { from: 'VDAB', to: 'INTEGRATION_AGENCY' },
    ],
    agreement: 'INFORMED',
    trigger: { nl: 'niveau Nederlands onder het doel', en: 'level of Dutch below the goal' },
  },
  TRAJECT_NAAR_WERK: {
    nl: 'traject naar werk',
    en: 'track to work',
    paths: [{ from: 'INTEGRATION_AGENCY', to: 'VDAB' }],
    agreement: 'INFORMED',
    trigger: { nl: 'contract getekend, op arbeidsleeftijd; 60 dagen', en: 'contract signed, of working age; 60 days' },
  },
  GPMI_OVERLEG: {
    nl: 'overleg over het GPMI',
    en: 'consultation about the GPMI',
    paths: [{ from: 'INTEGRATION_AGENCY', to: 'OCMW' }],
    agreement: 'INFORMED',
    trigger: { nl: 'GPMI met een doel rond inburgering', en: 'GPMI with an integration objective' },
  },
  RMI_ORIENTATIE: {
    nl: 'oriëntatie naar het recht op maatschappelijke integratie',
    en: 'orientation towards the right to social integration',
    paths: [{ from: 'INTEGRATION_AGENCY', to: 'OCMW' }],
    agreement: 'ASKED',
    trigger: { nl: 'geen inkomen, en de persoon vraagt hulp', en: 'no income, and the person asks for help' },
  },
  PNT_AANBOD: {
    nl: 'aanbod voor het participatie- en netwerktraject',
    en: 'offer of a participation and network track',
    paths: [{ from: 'INTEGRATION_AGENCY', to: 'MUNICIPALITY' }],
    agreement: 'INFORMED',
    trigger: { nl: 'de persoon heeft een aanbod van 40 uur nodig', en: 'the person needs an offer of 40 hours' },
  },
  UITVAL_HERSTART: {
    nl: 'herstart na uitval',
    en: 'new start after drop-out',
    paths: [
      { from: 'INTEGRATION_AGENCY', to: 'OCMW' },
      { from: 'INTEGRATION_AGENCY', to: 'VDAB' },
    ],
    agreement: 'AGREED',
    trigger: { nl: 'de persoon is gestopt en wil opnieuw beginnen', en: 'the person dropped out and wants to start again' },
  },
  EINDE_UITKERING: {
    nl: 'einde van de uitkering',
    en: 'end of benefit',
    paths: [
      { from: 'VDAB', to: 'OCMW' },
      { from: 'VDAB', to: 'INTEGRATION_AGENCY' },
    ],
    agreement: 'AGREED',
    trigger: { nl: 'uitkeringsrecht eindigt binnen drie maanden', en: 'right to benefit ends within three months' },
  },
} as const satisfies Record<string, ReasonRow>
export type ReferralReason = keyof typeof REFERRAL_REASONS

/** Lists of which an answer takes its one code. */
export const CODES = {
  rejection: {
    CAPACITY: { nl: 'geen plaats', en: 'no capacity' },
    NOT_COMPETENT: { nl: 'niet bevoegd', en: 'not competent' },
    ALREADY_KNOWN: { nl: 'al gekend bij de ontvanger', en: 'already known to the receiver' },
    NOT_TARGET_GROUP: { nl: 'geen doelgroep', en: 'not in the target group' },
    PERSON_DECLINED: { nl: 'persoon wil niet', en: 'person declined' },
    DUPLICATE: { nl: 'dubbel', en: 'duplicate' },
  },
  ending: {
    PERSON_OBJECTS: { nl: 'persoon maakt bezwaar', en: 'person objects' },
    MOVED: { nl: 'verhuisd', en: 'moved' },
    DUPLICATE: { nl: 'dubbel', en: 'duplicate' },
  },
  correction: {
    WRONG_PERSON: { nl: 'verkeerde persoon', en: 'wrong person' },
    WRONG_RECEIVER: { nl: 'verkeerde ontvanger', en: 'wrong receiver' },
    WITHOUT_AGREEMENT: { nl: 'zonder het vereiste akkoord van de persoon', en: 'without the required agreement of the person' },
  },
  outcome: {
    GOAL_REACHED: { nl: 'doel bereikt', en: 'goal reached' },
    PARTIAL: { nl: 'deels bereikt', en: 'partly reached' },
    NOT_STARTED: { nl: 'niet gestart', en: 'not started' },
    STOPPED_BY_PERSON: { nl: 'gestopt door de persoon', en: 'stopped by the person' },
    STOPPED_BY_SERVICE: { nl: 'gestopt door de dienst', en: 'stopped by the service' },
    MOVED: { nl: 'verhuisd', en: 'moved' },
    UNREACHABLE: { nl: 'onbereikbaar', en: 'person could not be reached' },
  },
} as const satisfies Record<string, Record<string, Label>>
export type CodeList = keyof typeof CODES
export type ReferralOutcome = keyof typeof CODES.outcome

/** Whether organisations of these kinds refer to each other for this reason. */
export function isOnPath(reason: ReferralReason, from: OrganisationRecipient, to: OrganisationRecipient): boolean {
  const paths: readonly Path[] = REFERRAL_REASONS[reason].paths
  return paths.some((path) => path.from === from && path.to === to)
}

const AGREEMENT_ORDER = Object.keys(AGREEMENTS)

/** Whether what the person did is enough for this reason: who asked has also agreed. */
export function isAgreementEnough(reason: ReferralReason, agreement: Agreement): boolean {
  return AGREEMENT_ORDER.indexOf(agreement) >= AGREEMENT_ORDER.indexOf(REFERRAL_REASONS[reason].agreement)
}
