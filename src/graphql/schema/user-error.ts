/** Refusals of a mutation that are data: what the caller can mend, or must look at again. */
import type { DomainBuilder } from './builder.ts'
import { STRUCTURAL } from './structural.ts'

/** Why a mutation changed nothing, by code, with its cause and remedy. */
export const USER_ERROR_CODES = {
  BAD_USER_INPUT: 'Input field that is missing or not valid: see `field`.',
  NOT_FOUND: "Record not found, or not in the scope of the caller's organisation; the answer is the same for both.",
  ILLEGAL_TRANSITION: 'Your side cannot do this in the present state: see `state` and `may`.',
  VERSION_CONFLICT: 'Record changed since the version on which the act was decided. Read it again and decide again.',
  OPEN_REFERRAL_EXISTS: 'Person already has an open referral for this reason between organisations of these kinds.',
  DECISION_IN_FORCE: 'Decision on the same thing is in force already: `message` names it. Replace it, or leave it as it is.',
  CONFIRMATION_MISSING: 'Confirmation missing: before granting, a person must confirm the codes that `message` names.',
} as const
export type UserErrorCode = keyof typeof USER_ERROR_CODES

/** @property field path in the arguments, as ["input", "change", "code"]; empty when it is about no field.
 *  @property state current state, where that is what stands in the way. @property may acts that this side can do now. */
export type UserError = { code: UserErrorCode; message: string; field: readonly string[]; state?: string; may?: readonly string[] }

/** Field of every payload. */
export const userErrorsField = (UserError: ReturnType<typeof userErrorType>) => ({
  type: [UserError] as [typeof UserError],
  nullable: { list: false, items: false } as const,
  description: 'Reasons why nothing was changed. Empty when the act succeeded.',
  extensions: STRUCTURAL,
  resolve: ({ userErrors }: { userErrors: readonly UserError[] }) => [...userErrors],
})

/** Adds the type of user errors to a module that has mutations. Merging keeps one of them. */
export function userErrorType({ builder }: DomainBuilder) {
  const Code = builder.enumType('UserErrorCode', {
    description: 'Reason why a mutation changed nothing.',
    values: Object.fromEntries(Object.entries(USER_ERROR_CODES).map(([code, description]) => [code, { description }])) as Record<
      UserErrorCode,
      { description: string }
    >,
  })
  return builder.objectRef<UserError>('UserError').implement({
    description: 'Refusal that the caller can correct. Nothing was changed.',
    fields: (t) => ({
      code: t.field({
        type: Code,
        nullable: false,
        description: 'Kind of refusal.',
        extensions: STRUCTURAL,
        resolve: ({ code }) => code,
      }),
      message: t.string({
        nullable: false,
        description: 'Explanation in words, without any value of the input.',
        extensions: STRUCTURAL,
        resolve: ({ message }) => message,
      }),
      field: t.stringList({
        nullable: false,
        description: 'Path of the argument to correct. Empty when no argument is at fault.',
        extensions: STRUCTURAL,
        resolve: ({ field }) => [...field],
      }),
      state: t.string({
        description: 'Present state of the record. Null when the state is not the obstacle.',
        extensions: STRUCTURAL,
        resolve: ({ state }) => state ?? null,
      }),
      may: t.stringList({
        description: "Mutations that the caller's side can do now. Null when the state is not the obstacle.",
        extensions: STRUCTURAL,
        resolve: ({ may }) => (may === undefined ? null : [...may]),
      }),
    }),
  })
}
