import { findFiles, shownPath } from './files.ts'
import { importFile } from './import-file.ts'
import { loadOrganisationIds } from './organisations.ts'
import type { Progress } from './progress.ts'
import { countFile, emptySummary, type ImportSummary } from './summary.ts'
import type { TakeInPorts } from './take-in.ts'

export type ImportPorts = Omit<TakeInPorts, 'organisations'> & {
  progress: Progress
  /** Told one line about each file that was refused; never a personal value. */
  log: (line: string) => void
}

/**
 * Imports files and folders of MAGDA answers and NDJSON deliveries. One bad file never stops the rest.
 * @throws only when the database fails; what was imported until then stays, and the same command goes on from there.
 */
export async function importPaths(paths: readonly string[], ports: ImportPorts): Promise<ImportSummary> {
  const { files, skipped, missing } = await findFiles(paths)
  const summary = emptySummary(skipped, missing.map(shownPath))
  for (const path of summary.missing) ports.log(`${path}: no such file or folder`)
  const organisations = await loadOrganisationIds(ports.database.pool)
  ports.progress.start(
    files.length,
    files.reduce((sum, { bytes }) => sum + bytes, 0),
  )
  try {
    for (const file of files) {
      const outcome = await importFile(file, { ...ports, organisations }, ports.progress.advance)
      countFile(summary, outcome)
      ports.progress.finishFile()
      if (outcome.problem !== undefined)
        ports.log(
          `${shownPath(file.path)}${outcome.sha256 === undefined ? '' : ` (sha256 ${outcome.sha256}…)`}: ${outcome.problem.code}, ${outcome.problem.reason}`,
        )
    }
  } finally {
    ports.progress.stop()
  }
  return summary
}
