/** Inputs of mutations: the selector of what changes apart from the change. */
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import type { ActMutation } from '../acts.ts'
import type { ReferralEnums } from './enums.ts'

const TEXT =
  'At most 500 characters. Never an identification number or e-mail address, and nothing about health or beliefs: the receiver reads it.'

export function addSelectors({ builder }: DomainBuilder) {
  return {
    ReferralSelector: builder.inputType('ReferralSelector', {
      description: 'Which referral, and as of which version.',
      fields: (t) => ({
        id: t.id({ required: true, description: 'Id of the referral.' }),
        expectedVersion: t.int({ required: true, description: 'Version on which the act was decided; another one is a VERSION_CONFLICT.' }),
      }),
    }),
    NewcomerSelector: builder.inputType('NewcomerSelector', {
      description: "Which person, in the caller's scope: exactly one field.",
      fields: (t) => ({
        id: t.id({ description: "Id of the newcomer in the caller's sector." }),
        insz: t.field({
          type: 'Insz',
          description: 'INSZ of the person; send it as a variable, never in the text of the operation.',
          extensions: { hub: { reveals: ['Newcomer.insz'] } },
        }),
      }),
    }),
  }
}

export type Selectors = ReturnType<typeof addSelectors>

/** Input of sending. */
export function submitInput({ builder }: DomainBuilder, { Reason, Agreement }: ReferralEnums, selectors: Selectors) {
  const Contact = builder.inputType('ReferralContactInput', {
    description: 'Professional at the sender whom the receiver can ask (contactpersoon).',
    fields: (t) => ({
      name: t.string({ description: 'Name, at most 100 characters.' }),
      phone: t.string({ description: 'Telephone number at work, at most 30 characters.' }),
      email: t.string({ description: 'E-mail address at work, at most 254 characters.' }),
    }),
  })
  const Change = builder.inputType('SubmitReferralChange', {
    description: 'What the referral says.',
    fields: (t) => ({
      receiver: t.string({ required: true, description: 'KBO number or OVO code of the organisation that it is sent to (naar).' }),
      reason: t.field({ type: Reason, required: true, description: 'Why the person is referred (reden van toeleiding).' }),
      agreement: t.field({ type: Agreement, description: 'What the person did about it; needed to send, each reason says how much.' }),
      explanation: t.string({ description: `What the sender adds in words (reden-omschrijving). ${TEXT}` }),
      contact: t.field({ type: Contact, description: 'Whom the receiver can ask.' }),
    }),
  })
  return builder.inputType('SubmitReferralInput', {
    description: 'A referral to send, or to keep as a draft.',
    fields: (t) => ({
      newcomer: t.field({ type: selectors.NewcomerSelector, description: 'Whom it is about; left out for a draft that was kept.' }),
      referral: t.field({
        type: selectors.ReferralSelector,
        description: 'The draft that this sends or replaces; left out for a new referral.',
      }),
      asDraft: t.boolean({ defaultValue: false, description: 'Keeps it as a draft (concept) that only the sender sees.' }),
      change: t.field({ type: Change, required: true, description: 'What the referral says.' }),
    }),
  })
}

const capital = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`

/** Input of any later act. Fields that the act needs are checked with its state, so that both are told at once. */
export function moveInput({ builder }: DomainBuilder, enums: ReferralEnums, selectors: Selectors, { name, takes }: ActMutation) {
  const Change =
    Object.keys(takes).length === 0
      ? undefined
      : builder.inputType(`${capital(name)}Change`, {
          description: `What ${name} brings.`,
          fields: (t) => ({
            ...(takes.code === undefined ? {} : { code: t.field({ type: enums[takes.code], description: 'Why, as a code.' }) }),
            ...(takes.outcome === undefined
              ? {}
              : { outcome: t.field({ type: enums.outcome, description: 'What came of it; goes back to the sender.' }) }),
            ...(takes.appointmentAt === undefined
              ? {}
              : { appointmentAt: t.field({ type: 'DateTime', description: 'Appointment (afspraakmoment), in the future.' }) }),
            ...(takes.receiver === undefined
              ? {}
              : { receiver: t.string({ description: 'KBO number or OVO code of the competent organisation.' }) }),
            ...(takes.text === undefined ? {} : { text: t.string({ description: takes.text }) }),
          }),
        })
  return builder.inputType(`${capital(name)}Input`, {
    description: `Which referral, and what ${name} brings.`,
    fields: (t) => ({
      referral: t.field({ type: selectors.ReferralSelector, required: true, description: 'Which referral, as of which version.' }),
      ...(Change === undefined ? {} : { change: t.field({ type: Change, description: 'What the act brings.' }) }),
    }),
  })
}
