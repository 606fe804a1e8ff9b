/** Import of files and folders, for the command `hub import`. */
import { isContentFault } from '../../database/content-fault.ts'
import { DeliveryConflict } from './delivery-log.ts'
import { type DeliveryFile, findFiles, shownPath } from './files.ts'
import { type FileOutcome, type FilePorts, importFile } from './import-file.ts'
import { loadMunicipalityCodes } from './municipalities.ts'
import { loadOrganisationIds } from './organisations.ts'
import type { ImportProgress } from './progress.ts'
import { createSequencer } from './sequencer.ts'
import { createNumberKeys } from './store/numbers.ts'
import { countFile, emptySummary, type ImportSummary } from './summary.ts'

export type ImportPorts = Omit<FilePorts, 'organisations' | 'municipalities' | 'lane' | 'keys'> & {
  progress: ImportProgress
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
  for (const path of summary.missing) ports.log(`${path}: file or folder not found`)
  const organisations = await loadOrganisationIds(ports.database.pool)
  const municipalities = await loadMunicipalityCodes(ports.database.pool)
  ports.progress.start(
    files.length,
    files.reduce((sum, { bytes }) => sum + bytes, 0),
  )
  const shared = { organisations, municipalities, lane: createSequencer(endsImport), keys: createNumberKeys(ports.vault) }
  let before: Promise<void> = Promise.resolve()
  let latest: Promise<unknown> = before
  try {
    for (const file of files) {
      const end = Promise.withResolvers<void>()
      const reading = { advance: ports.progress.advance, end: end.resolve }
      const outcome = importFile(file, { ...ports, ...shared }, reading).finally(end.resolve)
      latest = outcome
      const settled = Promise.all([outcome, before]).then(([found]) => settle(file, found, summary, ports))
      settled.catch(() => {})
      // Two at a time at most: one that is read, and one whose last records are being applied.
      await Promise.all([end.promise, before])
      before = settled
    }
    await before
  } finally {
    await Promise.allSettled([latest, before])
    ports.progress.stop()
  }
  return summary
}

/** What fails one file only: its content, or another process that imports it too. */
function endsImport(error: unknown): boolean {
  return !isContentFault(error) && !(error instanceof DeliveryConflict)
}

/** In the order of the files. */
function settle(file: DeliveryFile, outcome: FileOutcome, summary: ImportSummary, { progress, log }: ImportPorts): void {
  countFile(summary, outcome)
  progress.finishFile()
  const { problem, sha256 } = outcome
  if (problem === undefined) return
  log(`${shownPath(file.path)}${sha256 === undefined ? '' : ` (sha256 ${sha256}…)`}: ${problem.code}, ${problem.reason}`)
}
