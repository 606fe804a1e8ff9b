/** Output of the example clients: withheld cells and refused acts. */
import type { Withheld } from './hub-client.ts'

/** Prints the cells that are null because a condition is not met, with that condition. Any other null means: not known. */
export function printWithheld(withheld: readonly Withheld[]): void {
  for (const { coordinate, reasons, count } of withheld) console.log(`  withheld: ${coordinate} of ${count}, ${reasons.join(' or ')}`)
}

/** Refusal that the caller of a mutation can correct. */
type Refusal = { code: string; message: string; field: readonly string[]; state?: string | null; may?: readonly string[] | null }

/** Prints why nothing was changed, in the hub's words, and what is possible instead. Exit code 1, so that scripts notice. */
export function printRefusal(errors: readonly Refusal[]): void {
  for (const { code, message, field, state, may } of errors) {
    console.log(`not done: ${message} (${[code, ...(field.length > 0 ? [field.join('.')] : [])].join(', ')})`)
    if (state != null) console.log(`  present state: ${state}${may == null ? '' : `; possible: ${may.join(', ') || 'nothing'}`}`)
  }
  process.exitCode = 1
}
