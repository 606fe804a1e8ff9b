import { defineConfig } from 'vitest/config'
import { PlainSummary } from './test/support/plain-summary.ts'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'clients/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Two processors are what the smallest machine has, and PostgreSQL needs its share.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    reporters: ['default', new PlainSummary()],
  },
})
