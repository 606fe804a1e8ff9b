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

/** Files at a time: one is read, and those before it wait until their last records are applied. With fewer, PostgreSQL waits for the next one after each small file. */
const AT_ONCE = 4

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
  const begun: Promise<unknown>[] = []
  let settled: Promise<void> = Promise.resolve()
  try {
    for (const file of files) {
      const entered = Promise.withResolvers<void>()
      const reading = { advance: ports.progress.advance, entered: entered.resolve }
      const outcome = importFile(file, { ...ports, ...shared }, reading).finally(entered.resolve)
      begun.push(outcome)
      settled = Promise.all([outcome, settled]).then(([found]) => settle(file, found, summary, ports))
      settled.catch(() => {})
      await Promise.all([entered.promise, begun.length < AT_ONCE ? undefined : begun.shift()])
    }
    await settled
  } finally {
    await Promise.allSettled(begun)
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
