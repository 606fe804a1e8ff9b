/** Commands beside the server: `npm run hub -- <command>`. */
import { Command } from 'commander'
import { addAuditCommands } from './app/commands/audit.ts'
import { addContractCommands } from './app/commands/contract.ts'
import { addDeliveryCommands } from './app/commands/delivery.ts'
import { addDoctorCommand } from './app/commands/doctor.ts'
import { addIncentiveCommands } from './app/commands/incentives.ts'
import { addMergeCommands } from './app/commands/merges.ts'
import { addOperationCommands } from './app/commands/operations.ts'
import { addReportCommand } from './app/commands/report.ts'
import { addRotateCommand } from './app/commands/rotate.ts'
import { addSeedCommand } from './app/commands/seed.ts'
import { addStatisticsCommands } from './app/commands/statistics.ts'
import { addTokenCommand } from './app/commands/token.ts'
import { describeFailure } from './app/failure.ts'

const program = new Command('hub').description('Doorstroom: commands of the hub.').showHelpAfterError('(add --help for the options)')
addTokenCommand(program)
addContractCommands(program)
addDeliveryCommands(program)
addMergeCommands(program)
addOperationCommands(program)
addIncentiveCommands(program)
addSeedCommand(program)
addStatisticsCommands(program)
addReportCommand(program)
addAuditCommands(program)
addRotateCommand(program)
addDoctorCommand(program)

await program.parseAsync().catch((error: unknown) => {
  const { message, exitCode } = describeFailure(error)
  console.error(message)
  process.exitCode = exitCode
})
