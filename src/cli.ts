/** Commands beside the server: `npm run hub -- <command>`. */
import { createProgram } from './app/commands/program.ts'
import { describeFailure } from './app/failure.ts'

await createProgram()
  .parseAsync()
  .catch((error: unknown) => {
    const { message, exitCode } = describeFailure(error)
    console.error(message)
    process.exitCode = exitCode
  })
