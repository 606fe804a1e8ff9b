/** The snapshots of one delivery: judged when all of it was read and applied, for only then is it known what was refused. */
import { type Insz, parseInsz } from '../../base/insz.ts'
import { WITHDRAWAL } from '../../domains/declaration/record-type.ts'
import { type AcceptedRecord, type AcceptedSnapshot, type AcceptRules, acceptSnapshot } from './accept.ts'
import type { Item } from './item.ts'
import { type DeliveryRefusal, isRemark } from './refused.ts'
import { SNAPSHOT } from './withdrawable.ts'

export type DeliverySnapshots = {
  /** Keeps an item that is a snapshot. @returns whether it is one. */
  keep(item: Item): boolean
  /** Told of everything that was refused. */
  noteRefused(refused: DeliveryRefusal, item: Item | undefined): void
  /** The same, of a record that was accepted at first. */
  noteLost(record: AcceptedRecord): void
  judge(): { accepted: AcceptedSnapshot[]; refused: DeliveryRefusal[] }
}

export function createSnapshots(rules: AcceptRules): DeliverySnapshots {
  const kept: { record: number; line: Record<string, unknown> }[] = []
  const lost = new Set<string>()
  // A line of which not even the person can be read could be about anyone.
  let anyoneLost = false
  const lose = (insz: Insz, type: string) => lost.add(`${insz} ${type}`)
  const isIncomplete = (insz: Insz, type: string) => anyoneLost || lost.has(`${insz} ${type}`)
  return {
    keep(item) {
      if (!('line' in item) || item.line.record !== SNAPSHOT) return false
      kept.push(item)
      return true
    },
    noteRefused({ code, recordType }, item) {
      if (isRemark(code)) return
      const line = item !== undefined && 'line' in item ? item.line : undefined
      const insz = typeof line?.insz === 'string' ? parseInsz(line.insz, rules) : undefined
      if (line === undefined ? recordType === null : insz === undefined) anyoneLost = true
      if (insz !== undefined) lose(insz, String(line?.record === WITHDRAWAL ? line.of : line?.record))
    },
    noteLost({ insz, type }) {
      lose(insz, type.name)
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
