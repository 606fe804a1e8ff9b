/** The recipes of docs/recipes, followed to the letter by somebody who knows nothing else; and what tells who leaves a step out. */
import { readdirSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { type Changes, copyProject, gatesOf, leaveOut, RECIPES, readSteps, type Step, takeStep } from './recipe.ts'

/** Recipes with a test of their own. */
const ELSEWHERE = new Set(['domain.md'])

/** What commands write and no recipe needs to name, because people review and never write it. */
const GENERATED = /^(schema\/|prisma\/migrations\/|protocols\/README\.md$|docs\/(referral|incentives|architecture)\.md$)/

const LONG = { timeout: 900_000 }

describe.each(readdirSync(RECIPES).filter((name) => !ELSEWHERE.has(name)))('%s', (name) => {
  const steps = readSteps(`docs/recipes/${name}`)
  const { root, remove } = copyProject()
  afterAll(remove)
  const done = new Map<Step, Changes>()

  test('can be followed: every step works, and what it adds answers and refuses as it says', LONG, async () => {
    expect(steps.length).toBeGreaterThan(5)
    for (const step of steps) {
      const began = performance.now()
      done.set(step, await takeStep(root, step))
      if (step.kind === 'run') console.log(`${name}, line ${step.line}: ${((performance.now() - began) / 1000).toFixed(1)} s`)
    }
  })

  test('names every file that a person writes', () => {
    const named = new Set(steps.map(({ file }) => file))
    const changed = new Set([...done.values()].flatMap((changes) => [...changes.keys()]))
    expect([...changed].filter((path) => !named.has(path) && !GENERATED.test(path))).toEqual([])
    expect(changed.size).toBeGreaterThanOrEqual(named.size - 1)
  })

  test.each(gatesOf(steps))('left out, $command says so', LONG, async (gate) => {
    await leaveOut(root, done, gate)
  })
})
