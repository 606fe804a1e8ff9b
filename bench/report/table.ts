/** The report as text. */
import type { Leg } from '../load/leg.ts'
import type { Noise } from './noise.ts'
import { type Compared, ratioOf, type Spread, type Summary, summarise } from './summary.ts'

const REFERENCE = 'L'

/** One table per question: medians with [least, most], and the ratio of requests/s and of processor time to L. */
export function renderTable(legs: readonly Leg[], noise: readonly Noise[]): string {
  const byQuestion = Map.groupBy(summarise(legs), ({ question }) => question)
  return [...byQuestion]
    .map(([question, summaries]) => {
      const noiseOf = (name: string) => noise.find((entry) => entry.question === question && entry.system === name)
      return renderRows([[question, ...HEAD], ...summaries.map((summary) => rowOf(summary, legs, noiseOf(summary.system)))])
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

function rowOf(summary: Summary, legs: readonly Leg[], noise: Noise | undefined): string[] {
  const { system, question } = summary
  const ratio = (of: Compared) => ratioOf(legs, { system, of, question }, { system: REFERENCE, of, question })?.toFixed(2) ?? '-'
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`
  return [
    system,
    wide(summary.perSecond, 0),
    ratio('perSecond'),
    wide(summary.cpu, 2),
    ratio('cpu'),
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
