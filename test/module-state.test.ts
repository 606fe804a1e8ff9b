/** Test files of one worker share the modules of src (vitest.config.ts). They stay apart because a module holds nothing that changes. */
import { parseSync } from 'oxc-parser'
import { expect, test } from 'vitest'
import { listFiles, readFile } from './layers/source.ts'

/** What is known of an object goes with it, and no file has another one's objects: weak collections are no state. */
const COLLECTIONS = ['Map', 'Set']

/** @returns declarations at the top of a module that hold what can change: variables, and collections that begin empty. */
function changing(path: string, text: string): string[] {
  return parseSync(path, text).program.body.flatMap((statement) => {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type !== 'VariableDeclaration') return []
    return declaration.declarations.flatMap(({ init, start, end }) => {
      const isEmptyCollection =
        init?.type === 'NewExpression' &&
        init.callee.type === 'Identifier' &&
        COLLECTIONS.includes(init.callee.name) &&
        init.arguments.length === 0
      return declaration.kind !== 'const' || isEmptyCollection ? [text.slice(start, end)] : []
    })
  })
}

test('no module of src keeps what changes', () => {
  const files = listFiles(['src']).filter((path) => !path.endsWith('.test.ts'))
  expect(files.length).toBeGreaterThan(300)
  expect(files.flatMap((path) => changing(path, readFile(path)).map((text) => `${path}: ${text}`))).toEqual([])
})

test.each(['let last: string | undefined', 'export const known = new Map<string, number>()', 'const seen: Set<string> = new Set()'])(
  'canary: %s is caught',
  (text) => {
    expect(changing('planted.ts', `${text}\nexport const one = () => { let inner = 1; return inner }`)).toHaveLength(1)
  },
)
