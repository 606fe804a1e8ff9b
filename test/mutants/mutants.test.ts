import { describe, expect, test } from 'vitest'
import { patchAll } from './build.ts'
import { MUTANTS } from './list.ts'

describe('known-bad builds', () => {
  test.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('%s still fits the code', (_name, mutant) => {
    expect(patchAll(mutant).size).toBeGreaterThan(0)
  })

  test('every one has a name of its own', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length)
  })
})
