/** The snapshots of one delivery: judged when all of it was read and applied, for only then is it known what was refused. */
import { type AcceptedSnapshot, type AcceptRules, acceptSnapshot } from './accept.ts'
import type { Item } from './item.ts'
import type { DeliveryRefusal } from './refused.ts'
import type { RefusedRecords } from './refused-records.ts'
import { SNAPSHOT } from './withdrawable.ts'

export type DeliverySnapshots = {
  /** Keeps an item that is a snapshot. @returns whether it is one. */
  keep(item: Item): boolean
  judge(): { accepted: AcceptedSnapshot[]; refused: DeliveryRefusal[] }
}

export function createSnapshots(rules: AcceptRules, { isIncomplete }: RefusedRecords): DeliverySnapshots {
  const kept: { record: number; line: Record<string, unknown> }[] = []
  return {
    keep(item) {
      if (!('line' in item) || item.line.record !== SNAPSHOT) return false
      kept.push(item)
      return true
    },
    judge() {
      const verdicts = kept.map(({ record, line }) => acceptSnapshot(record, line, rules, isIncomplete))
      return {
        accepted: verdicts.flatMap((verdict) => ('snapshot' in verdict ? [verdict.snapshot] : [])),
        refused: verdicts.flatMap((verdict) => ('refused' in verdict ? [verdict.refused] : [])),
      }
    },
  }
}
