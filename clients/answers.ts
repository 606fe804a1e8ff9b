/** How the example clients print what the hub says. */
import type { Withheld } from './hub-client.ts'

/** Prints which cells are null because a condition is not met, and which one. Null for another reason means: not known. */
export function printWithheld(withheld: readonly Withheld[]): void {
  for (const { coordinate, reasons, count } of withheld) console.log(`  withheld: ${coordinate} of ${count}, ${reasons.join(' or ')}`)
}
