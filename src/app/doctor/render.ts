/** A diagnosis as a page of a terminal. */
import { styleText } from 'node:util'
import Table from 'cli-table3'
import type { State } from './check.ts'
import type { Diagnosis } from './examine.ts'

const COLOURS = { OK: 'green', WARNING: 'yellow', FAULT: 'red', SKIPPED: 'gray' } as const satisfies Record<State, string>

/** Widths of the columns, so that a page fits a terminal of 120 characters. */
const WIDTHS = [21, 9, 44, 40]

export function renderDiagnoses(diagnoses: readonly Diagnosis[]): string {
  const table = new Table({
    head: ['Check', 'State', 'Found', 'To do'],
    colWidths: WIDTHS,
    wordWrap: true,
    style: { head: [], border: [] },
  })
  for (const { name, state, found, remedy } of diagnoses) table.push([name, styleText(COLOURS[state], state), found, remedy ?? ''])
  const faults = diagnoses.filter(({ state }) => state === 'FAULT').length
  return `${table.toString()}\n${faults} ${faults === 1 ? 'fault' : 'faults'}.`
}
