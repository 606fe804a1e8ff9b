/** Code lists of referrals. Values are those of the database; meanings come from the tables of the machine. */

import { toConstantCase } from '../../../base/constant-case.ts'
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import { ACT_LABELS } from '../machine.ts'
import { AGREEMENTS, CODES, type CodeList, REFERRAL_REASONS } from '../reason.ts'
import { STATES } from '../state.ts'

type Label = { nl: string; en: string }

/** Values with their meaning in English, and the Dutch term. */
function labelled<Name extends string>(rows: Record<Name, Label>): Record<Name, { description: string }> {
  const values = Object.entries<Label>(rows).map(([name, { nl, en }]) => [name, { description: `${capital(en)} (${nl}).` }])
  return Object.fromEntries(values) as Record<Name, { description: string }>
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

const reasons = Object.fromEntries(
  Object.entries(REFERRAL_REASONS).map(([name, { nl, en, agreement, trigger }]) => [
    name,
    { nl: `${nl}: ${trigger.nl}`, en: `${en}; used when: ${trigger.en}; requires at least ${agreement}` },
  ]),
) as Record<keyof typeof REFERRAL_REASONS, Label>

const acts = Object.fromEntries(Object.entries(ACT_LABELS).map(([act, label]) => [toConstantCase(act), label]))

const CODE_LISTS: Record<CodeList, { name: string; description: string }> = {
  rejection: { name: 'ReferralRejection', description: 'Code of the reason why a referral was rejected. No further grounds are given.' },
  ending: { name: 'ReferralEnding', description: 'Reason why a referral was withdrawn or cancelled.' },
  correction: { name: 'ReferralCorrection', description: 'Mistake for which a referral is corrected.' },
  outcome: {
    name: 'ReferralOutcome',
    description: 'Outcome of a referral, reported back to the sender (terugkoppeling): coarse, without grounds or scores.',
  },
}

export function addReferralEnums({ builder }: DomainBuilder) {
  const list = (of: CodeList) =>
    builder.enumType(CODE_LISTS[of].name, { description: CODE_LISTS[of].description, values: labelled<string>(CODES[of]) })
  return {
    State: builder.enumType('ReferralState', { description: 'State of a referral (see docs/referral.md).', values: labelled(STATES) }),
    Reason: builder.enumType('ReferralReason', {
      description: 'Reason for a referral (reden van toeleiding).',
      values: labelled(reasons),
    }),
    Agreement: builder.enumType('ReferralAgreement', {
      description: 'Involvement of the person before the referral was sent. ASKED includes AGREED, which includes INFORMED.',
      values: labelled(AGREEMENTS),
    }),
    Act: builder.enumType('ReferralAct', { description: 'Act on a referral.', values: labelled(acts) }),
    Direction: builder.enumType('ReferralDirection', {
      description: "Direction of a referral, seen from the caller's organisation.",
      values: labelled({
        SENT: { nl: 'verstuurd', en: "sent by the caller's organisation" },
        RECEIVED: { nl: 'ontvangen', en: "sent to the caller's organisation" },
      }),
    }),
    Side: builder.enumType('ReferralSide', {
      description: 'Party that acted.',
      values: labelled({
        SENDER: { nl: 'verzender', en: 'sender' },
        RECEIVER: { nl: 'ontvanger', en: 'receiver' },
        SYSTEM: { nl: 'systeem', en: 'hub, when a deadline passed' },
      }),
    }),
    Queue: builder.enumType('ReferralQueue', {
      description: 'Worklist of referrals (werkvoorraad).',
      values: labelled({
        TO_ANSWER: { nl: 'te beantwoorden', en: 'received and not yet answered' },
        WAITING_FOR_ME: { nl: 'wacht op mij', en: "waiting for an act of the caller's organisation" },
        OVERDUE: { nl: 'te laat', en: 'past a deadline' },
      }),
    }),
    rejection: list('rejection'),
    ending: list('ending'),
    correction: list('correction'),
    outcome: list('outcome'),
  }
}

export type ReferralEnums = ReturnType<typeof addReferralEnums>
