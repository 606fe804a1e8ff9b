/** The recipe for a new domain, followed to the letter by somebody who knows nothing else; and what tells who leaves a step out. */
import { afterAll, expect, test } from 'vitest'
import { type Changes, copyProject, readSteps, run, type Step, takeBack, takeStep } from './recipe.ts'

const steps = readSteps('docs/recipes/domain.md')
const { root, remove } = copyProject()
afterAll(remove)

const done = new Map<Step, Changes>()

test('a fifth domain is added by the recipe alone: it compiles, is protected, is proved like the others, and answers under its protocol', {
  timeout: 900_000,
}, async () => {
  expect(steps.length).toBeGreaterThan(15)
  for (const step of steps) {
    const began = performance.now()
    done.set(step, await takeStep(root, step))
    if (step.kind === 'run') console.log(`recipe, line ${step.line}: ${Math.round(performance.now() - began)} ms`)
  }
  console.log(`recipe: ${steps.length} steps, ${new Set([...done.values()].flatMap((changes) => [...changes.keys()])).size} files`)
})

const withGate = steps.flatMap((step) => (step.gate === undefined ? [] : [{ step, ...step.gate }]))

/** Gates of one test file each look at another step, and run together. */
const testFile = (command: string) => /^npx vitest run (\S+\.test\.ts)$/.exec(command)?.[1]
const apart = withGate.filter(({ command }) => testFile(command) === undefined)
const together = withGate.filter(({ command }) => testFile(command) !== undefined)

test('whoever leaves out a step with a test file of its own is told by it', { timeout: 900_000 }, async () => {
  const files = new Set(together.map(({ command }) => testFile(command)))
  expect(files.size).toBeGreaterThan(3)
  await leaveOut(together, `npx vitest run ${[...files].join(' ')}`)
})

test.each(apart)('whoever leaves out the step at line $step.line is told: $says', { timeout: 900_000 }, async (gate) => {
  await leaveOut([gate], gate.command)
})

async function leaveOut(left: readonly { step: Step; says: string }[], command: string): Promise<void> {
  const takeAgain = left.map(({ step }) => takeBack(root, done.get(step) ?? new Map()))
  const { code, output } = await run(root, command)
  for (const again of takeAgain.toReversed()) again()
  expect(code, output).toBe(1)
  for (const { says } of left) expect(output).toContain(says)
}
