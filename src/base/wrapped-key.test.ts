import { expect, test } from 'vitest'
import { newKey, unwrapKey, wrapKey } from './wrapped-key.ts'

const [key, under, other] = [newKey(), newKey(), newKey()]

test('a kept key opens under the key that wrapped it, for the use that it was wrapped for, and nothing else', () => {
  const wrapped = wrapKey(key, 'DATA', under)
  expect(unwrapKey(wrapped, 'DATA', under)).toEqual(key)
  expect(() => unwrapKey(wrapped, 'DATA', other)).toThrow()
  expect(() => unwrapKey(wrapped, 'LOGIN', under)).toThrow()
  const changed = Buffer.from(wrapped)
  changed.writeUInt8(changed.readUInt8(40) ^ 1, 40)
  expect(() => unwrapKey(changed, 'DATA', under)).toThrow()
})

test('what is kept shows nothing of the key, and is different each time', () => {
  const wrapped = wrapKey(key, 'DATA', under)
  expect(wrapped.includes(key)).toBe(false)
  expect(wrapKey(key, 'DATA', under)).not.toEqual(wrapped)
})
