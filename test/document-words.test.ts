/** The documents are in plain English: phrases that an editor took out do not come back. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** What to write instead, by what to look for. */
const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/\banew\b/i, 'again'],
  [/\bwork(?:s|ed|ing)? (?:\w+ )?out\b/i, 'compute'],
  [/\bwhom?ever\b/i, 'anyone who, or name the role'],
  [/\bof whom\b/i, 'two sentences'],
  [/\b(?:is|are) told\b/i, 'sees, knows'],
  [/\blooked at\b/i, 'read, checked'],
  [/(?<!there )\b(?:is|are) no (?!longer\b)/i, 'is not'],
]

/** A page of decisions keeps what it said; a rendered page has its words from code and protocols. */
const DOCUMENTS = ['', 'docs', 'docs/guides', 'prisma', 'reference']
  .flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => join(folder, name)))
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
  .filter(({ text }) => !text.includes('do not edit by hand'))

/** Lines of prose that have a phrase of the list; code and the targets of links do not count. */
function unplain({ path, text }: { path: string; text: string }): string[] {
  const prose = text.replace(/```[\s\S]*?```/g, (block) => block.replace(/[^\n]/g, '')).replace(/`[^`\n]*`|\]\([^)]*\)/g, '')
  return prose
    .split('\n')
    .flatMap((line, index) =>
      PLAIN.flatMap(([phrase, better]) =>
        phrase.test(line) ? [`${path}:${index + 1}: "${line.match(phrase)?.[0]}"; better: ${better}`] : [],
      ),
    )
}

test('the documents use none of the phrases that have a plain form', () => {
  console.log(
    `document words: ${DOCUMENTS.length} documents, ${DOCUMENTS.flatMap(({ text }) => text.split(/\s+/)).length} words, ${PLAIN.length} phrases`,
  )
  expect(DOCUMENTS.length).toBeGreaterThan(20)
  expect(DOCUMENTS.flatMap(unplain)).toEqual([])
})

test('a phrase is seen in prose, and not in code', () => {
  const text = 'There is no row.\nIt is worked out anew.\n```\nanew\n```\nThis is no id, `is no` and [link](anew.md).\n'
  expect(unplain({ path: 'planted.md', text })).toEqual([
    'planted.md:2: "anew"; better: again',
    'planted.md:2: "worked out"; better: compute',
    'planted.md:6: "is no "; better: is not',
  ])
})
