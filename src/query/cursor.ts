/** Sealed cursors of paged lists. */
import type { Vault } from '../base/vault.ts'
import type { CursorPlace } from './execution.ts'

/** Cursors are sealed: they tell nothing (a sort value may be one that the caller may not see in clear), and open only for the list they came from. */
export type Cursors = {
  seal(place: CursorPlace, list: string): string
  /** @returns undefined when the cursor is of another consumer, purpose, filter or order, or no cursor at all. */
  open(cursor: string, list: string): CursorPlace | undefined
}

export function createCursors(vault: Pick<Vault, 'sealText' | 'openText'>): Cursors {
  return {
    seal: ({ sort, id }, list) => vault.sealText(JSON.stringify([sort, id]), list),
    open: (cursor, list) => {
      const text = vault.openText(cursor, list)
      if (text === undefined) return undefined
      const [sort, id] = JSON.parse(text) as [string, string]
      return { sort, id }
    },
  }
}
