import { expect, test } from 'vitest'
import { type Check, runChecks } from './run-checks.ts'

const node = (name: string, code: string): Check => ({ name, command: [process.execPath, '-e', code], fix: `fix ${name}` })

async function said(checks: readonly Check[]) {
  const lines: string[] = []
  const exitCode = await runChecks(checks, (line) => lines.push(line.replace(/ \([\d.]+ s\)$/, '')))
  return { exitCode, lines }
}

test('checks that pass say so, and nothing else', async () => {
  const { exitCode, lines } = await said([node('one', 'console.log("fine")'), node('two', '')])
  expect({ exitCode, lines: lines.sort() }).toEqual({ exitCode: 0, lines: ['passed one', 'passed two'] })
})

test('every check that fails is reported with its output and how to fix it, in the order of the list', async () => {
  const checks = [
    node('first', 'setTimeout(() => { console.error("late"); process.exitCode = 2 }, 300)'),
    node('second', ''),
    node('third', 'console.log("early"); process.exitCode = 1'),
    { name: 'fourth', command: ['no-such-program'], fix: 'install it' } as const,
  ]
  const { exitCode, lines } = await said(checks)
  expect(exitCode).toBe(1)
  expect(lines.slice(0, 4).sort()).toEqual(['FAILED first', 'FAILED fourth', 'FAILED third', 'passed second'])
  expect(lines.slice(4)).toEqual([
    '\n--- first ---\nlate',
    '\n--- third ---\nearly',
    '\n--- fourth ---\nspawn no-such-program ENOENT',
    '\n3 of 4 failed. To fix:',
    '  first: fix first',
    '  third: fix third',
    '  fourth: install it',
  ])
})
