/** Mutations that name the act. They say what is asked; the store finds, decides and writes. */
import type { GraphQLResolveInfo } from 'graphql'
import { parseOrganisationCode } from '../../../base/organisation-code.ts'
import { actKeyOf } from '../../../graphql/schema/acts/act.ts'
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import { type RequestContext, readRow } from '../../../graphql/schema/context.ts'
import { parseId } from '../../../graphql/schema/ids.ts'
import { needs } from '../../../graphql/schema/needs.ts'
import { STRUCTURAL } from '../../../graphql/schema/structural.ts'
import { type UserError, userErrorsField, userErrorType } from '../../../graphql/schema/user-error.ts'
import { ACT_MUTATIONS, type ActMutation, SUBMIT } from '../acts.ts'
import type { ActInput } from '../decide.ts'
import type { ActAnswer, MoveCommand, SendCommand } from '../store/commands.ts'
import type { ReferralEnums } from './enums.ts'
import { addSelectors, moveInput, submitInput } from './inputs.ts'
import { checkMove, checkSend, type MoveInput, type SubmitInput } from './read-input.ts'
import type { addReferralTypes } from './types.ts'

export function addReferralMutations(domain: DomainBuilder, enums: ReferralEnums, types: ReturnType<typeof addReferralTypes>): void {
  const { builder } = domain
  const selectors = addSelectors(domain)
  const Payload = payloadType(domain, types)
  builder.mutationType({
    description: 'Acts that change data. Send one act per request; a retry with the same Idempotency-Key does not repeat it.',
  })
  const Submit = submitInput(domain, enums, selectors)
  builder.mutationField(SUBMIT, (t) =>
    t.field({
      type: Payload,
      nullable: false,
      description: 'Refers a person to another organisation (doorverwijzen), or saves a draft. For the sender.',
      extensions: needs('PERSONS', 'ACT_KEY'),
      args: { input: t.arg({ type: Submit, required: true, description: 'Person, receiver and reason of the referral.' }) },
      resolve: (_root, args, context, info) => submit(args.input as SubmitInput, context, info),
    }),
  )
  for (const mutation of ACT_MUTATIONS) {
    const Input = moveInput(domain, enums, selectors, mutation)
    builder.mutationField(mutation.name, (t) =>
      t.field({
        type: Payload,
        nullable: false,
        description: mutation.description,
        extensions: needs('PERSONS', 'ACT_KEY'),
        args: { input: t.arg({ type: Input, required: true, description: 'Input of the act.' }) },
        resolve: (_root, args, context, info) => move(mutation, args.input as MoveInput, context, info),
      }),
    )
  }
}

function payloadType(domain: DomainBuilder, { Referral }: ReturnType<typeof addReferralTypes>) {
  return domain.builder.objectRef<ActAnswer>('ReferralPayload').implement({
    description: 'Result of an act on a referral.',
    fields: (t) => ({
      referral: t.field({
        type: Referral,
        description:
          "Referral in its present state, also when the act was refused because of its state or version. Null when not found in the caller's scope, or when the input is not valid.",
        extensions: STRUCTURAL,
        resolve: async ({ id }, _args, context, info) => (id === null ? null : readRow('Referral', id, context, info)),
      }),
      userErrors: t.field(userErrorsField(userErrorType(domain))),
    }),
  })
}

const refused = (userErrors: readonly UserError[]): ActAnswer => ({ id: null, userErrors })

async function move(mutation: ActMutation, input: MoveInput, context: RequestContext, info: GraphQLResolveInfo): Promise<ActAnswer> {
  const key = actKeyOf(context, info, input)
  const { change = {} } = input
  const errors = checkMove(change ?? {}, context.now)
  if (errors.length > 0) return refused(errors)
  const asked: MoveCommand = {
    act: mutation.act,
    id: parseId(input.referral.id, 'input.referral.id'),
    expectedVersion: input.referral.expectedVersion,
    given: givenOf(change ?? {}),
    receiver: mutation.takes.receiver === undefined ? null : codeOf(change?.receiver),
  }
  return context.ports.referrals.move(asked, key)
}

/** As it is stored; one that is not valid was refused before. */
const codeOf = (receiver: string | null | undefined): string => parseOrganisationCode(receiver ?? '') ?? ''

function givenOf({ code, outcome, appointmentAt, text }: NonNullable<MoveInput['change']>): ActInput {
  return {
    ...(code == null ? {} : { code }),
    ...(outcome == null ? {} : { outcome }),
    ...(appointmentAt == null ? {} : { appointmentAt: new Date(appointmentAt) }),
    ...(text == null ? {} : { text }),
  }
}

async function submit(input: SubmitInput, context: RequestContext, info: GraphQLResolveInfo): Promise<ActAnswer> {
  const key = actKeyOf(context, info, input)
  const errors = checkSend(input)
  if (errors.length > 0) return refused(errors)
  const { newcomer, referral, change } = input
  const asked: SendCommand = {
    asDraft: input.asDraft ?? false,
    draft: referral == null ? null : { id: parseId(referral.id, 'input.referral.id'), expectedVersion: referral.expectedVersion },
    person: { newcomerId: newcomer?.id == null ? null : parseId(newcomer.id, 'input.newcomer.id'), inszHash: newcomer?.insz ?? null },
    receiver: codeOf(change.receiver),
    reason: change.reason,
    agreement: change.agreement ?? null,
    explanation: change.explanation ?? null,
    contact: { name: change.contact?.name ?? null, phone: change.contact?.phone ?? null, email: change.contact?.email ?? null },
  }
  return context.ports.referrals.send(asked, key)
}
