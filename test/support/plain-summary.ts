import type { Reporter, TestModule } from 'vitest/node'
import { describeSkipped, type Need } from './machine.ts'

/**
 * Ends the run with one plain line that a program can read: "N passed, N failed". A file that does not load and an error outside
 * the tests count as failures, and a run that fails for any other reason never says 0. A line before it says what was skipped, and why.
 */
export class PlainSummary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    let passed = 0
    let failed = unhandled.length
    const skipped: (Need | undefined)[] = []
    for (const module of modules) {
      const tests = [...module.children.allTests()]
      passed += tests.filter((test) => test.result().state === 'passed').length
      failed += tests.filter((test) => test.result().state === 'failed').length
      skipped.push(...tests.filter((test) => test.result().state === 'skipped').map((test) => test.meta().needs))
      if (module.errors().length > 0) failed += 1
    }
    const without = describeSkipped(skipped)
    process.once('exit', (code) => {
      if (without !== undefined) process.stdout.write(`${without}\n`)
      process.stdout.write(`${passed} passed, ${code === 0 ? failed : Math.max(failed, 1)} failed\n`)
    })
  }
}
