/** The verdicts as a table. */
import { renderRows } from '../report/table.ts'
import type { Check } from '../targets.ts'
import type { Verdict } from './judge.ts'

const HEAD = ['', 'measure', 'against', 'part', 'value', 'must', 'met', 'aim', 'of aim']

export function renderVerdicts(verdicts: readonly Verdict[]): string {
  return renderRows([HEAD, ...verdicts.map(rowOf)])
}

function rowOf({ target, check, value, met, reached }: Verdict): string[] {
  const bound = (of: number | null) => (of === null ? '-' : `${check.better === 'MORE' ? '>=' : '<='} ${withUnit(of, check)}`)
  return [
    target.id,
    target.measure,
    target.against,
    check.part,
    value === undefined ? 'not measured' : withUnit(value, check),
    bound(check.must),
    met === undefined ? '-' : met ? 'yes' : 'NO',
    bound(check.aim),
    reached === undefined ? '-' : reached === 1 ? 'reached' : `${(reached * 100).toFixed(0)} %`,
  ]
}

function withUnit(value: number, { unit }: Check): string {
  const digits = Number.isInteger(value) || value >= 100 ? 0 : value >= 10 ? 1 : 2
  return `${value.toFixed(digits)}${unit === 'x' || unit === '' ? unit : ` ${unit}`}`
}
