/** Test files against a build: what they say of one fault. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildMutant } from './build.ts'

/** Folders of which a build has copies, so that its tests try its own sources. */
export const TESTED = ['src', 'test'] as const

/** What the JSON reporter of vitest writes, as far as it is read. */
type Report = { numPassedTests: number; numFailedTests: number; testResults: { message: string; status: string }[] }

/** Whether test files find something wrong with a build. @throws when they did not run: that is no finding. */
export async function testsFail(root: string, files: readonly string[]): Promise<boolean> {
  const { status, said, report } = await run(root, files)
  if (report === undefined) throw new Error(`the tests did not run:\n${said}`)
  const { numFailedTests, numPassedTests, testResults } = report
  if (numFailedTests > 0) return true
  if (status === 0 && numPassedTests > 0) return false
  // Every file ran, and something else failed: an error that no test caught, which would have ended the process of a hub.
  if (numPassedTests > 0 && testResults.every((file) => file.status === 'passed')) return true
  throw new Error(`the tests did not run:\n${testResults.map(({ message }) => message).join('\n')}${said}`)
}

/** Otherwise every fault would seem found. @throws when a test of these files fails on the build as it is. */
export async function assertTestsPass(files: readonly string[]): Promise<void> {
  if (files.length === 0) return
  const { root, remove } = buildMutant({ name: 'none', patches: [] }, TESTED)
  try {
    if (await testsFail(root, files)) throw new Error(`on the build as it is, a test fails in ${files.join(', ')}`)
  } finally {
    remove()
  }
}

async function run(root: string, files: readonly string[]): Promise<{ status: number | null; said: string; report: Report | undefined }> {
  const written = join(root, 'report.json')
  const given = ['run', '--bail=1', '--reporter=json', `--outputFile=${written}`, ...files]
  const child = spawn(join(root, 'node_modules/.bin/vitest'), given, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString()).slice(-2000)
  })
  const status = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve))
  return { status, said, report: readReport(written) }
}

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report
  } catch {
    return undefined
  }
}
