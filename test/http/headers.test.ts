/** Pages of other origins may send what the hub reads and read what it says: the lists of both are complete. */
import { expect, test } from 'vitest'
import { EXPOSED_HEADERS, REQUEST_HEADERS } from '../../src/app/http/headers.ts'
import { listFiles, readFile } from '../layers/source.ts'

/** Read, and not a client's own to write: the browser or the connection does. */
const OF_THE_BROWSER: Readonly<Record<string, string>> = {
  host: 'the address that was asked',
  origin: 'where the page comes from',
  'access-control-request-method': 'the first question of a browser',
  'sec-fetch-site': 'where the page comes from, as the browser says it',
  'content-encoding': 'of a compressed body, which a page does not send',
  'content-length': 'of the body',
  'if-none-match': 'of files of statistics, which are not at this address',
}

/** Sent with every answer or with none that a page of another origin gets. */
const NOT_TOLD: Readonly<Record<string, string>> = {
  allow: 'of 405, to who does not POST',
  'cache-control': 'readable without being listed',
  connection: 'of the connection',
  'content-disposition': 'of files of statistics',
  etag: 'of files of statistics',
  link: 'of files of statistics',
  location: 'of deliveries',
  'statistics-as-of': 'of files of statistics',
  'statistics-version': 'of files of statistics',
  vary: 'for caches',
  'x-content-type-options': 'for the browser itself',
}

const textOf = (...folders: string[]) =>
  listFiles(folders)
    .filter((path) => !path.endsWith('.test.ts'))
    .map(readFile)
    .join('\n')

/** Names after `headers`, in any way that the language has to read one. */
const READ = /(?<![/\w])headers(?:\.([a-z]+)(?![\w(])|\[['"]([a-z-]+)['"]\])/g
const READ_APART = /headers: \{ ([a-z, ]+) \}/g
const WRITTEN = /\.header\('([a-z-]+)'|^ +'?(ratelimit[a-z-]*|retry-after)'?:/gm

const namesIn = (source: string, pattern: RegExp) =>
  [...source.matchAll(pattern)].flatMap(([, ...found]) => found.filter((name) => name !== undefined).flatMap((name) => name.split(', ')))

test('every header that the code reads of a client may be sent by a page', () => {
  const text = textOf('src/app/http')
  const read = new Set([...namesIn(text, READ), ...namesIn(text, READ_APART)])
  expect(read.size).toBeGreaterThan(8)
  expect([...read].filter((name) => OF_THE_BROWSER[name] === undefined).toSorted()).toEqual([...REQUEST_HEADERS].toSorted())
})

test('every header that the code writes may be read by a page, but for those that say nothing to it', () => {
  // Limits say themselves when to come back.
  const text = textOf('src/app/http', 'src/graphql/operations', 'src/base')
  const written = new Set(namesIn(text, WRITTEN).filter((name) => !name.startsWith('access-control-')))
  expect([...written].filter((name) => NOT_TOLD[name] === undefined).toSorted()).toEqual([...EXPOSED_HEADERS].toSorted())
})
