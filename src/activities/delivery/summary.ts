/** Summary of an import, and its exit code. */
import type { FileOutcome } from './import-file.ts'

export type ImportSummary = {
  files: { imported: number; unchanged: number; nothing: number; refused: number; skipped: number }
  records: { applied: number; ignored: number; refused: number; remarks: number }
  /** Paths that do not exist. */
  missing: string[]
}

export function emptySummary(skipped: number, missing: string[]): ImportSummary {
  return {
    files: { imported: 0, unchanged: 0, nothing: 0, refused: 0, skipped },
    records: { applied: 0, ignored: 0, refused: 0, remarks: 0 },
    missing,
  }
}

const COUNTED = { IMPORTED: 'imported', UNCHANGED: 'unchanged', NOTHING: 'nothing', REFUSED: 'refused' } as const

export function countFile(summary: ImportSummary, outcome: FileOutcome): void {
  summary.files[COUNTED[outcome.status]] += 1
  summary.records.applied += outcome.applied
  summary.records.ignored += outcome.ignored
  summary.records.refused += outcome.refused
  summary.records.remarks += outcome.remarks
}

/** What happened, for a terminal. */
export function renderSummary({ files, records, missing }: ImportSummary): string {
  const lines = [
    `files: ${files.imported} imported, ${files.unchanged} already imported (nothing changed), ${files.nothing} with nothing to import, ${files.refused} refused, ${files.skipped} skipped (not a delivery)`,
    `records: ${records.applied} applied (${records.remarks} remarks), ${records.ignored} ignored (a newer one is known), ${records.refused} refused`,
  ]
  if (missing.length > 0) lines.push(`not found: ${missing.join(', ')}`)
  if (files.refused + records.refused + records.remarks > 0)
    lines.push('to see what was refused or left out, and why: npm run hub -- import --refused')
  return lines.join('\n')
}

/** 0: everything was taken in, or was already. 1: something was refused. 2: a path does not exist. */
export function exitCodeOf({ files, records, missing }: ImportSummary): 0 | 1 | 2 {
  if (missing.length > 0) return 2
  return files.refused + records.refused > 0 ? 1 : 0
}
