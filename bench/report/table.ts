/** The report as text. */
import type { Noise } from '../run.ts'
import type { Spread, Summary } from './summary.ts'

const REFERENCE = 'L'

/** One table per question: medians with [least, most], and the ratio of requests/s and of processor time to L. */
export function renderTable(summaries: readonly Summary[], noise: readonly Noise[]): string {
  const questions = [...new Set(summaries.map(({ question }) => question))]
  return questions
    .map((question) => {
      const own = summaries.filter((summary) => summary.question === question)
      const limit = own.find(({ system }) => system === REFERENCE)
      const rows = own.map((summary) =>
        rowOf(
          summary,
          limit,
          noise.find((entry) => entry.question === question && entry.system === summary.system),
        ),
      )
      return renderRows([[question, ...HEAD], ...rows])
    })
    .join('\n\n')
}

const HEAD = [
  'requests/s',
  'of L',
  'CPU ms',
  'of L',
  'server ms',
  'PostgreSQL ms',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'RSS MiB',
  'KiB',
  'A/A rps, CPU',
]

function rowOf(summary: Summary, limit: Summary | undefined, noise: Noise | undefined): string[] {
  const ratio = (own: Spread, of: Spread | undefined) => (of === undefined || of.median === 0 ? '-' : (own.median / of.median).toFixed(2))
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`
  return [
    summary.system,
    wide(summary.perSecond, 0),
    ratio(summary.perSecond, limit?.perSecond),
    wide(summary.cpu, 2),
    ratio(summary.cpu, limit?.cpu),
    summary.serverCpu.median.toFixed(3),
    summary.postgresCpu.median.toFixed(3),
    summary.p50.median.toFixed(1),
    summary.p95.median.toFixed(1),
    summary.p99.median.toFixed(1),
    summary.memoryMib.max.toFixed(0),
    (summary.bytes.median / 1024).toFixed(1),
    noise === undefined ? '-' : `${percent(noise.perSecond)}, ${percent(noise.cpu)}${noise.quiet ? '' : ' (noisy)'}`,
  ]
}

function wide({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} [${min.toFixed(digits)}, ${max.toFixed(digits)}]`
}

/** Rows as a table; the first one is the head. */
export function renderRows(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = rows
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)].join('\n')
}
