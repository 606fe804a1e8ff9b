/** Refusals of a mutation that are data: what the caller can mend, or must look at again. */
import type { DomainBuilder } from './builder.ts'
import { STRUCTURAL } from './structural.ts'

/** Why a mutation changed nothing, by code, with its cause and remedy. */
export const USER_ERROR_CODES = {
  BAD_USER_INPUT: 'A field of the input is missing, or its value does not fit; `field` says which.',
  NOT_FOUND: "It does not exist, or not for the caller's organisation; the answer does not tell which.",
  ILLEGAL_TRANSITION: 'This side cannot do this in the state it is in now; `state` and `may` say what is possible.',
  VERSION_CONFLICT: 'It changed since the version that the act was decided on; read it again, and decide again.',
  OPEN_REFERRAL_EXISTS: 'The person already has an open referral between these kinds of organisations for this reason.',
  CONFIRMATION_MISSING: 'Granting takes that a person confirms what no register knows; `message` names the codes of the rule.',
  HUMAN_DECIDER_REQUIRED: 'A decision about a person is taken by a person: use a token of a user, not of a machine.',
} as const
export type UserErrorCode = keyof typeof USER_ERROR_CODES

/** @property field path in the arguments, as ["input", "change", "code"]; empty when it is about no field.
 *  @property state current state, where that is what stands in the way. @property may acts that this side can do now. */
export type UserError = { code: UserErrorCode; message: string; field: readonly string[]; state?: string; may?: readonly string[] }

/** Field of every payload. */
export const userErrorsField = (UserError: ReturnType<typeof userErrorType>) => ({
  type: [UserError] as [typeof UserError],
  nullable: { list: false, items: false } as const,
  description: 'Why nothing was changed; empty when the act was done.',
  extensions: STRUCTURAL,
  resolve: ({ userErrors }: { userErrors: readonly UserError[] }) => [...userErrors],
})

/** Adds the type of user errors to a module that has mutations. Merging keeps one of them. */
export function userErrorType({ builder }: DomainBuilder) {
  const Code = builder.enumType('UserErrorCode', {
    description: 'Why a mutation changed nothing.',
    values: Object.fromEntries(Object.entries(USER_ERROR_CODES).map(([code, description]) => [code, { description }])) as Record<
      UserErrorCode,
      { description: string }
    >,
  })
  return builder.objectRef<UserError>('UserError').implement({
    description: 'Refusal that the caller can mend. Nothing was changed.',
    fields: (t) => ({
      code: t.field({
        type: Code,
        nullable: false,
        description: 'What kind of refusal.',
        extensions: STRUCTURAL,
        resolve: ({ code }) => code,
      }),
      message: t.string({
        nullable: false,
        description: 'In words; never repeats a value of the input.',
        extensions: STRUCTURAL,
        resolve: ({ message }) => message,
      }),
      field: t.stringList({
        nullable: false,
        description: 'Path of the argument that it is about; empty when it is about none.',
        extensions: STRUCTURAL,
        resolve: ({ field }) => [...field],
      }),
      state: t.string({
        description: 'State it is in now, where that stands in the way; null otherwise.',
        extensions: STRUCTURAL,
        resolve: ({ state }) => state ?? null,
      }),
      may: t.stringList({
        description: "Mutations that the caller's side can do now instead; null where the state does not stand in the way.",
        extensions: STRUCTURAL,
        resolve: ({ may }) => (may === undefined ? null : [...may]),
      }),
    }),
  })
}
