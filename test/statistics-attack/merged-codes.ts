/** A year released under the municipalities of before a merger, and again under those of after it. */
import { DEFAULT_POLICY } from '../../src/activities/statistics/disclosure/policy.ts'
import { protectTable } from '../../src/activities/statistics/disclosure/protect.ts'
import type { Solver } from '../../src/activities/statistics/disclosure/solver.ts'
import type { CountTable, ProtectedTable } from '../../src/activities/statistics/disclosure/table.ts'

/** The same persons twice: `old` counts each municipality as two that merged later, of which the first was small. */
export type Merger = { readonly old: CountTable; readonly now: CountTable; readonly recoded: Readonly<Record<string, string>> }

/** Splits every municipality of a table in two; a small share of each count falls to the first. */
export function splitPlaces(now: CountTable): Merger {
  const [place, ...others] = now.dimensions
  if (place === undefined) throw new Error('A table without places cannot be split by place.')
  const isLeaf = (code: string) => !place.codes.some(({ parent }) => parent === code)
  const recoded: Record<string, string> = {}
  const codes = place.codes.flatMap((one) => {
    if (!isLeaf(one.code)) return [one]
    return ['a', 'b'].map((suffix) => {
      recoded[`${one.code}${suffix}`] = one.code
      return { code: `${one.code}${suffix}`, parent: one.parent }
    })
  })
  const cells = now.cells.flatMap(({ at: [leaf = '', ...rest], values }) => {
    const small = values.map((value) => Math.floor(value / 12))
    return [
      { at: [`${leaf}a`, ...rest], values: small },
      { at: [`${leaf}b`, ...rest], values: values.map((value, m) => value - (small[m] ?? 0)) },
    ]
  })
  return { old: { ...now, dimensions: [{ ...place, codes }, ...others], cells }, now, recoded }
}

/** Both releases, the later one protected against the earlier. */
export function releaseMerger(merger: Merger, solver: Solver): Merger & { before: ProtectedTable; after: ProtectedTable } {
  const { old, now, recoded } = merger
  const before = protectTable({ table: old, policy: DEFAULT_POLICY, solver }).release
  const earlier = [{ table: before, recoded: { [now.dimensions[0]?.name ?? '']: recoded } }]
  return { ...merger, before, after: protectTable({ table: now, policy: { ...DEFAULT_POLICY, earlier }, solver }).release }
}
