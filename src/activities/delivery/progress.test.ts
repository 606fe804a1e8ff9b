import { expect, test } from 'vitest'
import { createProgress } from './progress.ts'
import { countFile, emptySummary, exitCodeOf, renderSummary } from './summary.ts'

const MIB = 1024 * 1024

test('elsewhere than on a terminal progress is a plain line every five seconds', () => {
  const written: string[] = []
  let now = 0
  const stream = { isTTY: false, write: (text: string) => written.push(text) }
  const progress = createProgress(stream as unknown as NodeJS.WriteStream, () => now)
  progress.start(3, 10 * MIB)
  for (let step = 0; step < 3; step++) {
    now += 2000
    progress.advance(2 * MIB)
    progress.finishFile()
  }
  progress.stop()
  expect(written).toEqual(['2 of 3 files, 6 of 10 MiB\n'])
})

test('a summary says what happened, and the exit code whether a person has to look', () => {
  const summary = emptySummary(1, [])
  expect(exitCodeOf(summary)).toBe(0)
  const outcome = { id: undefined, records: 4, applied: 2, ignored: 1, refused: 1, remarks: 1, problem: undefined, sha256: undefined }
  countFile(summary, { ...outcome, status: 'IMPORTED' })
  countFile(summary, { ...outcome, status: 'UNCHANGED', applied: 0, ignored: 0, refused: 0, remarks: 0 })
  expect(exitCodeOf(summary)).toBe(1)
  expect(renderSummary(summary)).toBe(
    [
      'files: 1 imported, 1 already imported (nothing changed), 0 with nothing to import, 0 refused, 1 skipped (not a delivery)',
      'records: 2 applied (1 remarks), 1 ignored (a newer one is known), 1 refused',
      'to see what was refused or left out, and why: npm run hub -- import --refused',
    ].join('\n'),
  )
  expect(exitCodeOf(emptySummary(0, ['nowhere']))).toBe(2)
})
