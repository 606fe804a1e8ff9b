/** Free text on its way to another organisation: short, and without what identifies somebody else or belongs in a field of its own. */
import { holdsInsz } from '../../base/insz.ts'

/** Longest explanation, question or answer, in characters. */
export const TEXT_MAX = 500

export type TextProblem = 'TOO_LONG' | 'HOLDS_INSZ' | 'HOLDS_EMAIL'

export const TEXT_PROBLEMS: Record<TextProblem, string> = {
  TOO_LONG: `Use at most ${TEXT_MAX} characters.`,
  HOLDS_INSZ: 'Remove the identification number: the referral already identifies the person.',
  HOLDS_EMAIL: 'Remove the e-mail address: contact data has its own fields.',
}

const EMAIL = /[^\s@<>"]{1,64}@[^\s@<>"]{1,190}\.[a-z]{2,}/i

/** What is wrong with a text; undefined when nothing is. */
export function problemOf(text: string): TextProblem | undefined {
  if ([...text].length > TEXT_MAX) return 'TOO_LONG'
  if (EMAIL.test(text)) return 'HOLDS_EMAIL'
  return holdsInsz(text) ? 'HOLDS_INSZ' : undefined
}
