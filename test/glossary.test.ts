/** The glossary and the code say the same words: every term exists, every exported type name is made of words that somebody explained, and each has one meaning. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSchema, type GraphQLSchema, isEnumType, isObjectType } from 'graphql'
import { describe, expect, test } from 'vitest'
import { ORDINARY_WORDS } from './glossary/ordinary-words.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

/** Rooms of `src` that say nothing about the field: Prisma's output, and fictional persons with their issuer. */
const OTHER_ROOMS = ['generated', 'development']

type Term = { term: string; meaning: string; refs: string[] }

/** Rows of the tables of a glossary: term, Dutch, meaning, references in backticks. */
function readTerms(text: string): Term[] {
  const rows = text.split('\n').filter((line) => /^\| (?!Term \|)/.test(line))
  return rows.map((line) => {
    const [term = '', , meaning = '', code = ''] = line.slice(2, -2).split(' | ')
    return { term, meaning, refs: [...code.matchAll(/`([^`]+)`/g)].map(([, ref = '']) => ref) }
  })
}

type Exported = { name: string; file: string; isType: boolean }

/** What a file of TypeScript exports by declaration; a schema and its type that share a name count as a type. */
function exportsOf(file: string, text: string): Exported[] {
  const declared = text.matchAll(/^export (?:declare |abstract |async )*(type|interface|class|const|function)\*? (\w+)/gm)
  const isTypeOf = new Map<string, boolean>()
  for (const [, kind = '', name = ''] of declared) {
    isTypeOf.set(name, isTypeOf.get(name) === true || ['type', 'interface', 'class'].includes(kind))
  }
  return [...isTypeOf].map(([name, isType]) => ({ name, file, isType }))
}

const CODE = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !OTHER_ROOMS.includes(path.split('/')[0] ?? ''))
  .flatMap((path) => exportsOf(`src/${path}`, read(`src/${path}`)))
const TYPES = CODE.filter(({ isType }) => isType)
const TERMS = readTerms(read('docs/glossary.md'))
const SCHEMA = buildSchema(read('schema/hub.graphql'), { assumeValidSDL: true })
const TABLES = new Set(
  readdirSync(join(ROOT, 'prisma/migrations'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sql'))
    .flatMap((path) => [...read(`prisma/migrations/${path}`).matchAll(/create table (?:if not exists )?"?(\w+)"?\."?(\w+)"?/gi)])
    .map(([, schema, table]) => `${schema}.${table}`),
)

/** A path that exists, a table of the migrations, a type, field or enum value of the schema, or an export: of a file named beside it, where one is. */
function resolves(ref: string, refs: readonly string[], schema: GraphQLSchema): boolean {
  if (ref.includes('/')) return existsSync(join(ROOT, ref))
  if (ref.includes('.')) return TABLES.has(ref) || hasField(schema, ref)
  if (schema.getType(ref) !== undefined || isEnumValue(schema, ref)) return true
  const files = refs.filter((other) => other.endsWith('.ts'))
  return CODE.some(({ name, file }) => name === ref && (files.length === 0 || files.includes(file)))
}

function hasField(schema: GraphQLSchema, coordinate: string): boolean {
  const [name = '', field = ''] = coordinate.split('.')
  const type = schema.getType(name)
  return isObjectType(type) && type.getFields()[field] !== undefined
}

const isEnumValue = (schema: GraphQLSchema, value: string) =>
  Object.values(schema.getTypeMap()).some((type) => isEnumType(type) && type.getValue(value) !== undefined)

function missingRefs(terms: readonly Term[]): string[] {
  return terms.flatMap(({ term, refs }) =>
    refs.length === 0
      ? [`${term}: says not where it lives`]
      : refs.filter((ref) => !resolves(ref, refs, SCHEMA)).map((ref) => `${term}: ${ref}`),
  )
}

const ENDINGS = /(?:(?:ic)?at(?:ions?|ors?|es?|ed)|ments?|ings?|ions?|iers?|ers?|ors?|ures?|ables?|ies|als?|ed|es|s|e|y)$/

/** What the forms of a word share, so that `Sealer`, `Unsealed` and `seals` are the word "seal". */
function stemOf(word: string): string {
  const lower = word.toLowerCase().replace(/^un(?=\w{4})/, '')
  const stem = lower.replace(ENDINGS, '')
  if (stem === lower || stem.length < 3) return lower
  return stemOf(stem)
}

const wordsOf = (name: string) => name.match(/[A-Z][a-z0-9]*/g) ?? [name]

/** Types named in the glossary are explained there. In other names every word is a word of a term, or ordinary. */
function unexplained(types: readonly Exported[], terms: readonly Term[], ordinary: readonly string[]): string[] {
  const named = new Set(terms.flatMap(({ refs }) => refs))
  const known = new Set([...terms.flatMap(({ term }) => term.split(/\W+/)), ...ordinary].map(stemOf))
  return types
    .filter(({ name }) => !named.has(name))
    .flatMap(({ name, file }) => wordsOf(name).flatMap((word) => (known.has(stemOf(word)) ? [] : [`${word} in ${name} (${file})`])))
}

function declaredTwice(types: readonly Exported[]): string[] {
  const files = Map.groupBy(types, ({ name }) => name)
  return [...files].filter(([, all]) => all.length > 1).map(([name, all]) => `${name}: ${all.map(({ file }) => file).join(', ')}`)
}

describe('docs/glossary.md', () => {
  test('explains each term once, in sentences', () => {
    console.log(`glossary: ${TERMS.length} terms, ${TERMS.flatMap(({ refs }) => refs).length} references into ${CODE.length} exports`)
    expect(TERMS.length).toBeGreaterThan(100)
    expect(TERMS.filter(({ meaning }) => !/^[A-Z].*\.$/.test(meaning))).toEqual([])
    const seen = TERMS.map(({ term }) => term)
    expect(seen.filter((term, index) => seen.indexOf(term) !== index)).toEqual([])
  })

  test('names only what exists', () => {
    expect(missingRefs(TERMS)).toEqual([])
  })

  test('sees a term whose place is gone', () => {
    const planted = [
      { term: 'moved', meaning: '', refs: ['Contract', 'src/query/compile.ts'] },
      { term: 'deleted', meaning: '', refs: ['src/query/gone.ts', 'directory.gone', 'Newcomer.gone', 'Gone'] },
      { term: 'nowhere', meaning: '', refs: [] },
    ]
    expect(missingRefs(planted)).toEqual([
      'moved: Contract',
      'deleted: src/query/gone.ts',
      'deleted: directory.gone',
      'deleted: Newcomer.gone',
      'deleted: Gone',
      'nowhere: says not where it lives',
    ])
  })
})

describe('exported types', () => {
  test('have names made of words of the glossary and ordinary words; a new word of the field is added to docs/glossary.md', () => {
    const words = new Set(TYPES.flatMap(({ name }) => wordsOf(name)))
    console.log(`glossary: ${TYPES.length} exported types, made of ${words.size} words, ${ORDINARY_WORDS.length} of them ordinary`)
    expect(TYPES.length).toBeGreaterThan(350)
    expect(unexplained(TYPES, TERMS, ORDINARY_WORDS)).toEqual([])
  })

  test('need every ordinary word that is listed, and no term is listed as one', () => {
    const needless = ORDINARY_WORDS.filter(
      (word) =>
        unexplained(
          TYPES,
          TERMS,
          ORDINARY_WORDS.filter((other) => other !== word),
        ).length === 0,
    )
    expect(needless).toEqual([])
  })

  test('have one meaning each: no name is declared in two files', () => {
    expect(declaredTwice(TYPES)).toEqual([])
  })

  test('are seen when a word is not explained, or a name is taken', () => {
    const planted = exportsOf(
      'src/planted.ts',
      'export type Voucher = string\nexport interface SealedVoucher {}\nexport class Contract {}\n',
    )
    expect(unexplained(planted, TERMS, ORDINARY_WORDS)).toEqual([
      'Voucher in Voucher (src/planted.ts)',
      'Voucher in SealedVoucher (src/planted.ts)',
    ])
    expect(declaredTwice([...TYPES, ...planted])).toEqual(['Contract: src/access/protocols/contract.ts, src/planted.ts'])
  })
})
