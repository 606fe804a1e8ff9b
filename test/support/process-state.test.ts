import { createServer } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { leftBehind, readProcessState } from './process-state.ts'

/** @returns what is told of a change that `make` makes. @throws when it is still told after it was undone. */
async function told(make: () => Promise<() => unknown> | (() => unknown)): Promise<string[]> {
  const before = readProcessState()
  const undo = await make()
  const left = leftBehind(before, readProcessState())
  await undo()
  // A server that is closed is gone a moment later.
  for (let look = 0; look < 100 && leftBehind(before, readProcessState()).length > 0; look += 1) await setImmediate()
  expect(leftBehind(before, readProcessState())).toEqual([])
  return left
}

test.each<[string, () => Promise<() => unknown> | (() => unknown), string]>([
  [
    'a setting',
    () => {
      process.env.LEFT_BEHIND = 'secret'
      return () => delete process.env.LEFT_BEHIND
    },
    'process.env.LEFT_BEHIND',
  ],
  [
    'a clock of its own',
    () => {
      const { Date: real } = globalThis
      globalThis.Date = class extends real {} as DateConstructor
      return () => {
        globalThis.Date = real
      }
    },
    'globalThis.Date',
  ],
  [
    'a listener',
    () => {
      const listen = () => {}
      process.on('SIGUSR2', listen)
      return () => process.off('SIGUSR2', listen)
    },
    "process.on('SIGUSR2')",
  ],
  [
    'a server',
    async () => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return () => new Promise((resolve) => server.close(resolve))
    },
    'TCPServerWrap: ',
  ],
  [
    'a timer',
    () => {
      const timer = setInterval(() => {}, 60_000)
      return () => clearInterval(timer)
    },
    'Timeout: ',
  ],
])('%s that a test file leaves behind is told, and one that it takes away is not', async (_what, make, line) => {
  expect((await told(make)).map((text) => text.slice(0, line.length))).toEqual([line])
})
