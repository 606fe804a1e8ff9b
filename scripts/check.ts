/** Everything that can be checked without running the tests: `npm run check`. Reports all that fails, and how to fix it. */
import { type Check, runChecks } from './run-checks.ts'

const CHECKS: readonly Check[] = [
  {
    name: 'migrations',
    command: ['node', 'scripts/new-migration.ts', '--check'],
    fix: 'npm run generate:migration -- <name_in_snake_case>',
  },
  {
    name: 'generated files',
    command: ['node', 'scripts/generate-schema.ts', '--check'],
    fix: 'npm run generate, and review the difference',
  },
  { name: 'unused code', command: ['knip', '--no-progress'], fix: 'remove what it names, or use it' },
  {
    name: 'types',
    command: ['tsc', '--noEmit'],
    fix: 'edit the lines that it names; if types of clients/generated are missing: npm run generate',
  },
  { name: 'format and lint', command: ['biome', 'ci'], fix: 'npm run format, and edit what is left' },
]

process.exitCode = await runChecks(CHECKS)
