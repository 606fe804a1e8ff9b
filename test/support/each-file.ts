/**
 * Runs before each test file. Files of one worker share its process and the modules of src, so that a file which leaves something changed or open
 * fails, and not one of those after it.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, expect } from 'vitest'
import { closeAll } from './closing.ts'
import { leftBehind, readProcessState } from './process-state.ts'

/** How often what was closed is looked for, until it is gone: 10 seconds in all. */
const LOOKS = 200
const BETWEEN_MS = 50

const before = readProcessState()

// The hook of the setup file runs last: after those of the file itself.
afterAll(async () => {
  await closeAll()
  let left = leftBehind(before, readProcessState())
  for (let look = 1; look < LOOKS && left.length > 0; look += 1) {
    await wait(BETWEEN_MS)
    left = leftBehind(before, readProcessState())
  }
  expect(left, 'this test file leaves behind').toEqual([])
})
