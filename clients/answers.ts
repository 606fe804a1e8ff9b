/** How the example clients print what the hub says. */
import type { Withheld } from './hub-client.ts'

/** Prints which cells are null because a condition is not met, and which one. Null for another reason means: not known. */
export function printWithheld(withheld: readonly Withheld[]): void {
  for (const { coordinate, reasons, count } of withheld) console.log(`  withheld: ${coordinate} of ${count}, ${reasons.join(' or ')}`)
}

/** What the caller of a mutation can mend. */
type Refusal = { code: string; message: string; field: readonly string[]; state?: string | null; may?: readonly string[] | null }

/** Prints why nothing was done, in the hub's words, and what can be done instead. Exit code 1: whoever runs it in a script must notice. */
export function printRefusal(errors: readonly Refusal[]): void {
  for (const { code, message, field, state, may } of errors) {
    console.log(`not done: ${message} (${[code, ...(field.length > 0 ? [field.join('.')] : [])].join(', ')})`)
    if (state != null) console.log(`  it is ${state} now${may == null ? '' : `; possible: ${may.join(', ') || 'nothing'}`}`)
  }
  process.exitCode = 1
}
