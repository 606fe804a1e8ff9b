/** `npm run test:recipes`: apart from the other tests, because a recipe runs many commands, test runs among them. */
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { PlainSummary } from '../support/plain-summary.ts'

export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: { include: ['test/recipes/*.test.ts'], maxWorkers: 2, hookTimeout: 120_000, reporters: ['default', new PlainSummary()] },
})
