/** The recipe for a new domain, followed to the letter; and each of its steps left out, to see the check that names it. */
import { afterAll, expect, test } from 'vitest'
import { type Changes, copyProject, gatesOf, leaveOut, readSteps, type Step, takeStep } from './recipe.ts'

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
    'protocols/deliveries/README.md',
    'protocols/deliveries/operator.yaml',
    'src/base/owner.ts',
    'src/domains/all.ts',
    'test/oracle/facts.ts',
  ])
})

test.each(gatesOf(steps))('left out, what $command checks is named by it', { timeout: 900_000 }, async (gate) => {
  await leaveOut(root, done, gate)
})
