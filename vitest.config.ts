import { createRequire } from 'node:module'
import { join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'
import { PlainSummary } from './test/support/plain-summary.ts'
import { SlowestFirst } from './test/support/slowest-first.ts'

export default defineConfig({
  // As Node itself resolves it: one copy of graphql for our modules and for the libraries that they load.
  resolve: { alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }] },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'clients/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
    // With a command of its own: npm run test:recipes.
    exclude: [...configDefaults.exclude, 'test/recipes/**'],
    globalSetup: ['test/support/global-setup.ts'],
    // Fails a test file that leaves something changed or open.
    setupFiles: ['test/support/each-file.ts'],
    // So that files of one worker can share the modules of src, which hold nothing that changes (test/module-state.test.ts). Each file has its own hub and database.
    isolate: false,
    // Compiled modules, kept for the processes that tests start.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.compile-cache') },
    // Two processors are what the smallest machine has, and PostgreSQL needs its share.
    maxWorkers: 2,
    sequence: { sequencer: SlowestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', new PlainSummary()],
  },
})
