/** Disclosure policy: thresholds, rounding base and dominance rule, with their minima. */
import type { Lattice } from './lattice.ts'
import type { Dimension, Policy } from './table.ts'

const MINIMA = { threshold: 5, sensitiveThreshold: 10, base: 5, dominancePercent: 10 } as const

/** Rules as the project publishes: thresholds 5 and 10, base 5, p = 10 %. */
export const DEFAULT_POLICY: Policy = { ...MINIMA, seed: 'doorstroom', insiders: [], earlier: [] }

/** Refuses a policy that is weaker than the minima: figures are configurable upward only. @throws with every rule that is too weak. */
export function checkPolicy(policy: Policy): void {
  const names = ['threshold', 'sensitiveThreshold', 'base', 'dominancePercent'] as const
  const weak = names.filter((name) => !Number.isInteger(policy[name]) || policy[name] < MINIMA[name])
  if (weak.length === 0) return
  throw new Error(`Too weak for publication: ${weak.map((name) => `${name} ${policy[name]} (at least ${MINIMA[name]})`).join(', ')}.`)
}

type Rules = {
  readonly dimensions: readonly Dimension[]
  readonly sensitive: boolean
  readonly threshold: number
  readonly sensitiveThreshold: number
}

/** Threshold of each cell in distinct persons, by index of the lattice. */
export function thresholdsOf(lattice: Lattice, { dimensions, sensitive, threshold, sensitiveThreshold }: Rules): Int32Array {
  return Int32Array.from(lattice.keys, (_, cell) => {
    const apart = lattice.codesAt(cell).some((code, d) => dimensions[d]?.sensitive && code !== lattice.roots[d])
    return sensitive || apart ? sensitiveThreshold : threshold
  })
}

/** Nearest multiple of the base; a value halfway goes up. */
export function roundToBase(value: number, base: number): number {
  return base * Math.floor((value + Math.floor(base / 2)) / base)
}

/** Whole numbers that are published as `value`, when only the base is known: from `low` to `high`. */
export function valuesRoundedTo(value: number, base: number): { low: number; high: number } {
  const below = Math.floor(base / 2)
  return { low: Math.max(0, value - below), high: value + base - 1 - below }
}

/** Name of the method with its parameters, as a release states it. */
export function methodOf({ threshold, sensitiveThreshold, base, dominancePercent }: Policy): string {
  return `suppression-1 k=${threshold} k-sensitive=${sensitiveThreshold} base=${base} p=${dominancePercent}%`
}
