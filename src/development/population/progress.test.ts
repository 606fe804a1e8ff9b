import { expect, test } from 'vitest'
import { showProgress } from './progress.ts'

test('away from a terminal, progress is a line per tenth', () => {
  const lines: string[] = []
  const progress = showProgress({ isTTY: false, write: (text: string | Uint8Array) => lines.push(String(text)) > 0 }, 'persons')
  for (let done = 5; done <= 100; done += 5) progress.report(done, 100)
  progress.stop()
  expect(lines).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((done) => `${done} of 100 persons\n`))
})
