/** Verdict of a verification of evidence. */
import type { EvidenceTable } from '../evidence-rows.ts'

/** What can be wrong. CHANGED, MISSING and INSERTED name a row; the others name a seal. */
export const PROBLEM_KINDS = [
  'ANCHOR_INVALID',
  'ANCHOR_MISSING',
  'BATCH_MISSING',
  'BATCH_CHANGED',
  'ROW_CHANGED',
  'ROW_MISSING',
  'ROW_INSERTED',
  'ROW_UNREADABLE',
  'INDEX_CHANGED',
  'LINK_BROKEN',
] as const
export type ProblemKind = (typeof PROBLEM_KINDS)[number]

/** @property batch number of the batch; null for a row that is in none. */
export type VerificationProblem = {
  kind: ProblemKind
  batch: number | null
  row: { table: EvidenceTable; id: number } | null
  message: string
}

/** @property ok only when every row is accounted for. @property pending rows younger than the grace period that no batch holds yet.
 *  @property problems the first ones, in order; the first is the first bad row. @property deleted rows whose retention ended, by tombstone. */
export type VerificationVerdict = {
  ok: boolean
  rows: number
  batches: number
  deleted: number
  pending: number
  problems: readonly VerificationProblem[]
}

/** Problems that a verdict keeps; there may be a million. */
const KEPT = 20

export class ProblemList {
  readonly kept: VerificationProblem[] = []

  add(kind: ProblemKind, message: string, at: { batch?: number; table?: EvidenceTable; id?: number } = {}): void {
    if (this.kept.length >= KEPT) return
    const row = at.table === undefined || at.id === undefined ? null : { table: at.table, id: at.id }
    this.kept.push({ kind, batch: at.batch ?? null, row, message })
  }

  get clean(): boolean {
    return this.kept.length === 0
  }
}

/** Lines for people. */
export function renderVerdict({ ok, rows, batches, deleted, pending, problems }: VerificationVerdict): string {
  const counts = `${rows} rows in ${batches} batches, ${deleted} rows deleted by retention, ${pending} rows not sealed yet`
  const lines = problems.map(({ kind, batch, row, message }) => {
    const place = [row === null ? '' : `${row.table} ${row.id}`, batch === null ? '' : `batch ${batch}`].filter((part) => part !== '')
    return `  ${kind}: ${[...place, message].join(': ')}`
  })
  return [`${ok ? 'Evidence verified' : 'Evidence does NOT verify'}: ${counts}.`, ...lines].join('\n')
}
