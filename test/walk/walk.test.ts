/** How far a question about one person goes through the code: measured on the real hub, and held, so that it does not grow again. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../support/database.ts'
import { instrument, RECORDER } from './mark-functions.ts'
import { type Figures, measure, toSteps } from './record.ts'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../..')

/**
 * Most files and changes of room for a question about one person whose plan is known. Before the guards against overload and silent connections
 * it was 20 files and 12 changes; docs/architecture.md says what the rest are.
 */
const BOUND = { files: 21, roomChanges: 14 }

const exceeding = ({ files, roomChanges }: Pick<Figures, keyof typeof BOUND>): string[] =>
  Object.entries({ files, roomChanges }).flatMap(([name, count]) => {
    const most = BOUND[name as keyof typeof BOUND]
    return count > most ? [`${count} ${name}, at most ${most}`] : []
  })

test('a person found by number, plan known, crosses few files and few rooms', async () => {
  const database = await createTestDatabase()
  const { stdout } = await run(process.execPath, ['--import', './test/walk/instrument.ts', 'test/walk/main.ts', '--person', '--json'], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: database.url },
  })
  const [known] = JSON.parse(stdout) as (Figures & { name: string })[]
  if (known === undefined) throw new Error('no walk was recorded')
  console.log(`walk: ${JSON.stringify(known)}`)
  // A walk that saw nothing would be short too.
  expect(known).toMatchObject({ name: '(a) newcomerByInsz, plan known, as text', rooms: 7 })
  expect(known.events).toBeGreaterThan(50)
  expect(exceeding(known)).toEqual([])
}, 120_000)

test('a walk through one file or room more than the bound is told', () => {
  const through = (count: number) =>
    Array.from({ length: count }, (_, index) => `src/${index % 2 === 0 ? 'app' : 'query'}/file${index}.ts:1 work`)
  expect(exceeding(measure(toSteps(through(15))))).toEqual([])
  expect(exceeding(measure(toSteps(through(16))))).toEqual(['15 roomChanges, at most 14'])
  expect(exceeding(measure(toSteps(through(23))))).toEqual(['23 files, at most 21', '22 roomChanges, at most 14'])
})

test('figures count entries, distinct functions and files, and steps into another file, folder or room', () => {
  const places = ['src/app/a.ts:1 one', 'src/app/a.ts:1 one', 'src/app/http/b.ts:5 two', 'src/base/c.ts:9 three', 'src/app/a.ts:2 four']
  expect(measure(toSteps(places))).toEqual({
    events: 5,
    functions: 4,
    files: 3,
    fileChanges: 3,
    folders: 3,
    folderChanges: 3,
    rooms: 2,
    roomChanges: 2,
  })
})

test('every kind of function is marked, and does what it did', async () => {
  const source = `
export const arrow = (x: number) => x + 1
export const object = (): { a: number } => ({ a: 1 })
export const nested = async (x: number) => { const inner = (y: number) => y * 2; return inner(x) }
export function* each() { yield 1 }
export class Thing { #n: number; constructor(n: number) { this.#n = n } get value() { return this.#n } static of(n: number) { return new Thing(n) } }
export default { method() { return 'm' }, property: function () { return 'p' } }`
  const marked = instrument('src/x.ts', source)
  expect(marked.split('\n').length).toBe(source.split('\n').length)
  const entered: string[] = []
  Object.assign(globalThis, { [RECORDER]: (place: string) => void entered.push(place) })
  const { stripTypeScriptTypes } = await import('node:module')
  const module = await import(`data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(marked))}`)
  expect([module.arrow(1), module.object(), await module.nested(2), [...module.each()], module.Thing.of(3).value]).toEqual([
    2,
    { a: 1 },
    4,
    [1],
    3,
  ])
  expect([module.default.method(), module.default.property()]).toEqual(['m', 'p'])
  expect(entered).toEqual([
    'src/x.ts:2 arrow',
    'src/x.ts:3 object',
    'src/x.ts:4 nested',
    'src/x.ts:4 inner',
    'src/x.ts:5 each',
    'src/x.ts:6 of',
    'src/x.ts:6 constructor',
    'src/x.ts:6 value',
    'src/x.ts:7 method',
    'src/x.ts:7 property',
  ])
})
