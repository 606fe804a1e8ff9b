import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './build.ts'

/** Runs the command as people do. */
const prove = (...given: string[]) =>
  spawnSync(process.execPath, [join(ROOT, 'scripts/prove.ts'), ...given], { cwd: ROOT, encoding: 'utf8' })

test('a canary makes the proof fail, with the seed and the case', { timeout: 90_000 }, () => {
  const { status, stdout } = prove('--only', 'oracle', '--canary', 'scope-organisation', '--seed', '7')
  expect({ status, stdout }).toEqual({ status: 1, stdout: expect.stringMatching(/^seed 7\nBROKEN oracle: /) })
})

test('the build as it is passes the same proof', { timeout: 90_000 }, () => {
  const { status, stdout } = prove('--only', 'oracle', '--documents', '40', '--seed', '7')
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^seed 7\nholds {2}oracle: 40 documents/) })
})
