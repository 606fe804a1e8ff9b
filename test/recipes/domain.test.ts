/** The recipe for a new domain, followed to the letter; and each of its steps left out, to see the check that names it. */
import { afterAll, expect, test } from 'vitest'
import { type Changes, copyProject, readSteps, run, type Step, takeBack, takeStep } from './recipe.ts'

const steps = readSteps('docs/recipes/domain.md')
const { root, remove } = copyProject()
afterAll(remove)

const done = new Map<Step, Changes>()

/** What commands write, and people review. */
const isGenerated = (path: string) => /^(schema\/|protocols\/README\.md$|docs\/incentives\.md$)/.test(path)

test('a fifth domain is added by the recipe alone: it compiles, is protected, is proved like the others, and answers under its protocol', {
  timeout: 900_000,
}, async () => {
  expect(steps.length).toBeGreaterThan(15)
  for (const step of steps) {
    const began = performance.now()
    done.set(step, await takeStep(root, step))
    if (step.kind === 'run') console.log(`recipe, line ${step.line}: ${Math.round(performance.now() - began)} ms`)
  }
  const changes = [...done.values()].flatMap((changed) => [...changed])
  console.log(`recipe: ${steps.length} steps, ${new Set(changes.map(([path]) => path)).size} files`)
  const added = new Set(changes.filter(([, { before }]) => before === undefined).map(([path]) => path))
  const existing = changes.filter(([, { before }]) => before !== undefined).map(([path]) => path)
  expect([...new Set(existing)].filter((path) => !isGenerated(path) && !added.has(path)).toSorted()).toEqual([
    'docs/visibility.md',
    'prisma/schema/base.prisma',
    'src/base/owner.ts',
    'src/domains/all.ts',
    'test/oracle/facts.ts',
  ])
})

const withGate = steps.flatMap((step) => (step.gate === undefined ? [] : [{ step, ...step.gate }]))

/** Gates of one test file each look at another step, and run together. */
const testFile = (command: string) => /^npx vitest run (\S+\.test\.ts)$/.exec(command)?.[1]
const apart = withGate.filter(({ command }) => testFile(command) === undefined)
const together = withGate.filter(({ command }) => testFile(command) !== undefined)

test('left out, the steps that a test file checks are named by it', { timeout: 900_000 }, async () => {
  const files = new Set(together.map(({ command }) => testFile(command)))
  expect(files.size).toBeGreaterThan(3)
  await leaveOut(together, `npx vitest run ${[...files].join(' ')}`)
})

test.each(apart)('left out, the step at line $step.line: $command says $says', { timeout: 900_000 }, async (gate) => {
  await leaveOut([gate], gate.command)
})

async function leaveOut(left: readonly { step: Step; says: string }[], command: string): Promise<void> {
  const takeAgain = left.map(({ step }) => takeBack(root, done.get(step) ?? new Map()))
  const { code, output } = await run(root, command)
  for (const again of takeAgain.toReversed()) again()
  expect(code, output).toBe(1)
  for (const { says } of left) expect(output).toContain(says)
}
