/** What a delivery had and the hub does not have: of a person and a record type of which a record was refused, its absence says nothing. */
import { type Insz, parseInsz } from '../../base/insz.ts'
import { WITHDRAWAL } from '../../domains/declaration/record-type.ts'
import type { AcceptedRecord } from './accept.ts'
import type { Item } from './item.ts'
import { RECORD_TYPES } from './record-types.ts'
import { type DeliveryRefusal, isRemark } from './refused.ts'

/** A person and a record type of which a record was refused. */
export type RefusedRecord = { insz: Insz; type: string }

export type RefusedRecords = {
  /** Told of everything that was accepted. */
  noteAccepted(record: AcceptedRecord): void
  /** Told of everything that was refused. */
  noteRefused(refused: DeliveryRefusal, item: Item | undefined): void
  /** The same, of a record that was accepted at first. */
  noteLost(record: AcceptedRecord): void
  isIncomplete(insz: Insz, type: string): boolean
  /** Those that were noted since this was asked last, and all about these persons. */
  take(persons: ReadonlySet<Insz>): RefusedRecord[]
  /** Everybody in the delivery of whom something was accepted. */
  persons(): ReadonlySet<Insz>
  /** Record types of lines that could be about any person of the delivery, because the person cannot be read; ALL: nor can the type. */
  ofAnyone(): readonly string[] | 'ALL'
}

export function createRefusedRecords(rules: { allowSynthetic: boolean }): RefusedRecords {
  const lost = new Map<Insz, Set<string>>()
  let fresh: RefusedRecord[] = []
  const ofAnyone = new Set<string>()
  let allLost = false
  const persons = new Set<Insz>()
  const lose = (insz: Insz, type: string) => {
    const types = lost.get(insz) ?? new Set()
    if (types.has(type)) return
    lost.set(insz, types.add(type))
    fresh.push({ insz, type })
  }
  return {
    noteAccepted({ insz }) {
      persons.add(insz)
    },
    noteRefused({ code, recordType }, item) {
      if (isRemark(code)) return
      const line = item !== undefined && 'line' in item ? item.line : undefined
      const insz = typeof line?.insz === 'string' ? parseInsz(line.insz, rules) : undefined
      const named = line?.record === WITHDRAWAL ? line.of : line?.record
      if (line === undefined) allLost ||= recordType === null
      else if (insz !== undefined) lose(insz, String(named))
      else if (typeof named === 'string' && RECORD_TYPES.has(named)) ofAnyone.add(named)
      else allLost = true
    },
    noteLost({ insz, type }) {
      lose(insz, type.name)
    },
    isIncomplete: (insz, type) => allLost || ofAnyone.has(type) || lost.get(insz)?.has(type) === true,
    take(persons) {
      const taken = fresh
      fresh = []
      if (lost.size === 0) return taken
      return [...taken, ...[...persons].flatMap((insz) => [...(lost.get(insz) ?? [])].map((type) => ({ insz, type })))]
    },
    persons: () => persons,
    ofAnyone: () => (allLost ? 'ALL' : [...ofAnyone]),
  }
}
