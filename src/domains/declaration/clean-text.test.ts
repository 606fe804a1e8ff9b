import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanText } from './clean-text.ts'
import { text } from './record-field.ts'

test.each([
  ['Haddad', 'Haddad'],
  ['  Haddad ', 'Haddad'],
  ['Had\u0007dad', 'Haddad'],
  ['\u202eHaddad\u202c', 'Haddad'],
  ['Had\u200bdad\ufeff', 'Haddad'],
  ['Zoe\u0301', 'Zo\u00e9'],
  ['Van\r\n\tDamme', 'Van Damme'],
  ['王 秀英', '王 秀英'],
])('%j is kept as %j', (sent, kept) => {
  expect(cleanText(sent)).toBe(kept)
})

test('a text of which nothing visible remains is refused as empty, and one that fits when it is clean is accepted', () => {
  const { schema } = text(5, 'Name.')
  expect(schema.safeParse(' \u200b\u202e ').error?.issues[0]?.message).toBe('expected text that is not empty')
  expect(schema.parse('  Zoe\u0301 \u200b ')).toBe('Zo\u00e9')
  expect(schema.parse('x\u0000')).toBe('x')
  expect(schema.safeParse('x\ud800').error?.issues[0]?.message).toBe('expected text in valid Unicode')
})

test('clean text stays as it is, and has nothing invisible in it', () => {
  const seed = Date.now() % 2 ** 31
  console.log(`clean text: seed ${seed}`)
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (sent) => {
      const kept = cleanText(sent)
      expect(cleanText(kept)).toBe(kept)
      expect(kept).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      expect([kept.normalize('NFC'), kept.trim()]).toEqual([kept, kept])
    }),
    { seed },
  )
})
