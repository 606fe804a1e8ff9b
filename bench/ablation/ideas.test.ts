import { describe, expect, test } from 'vitest'
import { patchAll } from '../../test/mutants/build.ts'
import { IDEAS, SHARED_RIGHTS } from './ideas.ts'

describe('the hub without an idea', () => {
  test.each(IDEAS.map((idea) => [idea.name, idea] as const))('%s still fits the code', (_name, { name, patches }) => {
    expect(patchAll({ name, patches: [SHARED_RIGHTS, ...patches] }).size).toBeGreaterThan(0)
  })

  test('every idea has a name of its own, and changes something', () => {
    console.log(`ablation: ${IDEAS.length} ideas`)
    expect(new Set(IDEAS.map(({ name }) => name)).size).toBe(IDEAS.length)
    expect(IDEAS.filter(({ patches }) => patches.length === 0 || patches.some(({ find, replace }) => find === replace))).toEqual([])
  })

  test('a text that the code no longer has fails by the name of the idea', () => {
    const stale = { file: 'src/query/compile.ts', find: 'a text that is nowhere', replace: '' }
    expect(() => patchAll({ name: 'stale-idea', patches: [stale] })).toThrow(
      /^The change "stale-idea" is stale: its text is 0 times in src\/query\/compile\.ts/,
    )
  })
})
