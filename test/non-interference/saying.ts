/** What an answer says: all its bytes, but for what is new in every answer. */
import type { Vault } from '../../src/base/vault.ts'
import type { Answer } from '../attack/answer.ts'

/** Headers that are new in every answer, whatever is asked. */
const NEW_EVERY_TIME = new Set(['date', 'hub-trace-id', 'connection', 'keep-alive'])

/** Opens a cursor, which is sealed anew each time: what it holds must be the same, and so must its length. */
export type OpenCursor = (cursor: string) => string

export function cursorOpener(
  vault: Pick<Vault, 'openText'>,
  lists: readonly { filter: Record<string, unknown>; order: string }[],
  bound: readonly unknown[],
): OpenCursor {
  const identities = lists.map(({ filter, order }) =>
    JSON.stringify(['newcomers', ...bound, null, order, Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1))]),
  )
  return (cursor) => {
    const opened = identities.map((identity) => vault.openText(cursor, identity)).find((text) => text !== undefined)
    if (opened === undefined) throw new Error('A cursor does not open for its list: say in saying.ts what it is bound to now.')
    return `${opened} (${cursor.length})`
  }
}

export function sayingOf({ status, headers, text }: Answer, open: OpenCursor): string {
  const kept = [...headers].filter(([name]) => !NEW_EVERY_TIME.has(name)).sort()
  const opened = text
    .replace(/"(cursor|startCursor|endCursor)":"([^"]+)"/g, (_whole, name, cursor) => `"${name}":"${open(cursor)}"`)
    .replace(/"traceId":"[0-9a-f]{32}"/g, '"traceId":""')
  return `${status} ${JSON.stringify(kept)} ${opened}`
}
