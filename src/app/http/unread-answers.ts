/** Answers that a client has not taken yet: bounded in bytes per consumer, and in time. */
import type { ServerResponse } from 'node:http'
import { shareUsed } from '../../base/overload.ts'

/** Bytes that may wait for one consumer: more than its share of the largest answers. */
const MOST_BYTES = 32 * 1024 * 1024
/** Longest that a client may take to read an answer, in milliseconds. */
const READ_MS = 30_000

export type UnreadAnswers = {
  /** @throws Overload while too much waits to be read. */
  assertRead(consumer: string): void
  /** Counts an answer until it is read; cuts a connection that does not read. */
  hold(consumer: string, bytes: number, response: ServerResponse): void
}

export function createUnreadAnswers({ mostBytes = MOST_BYTES, readMs = READ_MS } = {}): UnreadAnswers {
  const unread = new Map<string, number>()
  const add = (consumer: string, bytes: number) => {
    const total = (unread.get(consumer) ?? 0) + bytes
    if (total === 0) unread.delete(consumer)
    else unread.set(consumer, total)
  }
  return {
    assertRead: (consumer) => {
      if ((unread.get(consumer) ?? 0) > mostBytes) throw shareUsed('unread_answers')
    },
    hold: (consumer, bytes, response) => {
      if (bytes === 0) return
      add(consumer, bytes)
      const cut = setTimeout(() => response.socket?.destroy(), readMs).unref()
      // After everything was handed to the operating system, or the connection ended.
      response.once('close', () => {
        clearTimeout(cut)
        add(consumer, -bytes)
      })
    },
  }
}
