/** Inputs of mutations: the selector of what changes apart from the change. */
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import { hubExtension } from '../../../query/declare.ts'
import type { ActMutation } from '../acts.ts'
import type { ReferralEnums } from './enums.ts'

const TEXT =
  'At most 500 characters. Do not include an identification number, an e-mail address, or anything about health or beliefs: the receiver reads it.'

export function addSelectors({ builder }: DomainBuilder) {
  return {
    ReferralSelector: builder.inputType('ReferralSelector', {
      description: 'Referral and its expected version.',
      fields: (t) => ({
        id: t.id({ required: true, description: 'Id of the referral.' }),
        expectedVersion: t.int({
          required: true,
          description: 'Version on which the act was decided. Any other version gives VERSION_CONFLICT.',
        }),
      }),
    }),
    NewcomerSelector: builder.inputType('NewcomerSelector', {
      description: "Person in the caller's scope. Give exactly one field.",
      fields: (t) => ({
        id: t.id({ description: "Id of the newcomer in the caller's sector." }),
        insz: t.field({
          type: 'Insz',
          description: 'INSZ of the person. Send it as a variable, never in the text of the operation.',
          extensions: hubExtension({ reveals: ['Newcomer.insz'] }),
        }),
      }),
    }),
  }
}

export type Selectors = ReturnType<typeof addSelectors>

/** Input of sending. */
export function submitInput({ builder }: DomainBuilder, { Reason, Agreement }: ReferralEnums, selectors: Selectors) {
  const Contact = builder.inputType('ReferralContactInput', {
    description: 'Professional at the sender whom the receiver can contact (contactpersoon).',
    fields: (t) => ({
      name: t.string({ description: 'Name, at most 100 characters.' }),
      phone: t.string({ description: 'Telephone number at work, at most 30 characters.' }),
      email: t.string({ description: 'E-mail address at work, at most 254 characters.' }),
    }),
  })
  const Change = builder.inputType('SubmitReferralChange', {
    description: 'Content of the referral.',
    fields: (t) => ({
      receiver: t.string({ required: true, description: 'KBO number or OVO code of the receiver (naar).' }),
      reason: t.field({ type: Reason, required: true, description: 'Reason for the referral (reden van toeleiding).' }),
      agreement: t.field({ type: Agreement, description: 'Involvement of the person. Required to send; the reason sets the minimum.' }),
      explanation: t.string({ description: `Explanation by the sender (reden-omschrijving). ${TEXT}` }),
      contact: t.field({ type: Contact, description: 'Professional at the sender whom the receiver can contact.' }),
    }),
  })
  return builder.inputType('SubmitReferralInput', {
    description: 'Referral to send, or to save as a draft.',
    fields: (t) => ({
      newcomer: t.field({ type: selectors.NewcomerSelector, description: 'Person to refer. Leave out for a saved draft.' }),
      referral: t.field({
        type: selectors.ReferralSelector,
        description: 'Saved draft to send or replace. Leave out for a new referral.',
      }),
      asDraft: t.boolean({
        defaultValue: false,
        description: 'Whether to save a draft (concept) that only the sender sees, instead of sending.',
      }),
      change: t.field({ type: Change, required: true, description: 'Content of the referral.' }),
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
          description: `Data for ${name}.`,
          fields: (t) => ({
            ...(takes.code === undefined ? {} : { code: t.field({ type: enums[takes.code], description: 'Reason code.' }) }),
            ...(takes.outcome === undefined
              ? {}
              : { outcome: t.field({ type: enums.outcome, description: 'Outcome, which the sender will see.' }) }),
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
    description: `Input of ${name}.`,
    fields: (t) => ({
      referral: t.field({ type: selectors.ReferralSelector, required: true, description: 'Referral and its expected version.' }),
      ...(Change === undefined ? {} : { change: t.field({ type: Change, description: 'Data for the act.' }) }),
    }),
  })
}
