/** What a rule tells of facts that its recipient does not see. */

/**
 * YES: that the fact is so, or of several, that at least one of them is. NO: that it is not. VALUE: something about its value, of a fact that has
 * more than yes and no.
 */
export const TELLINGS = ['YES', 'NO', 'VALUE'] as const
export type Telling = { are: (typeof TELLINGS)[number]; facts: readonly string[] }

/** Equal for the same telling. */
export function keyOf({ are, facts }: Telling): string {
  return `${are} ${facts.toSorted().join(' ')}`
}

/** In words, after "that" or "whether". */
export function wordsOf({ are, facts }: Telling): string {
  const [first] = facts
  if (facts.length > 1) return `that at least one of ${facts.join(', ')} is so`
  return are === 'VALUE' ? `which value ${first} has or has not` : `that ${first} is ${are === 'YES' ? 'so' : 'not so'}`
}
