import { expect, test } from 'vitest'
import { parseOrigin } from './origin-store.ts'
import { openOrigins } from './origins.ts'

test.each([
  'https://dossier.example',
  'https://dossier.example:8443',
  'http://localhost:5173',
  'http://127.0.0.1:8080',
  'http://[::1]:8080',
])('%s is an origin', (text) => expect(parseOrigin(text)).toBe(text))

test.each([
  ['everywhere', '*'],
  ['nowhere', 'null'],
  ['a part of a name', 'https://*.example'],
  ['without encryption', 'http://dossier.example'],
  ['with a slash', 'https://dossier.example/'],
  ['with a path', 'https://dossier.example/app'],
  ['with the port of its scheme', 'https://dossier.example:443'],
  ['in upper case', 'https://Dossier.example'],
  ['with a login', 'https://user@dossier.example'],
  ['of a file', 'file://'],
  ['of an extension', 'chrome-extension://abcdefgh'],
  ['empty', ''],
])('what is %s is none', (_what, text) => expect(parseOrigin(text)).toBeUndefined())

test('what is registered is known within ten seconds, to its own consumer only', async () => {
  let seconds = 0
  let rows = [{ consumer: 'a', origin: 'https://a.example' }]
  const origins = await openOrigins(
    async () => ({ rows }),
    () => seconds * 1000,
  )
  rows = [{ consumer: 'b', origin: 'https://b.example' }]
  seconds = 9
  await origins.refresh()
  expect([origins.isKnown('https://a.example'), origins.isKnown('https://b.example')]).toEqual([true, false])
  seconds = 10
  await origins.refresh()
  expect([
    origins.isKnown('https://a.example'),
    origins.allows('a', 'https://b.example'),
    origins.allows('b', 'https://b.example'),
  ]).toEqual([false, false, true])
})

test('while the database is away the last list stands, and it is asked again at most every ten seconds', async () => {
  let seconds = 0
  let asked = 0
  const origins = await openOrigins(
    async () => {
      asked += 1
      if (asked > 1) throw new Error('away')
      return { rows: [{ consumer: 'a', origin: 'https://a.example' }] }
    },
    () => seconds * 1000,
  )
  for (seconds = 1; seconds <= 30; seconds += 1) await origins.refresh()
  expect([asked, origins.allows('a', 'https://a.example')]).toEqual([4, true])
})
