/** Runs commands side by side and reports every one that fails, with the command that fixes it. */
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'

export type Check = {
  name: string
  /** Program and arguments; programs of the packages are found by name. */
  command: readonly [string, ...string[]]
  /** What to do when it fails. */
  fix: string
}

type Result = { check: Check; passed: boolean; output: string; seconds: number }

/** Runs as many at once as there are processors. @returns the exit code: 0 only when all passed. */
export async function runChecks(checks: readonly Check[], say: (text: string) => void = console.log): Promise<0 | 1> {
  const waiting = [...checks]
  const results: Result[] = []
  const work = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const result = await run(check)
      results.push(result)
      say(`${result.passed ? 'passed' : 'FAILED'} ${check.name} (${result.seconds.toFixed(1)} s)`)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  const failed = checks.flatMap(({ name }) => results.filter(({ check, passed }) => check.name === name && !passed))
  for (const { check, output } of failed) say(`\n--- ${check.name} ---\n${output.trim()}`)
  if (failed.length > 0) say(`\n${failed.length} of ${checks.length} failed. To fix:`)
  for (const { check } of failed) say(`  ${check.name}: ${check.fix}`)
  return failed.length === 0 ? 0 : 1
}

/** A program that cannot be started fails like one that finds something. */
async function run(check: Check): Promise<Result> {
  const begin = performance.now()
  const [program, ...given] = check.command
  const { promise, resolve } = Promise.withResolvers<{ passed: boolean; output: string }>()
  const child = spawn(program, given, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const take = (chunk: string) => {
    output += chunk
  }
  child.stdout.setEncoding('utf8').on('data', take)
  child.stderr.setEncoding('utf8').on('data', take)
  child.once('error', (error) => resolve({ passed: false, output: error.message }))
  child.once('close', (code) => resolve({ passed: code === 0, output }))
  return { check, ...(await promise), seconds: (performance.now() - begin) / 1000 }
}
