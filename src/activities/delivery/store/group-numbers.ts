/** Grouping of INSZ numbers that belong to the same person. */
import type { Insz } from '../../../base/insz.ts'

export type Replacement = { insz: Insz; replaces: readonly Insz[] }

/**
 * Numbers that are one person: they replace each other, directly or through others, or are known to belong to the same person.
 * Numbers of a group keep the order in which they came.
 * @param personOf the person that a number is known to belong to; undefined for a new number.
 */
export function groupNumbers(
  said: readonly Replacement[],
  numbers: readonly Insz[],
  personOf: (number: Insz) => string | undefined,
): { groups: Insz[][]; replaced: Set<Insz> } {
  const parent = new Map<string, string>()
  const rootOf = (node: string): string => {
    let root = node
    for (let next = parent.get(root); next !== undefined; next = parent.get(root)) root = next
    return root
  }
  const join = (one: string, other: string) => {
    const [root, otherRoot] = [rootOf(one), rootOf(other)]
    if (root !== otherRoot) parent.set(otherRoot, root)
  }
  const replaced = new Set<Insz>()
  for (const { insz, replaces } of said) {
    for (const old of replaces) {
      replaced.add(old)
      join(insz, old)
    }
  }
  // Without replacements every number stands for its person, and nothing can join.
  if (replaced.size === 0) return { groups: numbers.map((number) => [number]), replaced }
  for (const number of numbers) joinPerson(number, personOf(number), join)
  return { groups: [...Map.groupBy(numbers, rootOf).values()], replaced }
}

function joinPerson(number: Insz, person: string | undefined, join: (one: string, other: string) => void): void {
  if (person !== undefined) join(number, person)
}
