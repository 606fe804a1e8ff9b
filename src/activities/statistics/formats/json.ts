/** Release as JSON. */
import { measuresOf } from '../release/release.ts'
import type { FiguresAnswer, StoredRelease } from '../release/store.ts'
import { rowsOf } from './columns.ts'

/** What every file says about its release, dictionary included. */
export function describeRelease({ table, period, version, asOf, method, utility, audit, digest, reason, definition }: StoredRelease) {
  const { title, definition: text, unit, sources, dimensions } = definition
  return {
    table,
    period,
    version,
    asOf,
    reason,
    digest,
    method: { name: method.method, threshold: method.threshold, sensitiveThreshold: method.sensitiveThreshold, base: method.base },
    utility,
    audit,
    dictionary: { title, definition: text, unit, sources, dimensions, measures: measuresOf(definition) },
  }
}

/** The release described, and its figures as objects. */
export function renderJson(found: FiguresAnswer): string {
  return JSON.stringify({ ...describeRelease(found.release), figures: rowsOf(found) })
}
