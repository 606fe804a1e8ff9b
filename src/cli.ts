/** Commands beside the server: `npm run hub -- <command>`. */
import { createProgram } from './app/commands/program.ts'

await createProgram()
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  })
