import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { DEADLINE_NAMES, type DeadlineSettings, dueAt, loadDeadlines } from './deadline.ts'

const SHIPPED = await loadDeadlines(join(import.meta.dirname, '../../../reference'))

test('the shipped settings are those that the parties proposed', () => {
  const written = DEADLINE_NAMES.map((name) => `${name} ${SHIPPED.deadlines[name].amount} ${SHIPPED.deadlines[name].unit}`)
  expect([...written, `read back ${SHIPPED.readBackDays}`]).toEqual([
    'DRAFT 14 DAYS',
    'RECEIPT 30 DAYS',
    'ANSWER 10 WORKING_DAYS',
    'INFORMATION 10 WORKING_DAYS',
    'PLANNING 15 DAYS',
    'APPOINTMENT 0 DAYS',
    'NO_SHOW 30 DAYS',
    'REVIEW 90 DAYS',
    'read back 30',
  ])
})

test('a deadline has passed at midnight in Brussels after its last day, whatever the hour of the act', () => {
  const late = new Date('2026-11-24T22:59:59Z')
  const nextDay = new Date('2026-11-24T23:00:00Z')
  expect([dueAt('ANSWER', SHIPPED, late), dueAt('ANSWER', SHIPPED, nextDay)].map((due) => due.toISOString())).toEqual([
    '2026-12-08T23:00:00.000Z',
    '2026-12-09T23:00:00.000Z',
  ])
})

test('thirty days over the change of clocks are thirty days', () => {
  expect(dueAt('RECEIPT', SHIPPED, new Date('2026-03-03T10:00:00Z')).toISOString()).toBe('2026-04-02T22:00:00.000Z')
})

test('an appointment is due at the end of its day, whenever it was made', () => {
  const made = new Date('2026-11-24T10:00:00Z')
  expect(dueAt('APPOINTMENT', SHIPPED, made, new Date('2026-12-03T13:30:00Z')).toISOString()).toBe('2026-12-03T23:00:00.000Z')
})

test('settings that are not usable are refused, all problems with their lines', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'doorstroom-deadlines-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const terms: (keyof DeadlineSettings['deadlines'])[] = DEADLINE_NAMES.filter((name) => name !== 'REVIEW')
  const lines = [
    'deadlines:',
    ...terms.map((name) => `  ${name}: { amount: ${name === 'ANSWER' ? 1.5 : 1}, unit: ${name === 'DRAFT' ? 'WEEKS' : 'DAYS'} }`),
  ]
  await writeFile(join(folder, 'referral-deadlines.yaml'), [...lines, 'readBackDays: 0', 'readback: 1', ''].join('\n'))
  await expect(loadDeadlines(folder)).rejects.toThrowErrorMatchingInlineSnapshot(`
    [Error: The deadlines of referrals are not valid:
    referral-deadlines.yaml:2 deadlines.DRAFT.unit: must be DAYS or WORKING_DAYS
    referral-deadlines.yaml:4 deadlines.ANSWER.amount: must be a whole number
    referral-deadlines.yaml:2 deadlines.REVIEW: Invalid input: expected object, received undefined
    referral-deadlines.yaml:9 readBackDays: must be 1 or more
    referral-deadlines.yaml:1 document: Unrecognized key: "readback"]
  `)
})
