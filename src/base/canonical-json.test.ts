import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

test('members are in the order of their names, at every depth, and those without a value are left out', () => {
  const value = { b: [{ z: 1, a: null }, undefined], a: 'é"\u2028', Z: { none: undefined, yes: true }, n: Number.NaN }
  expect(canonicalJson(value)).toBe('{"Z":{"yes":true},"a":"é\\"\u2028","b":[{"a":null,"z":1},null],"n":null}')
})

test('the order in which members came does not matter, and the text is the same value', () => {
  const seed = Date.now() % 2 ** 31
  console.log(`canonical JSON: seed ${seed}`)
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([name, member]) => [name, shuffled(member)]),
    )
  }
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value)
      expect(canonicalJson(shuffled(value))).toBe(text)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    { seed },
  )
})
