/** Command `hub doctor`. */
import type { Command } from 'commander'
import { examineInstallation } from '../doctor/examine.ts'
import { renderDiagnoses } from '../doctor/render.ts'

/** `doctor`: what is wrong with an installation, on one page. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'say what is wrong with settings, keys, issuer, database and evidence, with or without a running hub; exit code 1 when there is a fault',
    )
    .option('--json', 'print the findings as JSON')
    .action(async ({ json }: { json?: true }) => {
      const diagnoses = await examineInstallation(process.env)
      console.log(json ? JSON.stringify(diagnoses, null, 2) : renderDiagnoses(diagnoses))
      if (diagnoses.some(({ state }) => state === 'FAULT')) process.exitCode = 1
    })
}
