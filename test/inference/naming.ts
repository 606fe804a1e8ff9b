/**
 * The general attack. Persons who look alike are a group. Where all of a group in one half have a fact that few have, the attacker says of those of the
 * other half that look the same that they have it. It counts only when it is right about all of them.
 */
import type { Truth } from './truth.ts'

/** How each person looks, in the order of the persons. */
export type Look = readonly string[]

/** Least persons of a group to learn from, and to say it of. */
const LEARNED = 8
const SAID = 4
/** How unlikely a group of so many must be by chance. */
const CHANCE = 1e-6

/** Persons (by place) of whom the attacker says rightly that they have a fact, by how they look. */
export function named(look: Look, fact: string): Set<number> {
  const base = [...fact].filter((value) => value === '1').length / Math.max(1, fact.length)
  const places = Map.groupBy(look.keys(), (place) => look[place] ?? '')
  const found = new Set<number>()
  for (const group of places.values()) {
    const [learned, said] = [0, 1].map((half) => group.filter((place) => place % 2 === half))
    if (learned === undefined || said === undefined || learned.length < LEARNED || said.length < SAID) continue
    const all = (half: readonly number[]) => half.every((place) => fact[place] === '1')
    if (base ** learned.length > CHANCE || !all(learned) || !all(said)) continue
    for (const place of group) found.add(place)
  }
  return found
}

/** Persons named by what was shown of them, together with each thing that the attacker sees anyway; without those that it names by what it sees alone. */
export function namedBy(shown: readonly Look[], seen: Truth, fact: string): Set<number> {
  const alone = [...seen.values()].map((values) => [...values])
  const otherwise = new Set(alone.flatMap((look) => [...named(look, fact)]))
  const found = new Set<number>()
  for (const look of shown)
    for (const beside of [look.map(() => ''), ...alone])
      for (const place of named(
        look.map((shownOf, nth) => `${shownOf} ${beside[nth]}`),
        fact,
      ))
        if (!otherwise.has(place)) found.add(place)
  return found
}
