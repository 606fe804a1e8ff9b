/** Disclosure control as a careless office does it: small cells are blanked, everything else is exact. The attacks must break it. */
import { DEFAULT_POLICY, methodOf } from '../../src/activities/statistics/disclosure/policy.ts'
import type { CountTable, ProtectedCell, ProtectedTable } from '../../src/activities/statistics/disclosure/table.ts'
import { nameOf, truthOf } from './reader.ts'

/** Publishes the cells of `like` with exact values, but for those of fewer than five persons (ten in a sensitive table). */
export function publishCarelessly(table: CountTable, like: ProtectedTable): ProtectedTable {
  const truth = truthOf(table, like)
  const cells = like.cells.map(({ at, measure }): ProtectedCell => {
    const value = truth.get(nameOf(measure, at)) ?? 0
    return value < DEFAULT_POLICY.threshold ? { at, measure, state: 'SUPPRESSED', value: null } : { at, measure, state: 'PUBLISHED', value }
  })
  return { ...like, method: methodOf(DEFAULT_POLICY), sensitiveThreshold: DEFAULT_POLICY.threshold, base: 1, cells }
}
