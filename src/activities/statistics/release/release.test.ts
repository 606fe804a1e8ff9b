import { expect, test } from 'vitest'
import { digestOf, type ReleaseContent } from './release.ts'

test('the same release has the digest that an earlier version of the hub stored', () => {
  const content = {
    table: 'stock',
    period: '2025',
    figures: [
      { by: ['A'], at: ['x', 'é"\u2028'], value: null, extra: undefined },
      { value: 1.5, by: [] },
    ],
    Z: { b: true, a: [undefined, null] },
    asOf: '2026-01-01',
  }
  // Stored by a hub of November 2026.
  expect(digestOf(content as unknown as ReleaseContent).toString('hex')).toBe(
    '64e144fb6f0b88e5f0ef8acdd37b05ba1256c4b8db95473e53d974687824027e',
  )
})
