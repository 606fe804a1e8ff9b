import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseObject } from './parse-object.ts'

test.each([
  ['{"a":1,"a":2}', 'KEY_TWICE'],
  ['{"a":1,"b":[{"c":1,"c":1}]}', 'KEY_TWICE'],
  ['{"a":1,"\\u0061":2}', 'KEY_TWICE'],
  ['{ "a" : ":" , "a" : ":" }', 'KEY_TWICE'],
  ['{"a":{"a":1},"b":{"a":1}}', undefined],
  ['{"a":"\\"a\\":1,\\"a\\":2"}', undefined],
  ['{"a":[{"b":1},{"b":2}],"b":"a:b:c"}', undefined],
  ['[{"a":1}]', 'NOT_AN_OBJECT'],
  ['null', 'NOT_AN_OBJECT'],
  ['{"a":1', 'NOT_AN_OBJECT'],
])('%s', (text, wrong) => {
  expect(parseObject(text)).toEqual(wrong === undefined ? { line: JSON.parse(text) } : { wrong })
})

/** Without backslashes: once `JSON.parse` of Node 24 has met a key that is one, it takes a key that is a quotation mark for it too. No field has either. */
const key = fc.oneof(fc.constantFrom('a', 'b', ':', '"', '{', '__proto__'), fc.string()).filter((text) => !text.includes('\\'))

test('an object is read as it is, and refused with any of its keys once more', () => {
  fc.assert(
    fc.property(fc.dictionary(key, fc.jsonValue(), { minKeys: 1 }), fc.nat(), (line, which) => {
      const text = JSON.stringify(line)
      expect(parseObject(text)).toEqual({ line: JSON.parse(text) })
      const keys = Object.keys(line)
      const twice = `${text.slice(0, -1)},${JSON.stringify(keys[which % keys.length])}:0}`
      expect(parseObject(twice)).toEqual({ wrong: 'KEY_TWICE' })
    }),
    { numRuns: 500 },
  )
})
