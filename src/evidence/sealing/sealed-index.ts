/** Every sealed row by table and id, in the order of ids: what the rows of the database are held against, in 44 bytes per row. */
import { byTable, EVIDENCE_TABLES, type EvidenceTable } from '../evidence-rows.ts'
import type { Leaf } from './leaves.ts'

export type SealedRow = { id: number; batch: number; hash: Buffer }

export type SealedIndex = {
  add(batch: number, leaves: readonly Leaf[]): void
  /** Sealed rows of a table, lowest id first. */
  listByTable(table: EvidenceTable): Generator<SealedRow>
  has(table: EvidenceTable, id: number): boolean
}

type Entry = { id: number; batch: number; leaf: Leaf }

export function createSealedIndex(): SealedIndex {
  const entries = byTable((): Entry[] => [])
  const ordered = new Set<EvidenceTable>()

  function order(table: EvidenceTable): readonly Entry[] {
    // Batches follow the order of commits, which is nearly that of ids.
    if (!ordered.has(table)) entries[table].sort((a, b) => a.id - b.id)
    ordered.add(table)
    return entries[table]
  }

  return {
    add: (batch, leaves) => {
      for (const leaf of leaves) entries[leaf.table].push({ id: leaf.id, batch, leaf })
      for (const table of EVIDENCE_TABLES) ordered.delete(table)
    },
    *listByTable(table) {
      for (const { id, batch, leaf } of order(table)) yield { id, batch, hash: leaf.hash }
    },
    has: (table, id) => {
      const rows = order(table)
      let [low, high] = [0, rows.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if ((rows[middle]?.id ?? 0) < id) low = middle + 1
        else high = middle
      }
      return rows[low]?.id === id
    },
  }
}
