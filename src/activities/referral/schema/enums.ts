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
    { nl: `${nl}: ${trigger.nl}`, en: `${en}; when: ${trigger.en}; ${AGREEMENTS[agreement].en} at least` },
  ]),
) as Record<keyof typeof REFERRAL_REASONS, Label>

const acts = Object.fromEntries(Object.entries(ACT_LABELS).map(([act, label]) => [toConstantCase(act), label]))

const CODE_LISTS: Record<CodeList, { name: string; description: string }> = {
  rejection: { name: 'ReferralRejection', description: 'Why a referral was not accepted: a code, never a ground.' },
  ending: { name: 'ReferralEnding', description: 'Why a referral was withdrawn or cancelled.' },
  correction: { name: 'ReferralCorrection', description: 'What mistake a referral was.' },
  outcome: {
    name: 'ReferralOutcome',
    description: 'What came of a referral, as it goes back to the sender (terugkoppeling): coarse, without grounds or scores.',
  },
}

export function addReferralEnums({ builder }: DomainBuilder) {
  const list = (of: CodeList) =>
    builder.enumType(CODE_LISTS[of].name, { description: CODE_LISTS[of].description, values: labelled<string>(CODES[of]) })
  return {
    State: builder.enumType('ReferralState', { description: 'Where a referral stands (docs/referral.md).', values: labelled(STATES) }),
    Reason: builder.enumType('ReferralReason', {
      description: 'Why somebody is referred (reden van toeleiding).',
      values: labelled(reasons),
    }),
    Agreement: builder.enumType('ReferralAgreement', {
      description: 'What the person did before the referral was sent. Each includes the one before.',
      values: labelled(AGREEMENTS),
    }),
    Act: builder.enumType('ReferralAct', { description: 'Act on a referral.', values: labelled(acts) }),
    Direction: builder.enumType('ReferralDirection', {
      description: "Which way a referral goes, seen from the caller's organisation.",
      values: labelled({
        SENT: { nl: 'verstuurd', en: "sent by the caller's organisation" },
        RECEIVED: { nl: 'ontvangen', en: "sent to the caller's organisation" },
      }),
    }),
    Side: builder.enumType('ReferralSide', {
      description: 'Who acted.',
      values: labelled({
        SENDER: { nl: 'verzender', en: 'the sender' },
        RECEIVER: { nl: 'ontvanger', en: 'the receiver' },
        SYSTEM: { nl: 'het systeem', en: 'the hub, when a deadline passed' },
      }),
    }),
    Queue: builder.enumType('ReferralQueue', {
      description: 'Work that waits (werkvoorraad).',
      values: labelled({
        TO_ANSWER: { nl: 'te beantwoorden', en: 'received and not answered yet' },
        WAITING_FOR_ME: { nl: 'wacht op mij', en: "the next act is the caller's" },
        OVERDUE: { nl: 'te laat', en: 'a deadline has passed' },
      }),
    }),
    rejection: list('rejection'),
    ending: list('ending'),
    correction: list('correction'),
    outcome: list('outcome'),
  }
}

export type ReferralEnums = ReturnType<typeof addReferralEnums>
