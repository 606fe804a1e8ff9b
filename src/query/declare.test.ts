/** What a schema carries for the hub is written by one typed function, so that a misspelt or renamed property does not compile. */
import { parseSync, Visitor } from 'oxc-parser'
import { expect, test } from 'vitest'
import { listFiles, readFile } from '../../test/layers/source.ts'

/** The extension of the whole schema is written here. */
const CONDITIONS = 'src/access/protocols/condition.ts'

/** @returns what a source writes under `hub` in an object, or under `extensions`, without the function. */
function writtenByHand(path: string, text: string): string[] {
  const found: string[] = []
  new Visitor({
    Property: ({ key, value, start, end }) => {
      const name = key.type === 'Identifier' ? key.name : undefined
      const inner = value.type === 'TSSatisfiesExpression' || value.type === 'TSAsExpression' ? value.expression : value
      if ((name === 'hub' || name === 'extensions') && inner.type === 'ObjectExpression') found.push(text.slice(start, end))
    },
  }).visit(parseSync(path, text).program)
  return found.filter((written) => /\bhub\b/.test(written))
}

test('no schema writes its extensions by hand', () => {
  const files = listFiles(['src']).filter((path) => path !== CONDITIONS && !path.endsWith('.test.ts'))
  expect(files.flatMap((path) => writtenByHand(path, readFile(path)).map((written) => `${path}: ${written}`))).toEqual([])
  expect(files.filter((path) => readFile(path).includes('hubExtension(')).length).toBeGreaterThan(10)
})

test.each([
  'const type = { extensions: { hub: { grantedByValues: true } } }',
  'const owned = { ...member, hub: { ...access } }',
  'const own = { hub: { reveals: [] } satisfies object }',
  'const field = { extensions: { hub } }',
])('canary: %s is caught', (text) => {
  expect(writtenByHand('planted.ts', text)).not.toEqual([])
})
