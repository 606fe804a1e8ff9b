/** Every command of the hub. */
import { Command } from 'commander'
import { addAuditCommands } from './audit.ts'
import { addContractCommands } from './contract.ts'
import { addDeliveryCommands } from './delivery.ts'
import { addDoctorCommand } from './doctor.ts'
import { addIncentiveCommands } from './incentives.ts'
import { addMergeCommands } from './merges.ts'
import { addOperationCommands } from './operations.ts'
import { addOriginCommands } from './origins.ts'
import { addReportCommand } from './report.ts'
import { addRotateCommand } from './rotate.ts'
import { addSeedCommand } from './seed.ts'
import { addStatisticsCommands } from './statistics.ts'
import { addTokenCommand } from './token.ts'

export function createProgram(): Command {
  const program = new Command('hub').description('Doorstroom: commands of the hub.').showHelpAfterError('(add --help for the options)')
  addTokenCommand(program)
  addContractCommands(program)
  addDeliveryCommands(program)
  addMergeCommands(program)
  addOperationCommands(program)
  addOriginCommands(program)
  addIncentiveCommands(program)
  addSeedCommand(program)
  addStatisticsCommands(program)
  addReportCommand(program)
  addAuditCommands(program)
  addRotateCommand(program)
  addDoctorCommand(program)
  return program
}
