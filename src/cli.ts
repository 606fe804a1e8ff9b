/** Commands beside the server: `npm run hub -- <command>`. */
import { Command } from 'commander'
import { addAuditCommands } from './commands/audit.ts'
import { addContractCommands } from './commands/contract.ts'
import { addDeliveryCommands } from './commands/delivery.ts'
import { addIncentiveCommands } from './commands/incentives.ts'
import { addOperationCommands } from './commands/operations.ts'
import { addReportCommand } from './commands/report.ts'
import { addSeedCommand } from './commands/seed.ts'
import { addStatisticsCommands } from './commands/statistics.ts'
import { addTokenCommand } from './commands/token.ts'

const program = new Command('hub').description('Doorstroom: commands of the hub.').showHelpAfterError('(add --help for the options)')
addTokenCommand(program)
addContractCommands(program)
addDeliveryCommands(program)
addOperationCommands(program)
addIncentiveCommands(program)
addSeedCommand(program)
addStatisticsCommands(program)
addReportCommand(program)
addAuditCommands(program)

await program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
