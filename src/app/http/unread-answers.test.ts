import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { describe, expect, test, vi } from 'vitest'
import { createUnreadAnswers } from './admission.ts'

function respond() {
  const socket = { destroy: vi.fn() }
  const response = Object.assign(new EventEmitter(), { socket }) as unknown as ServerResponse
  return { response, socket, read: () => void response.emit('close') }
}

describe('answers that wait to be read', () => {
  test('are counted for their consumer until they are read, and beyond the bound it is refused', () => {
    const unread = createUnreadAnswers({ mostBytes: 1_000 })
    const answers = Array.from({ length: 50 }, respond)
    const isRefused = (consumer: string) => {
      try {
        unread.assertRead(consumer)
        return false
      } catch (error) {
        return (error as { code: string }).code
      }
    }
    const held = answers.filter(({ response }) => {
      if (isRefused('a') !== false) return false
      unread.hold('a', 300, response)
      return true
    })
    expect([held.length, isRefused('a'), isRefused('b')]).toEqual([4, 'RATE_LIMITED', false])
    held[0]?.read()
    expect(isRefused('a')).toBe(false)
    for (const { read } of held.slice(1)) read()
    unread.hold('a', 1_000, respond().response)
    expect(isRefused('a')).toBe(false)
  })

  test('are not counted for a client that has left', () => {
    const unread = createUnreadAnswers({ mostBytes: 1_000 })
    for (let answer = 0; answer < 10; answer++) {
      const { response } = respond()
      unread.hold('a', 300, Object.assign(response, { destroyed: true }))
    }
    expect(() => unread.assertRead('a')).not.toThrow()
  })

  test('are cut when they are not read in time, and not when they are', () => {
    vi.useFakeTimers()
    try {
      const unread = createUnreadAnswers({ readMs: 500 })
      const [late, soon] = [respond(), respond()]
      unread.hold('a', 10, late.response)
      unread.hold('a', 10, soon.response)
      soon.read()
      vi.advanceTimersByTime(500)
      expect([late.socket.destroy.mock.calls.length, soon.socket.destroy.mock.calls.length]).toEqual([1, 0])
    } finally {
      vi.useRealTimers()
    }
  })
})
