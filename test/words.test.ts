/** Texts that people meet are plain English: no phrase that was given up comes back, and every description of the schema has one form. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  buildSchema,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { USER_ERROR_CODES } from '../src/graphql/schema/user-error.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

/** A phrase that was given up, and the sentence that says why, or what to write instead. */
type GivenUpPhrase = { phrase: RegExp; example: string; reason: string }

const GIVEN_UP: readonly GivenUpPhrase[] = [
  {
    phrase: /(?<!\bthere )\bis no (?!longer\b|more\b)/i,
    example: 'The document is no valid GraphQL.',
    reason: 'English says "is not a" or "is not".',
  },
  {
    phrase: /(?<!\bthere )\b(?:are|was|were) no (?!longer\b|more\b)/i,
    example: 'files that are no PostgreSQL data',
    reason: 'English says "are not".',
  },
  { phrase: /\banew\b/i, example: 'It is looked up anew.', reason: 'The usual word is "again", or a verb such as "recompute".' },
  { phrase: /\bwho(?:m)?ever\b/i, example: 'Whoever asks is recorded.', reason: 'Name the person: the caller, the recipient, the reader.' },
  { phrase: /\bof whom(?:ever)?\b/i, example: 'an assessment of whomever', reason: 'Name the person, and say what about them.' },
  { phrase: /\bwhereof\b|\bwhereby\b/i, example: 'a table whereof rows are kept', reason: 'Legal English: use two sentences.' },
  { phrase: /\bwork(?:ed|s|ing)? out\b/i, example: 'facts worked out', reason: 'The usual word is "compute" or "computed".' },
  {
    phrase: /\blook(?:ed|s|ing)? (?:at|again)\b/i,
    example: 'open assessments looked at again',
    reason: 'Say what is done: read, checked or reassessed.',
  },
  { phrase: /\bat hand\b/i, example: 'dates were not at hand', reason: 'The usual word is "available".' },
  { phrase: /\bby word\b/i, example: 'asked by word', reason: 'The usual word is "orally".' },
  {
    phrase: /\bt(?:old|ells?|elling)\b/i,
    example: 'the answer does not tell why',
    reason: 'Say who shows, reports, reveals or distinguishes what.',
  },
  { phrase: /\blast word\b|\bword of the\b/i, example: 'last word of its owner', reason: 'The usual term is "latest information".' },
  { phrase: /\bmend(?:s|ed|ing)?\b/i, example: 'what the caller can mend', reason: 'The usual word is "correct" or "fix".' },
  {
    phrase: /\b(?:in|of) the place of\b/i,
    example: 'Null in the place of every id',
    reason: 'English says "for", "instead of" or "replaces".',
  },
  { phrase: /\bin the way\b/i, example: 'where the state stands in the way', reason: 'Say what prevents what.' },
  { phrase: /\bsomebody\b|\bnobody is\b/i, example: 'Nobody is known by that.', reason: 'Name the person, or write "not found".' },
  {
    phrase: /\b(?:database|provider|issuer|directory|server|hub) does not answer\b/i,
    example: 'The database does not answer.',
    reason: 'The usual words are "is not responding".',
  },
  { phrase: /\bnot usable\b/i, example: 'The environment is not usable', reason: 'The usual words are "not valid".' },
  {
    phrase: /\bright check digits\b/i,
    example: 'eleven digits with right check digits',
    reason: 'The usual words are "valid check digits".',
  },
  { phrase: /\bthe one (?:who|that|which)\b/i, example: 'the one who acts', reason: 'Name the person or the thing.' },
  { phrase: /\bby itself\b|\bby themselves\b/i, example: 'each is granted by itself', reason: 'The usual word is "separately".' },
  { phrase: /\bhas to be\b|\bis to be\b|\bare to be\b/i, example: 'the day by which it is to be paid', reason: 'English says "must be".' },
  { phrase: /\btake(?:s|n)? in\b/i, example: 'all taken in', reason: 'The usual word is "import" or "accept".' },
  { phrase: /\bgone through\b/i, example: 'grounds were gone through', reason: 'The usual word is "discussed" or "checked".' },
  { phrase: /\bga(?:at|an) niet mee\b|\bkomt niet mee\b/i, example: 'het statuut gaat niet mee', reason: 'Schrijf wie wat niet ziet.' },
]

type Text = { where: string; text: string }

/** Texts with the phrases in them that were given up, each with the reason. */
function givenUpIn(texts: readonly Text[]): string[] {
  return texts.flatMap(({ where, text }) =>
    GIVEN_UP.filter(({ phrase }) => phrase.test(text)).map(({ phrase, reason }) => `${where}: "${phrase.exec(text)?.[0]}" (${reason})`),
  )
}

/** Every element of a schema that can have a description, by coordinate. */
type Element = { coordinate: string; description: string | null | undefined; isBoolean: boolean }

function elementsOf(schema: GraphQLSchema): Element[] {
  return Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__') && !/^(String|Int|Float|Boolean|ID)$/.test(name))
    .flatMap((type) => {
      const own = { coordinate: type.name, description: type.description, isBoolean: false }
      if (isEnumType(type)) return [own, ...type.getValues().map((value) => element(`${type.name}.${value.name}`, value))]
      if (isInputObjectType(type))
        return [own, ...Object.values(type.getFields()).map((field) => element(`${type.name}.${field.name}`, field))]
      if (!isObjectType(type) && !isInterfaceType(type)) return [own]
      const fields = Object.values(type.getFields()).flatMap((field) => [
        element(`${type.name}.${field.name}`, field),
        ...field.args.map((argument) => element(`${type.name}.${field.name}(${argument.name}:)`, argument)),
      ])
      return [own, ...fields]
    })
}

function element(coordinate: string, of: { description?: string | null | undefined; type?: GraphQLType }): Element {
  const isBoolean = of.type !== undefined && getNamedType(of.type).name === 'Boolean'
  return { coordinate, description: of.description, isBoolean }
}

/** What is wrong with the form of descriptions: all elements described, as a sentence or a noun phrase with a full stop. */
function wrongForms(elements: readonly Element[]): string[] {
  return elements.flatMap(({ coordinate, description, isBoolean }) => {
    if (description == null || description.trim() === '') return [`${coordinate}: has no description`]
    const wrong = [
      ...(/^[A-Z0-9`"]/.test(description) ? [] : ['begins without a capital']),
      ...(/\.$/.test(description) ? [] : ['ends without a full stop']),
      ...(/^(?:The|A|An) /.test(description) ? ['begins with an article'] : []),
      ...(/^(?:Who|Whom|Whose|What|When|Where|Why|How|Which)\b/.test(description) ? ['begins with a question word, not with a noun'] : []),
      ...(isBoolean && !description.startsWith('Whether ') ? ['is a boolean and does not begin with "Whether"'] : []),
    ]
    return wrong.map((problem) => `${coordinate}: ${problem}: ${description}`)
  })
}

const LITERAL = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)/g

const SQL = /\b(?:select|insert|update|delete)\b[\s\S]*\b(?:from|into|set)\b/

/** String literals of a source file that can be prose: more than one word, and not SQL. Comments are for colleagues, and left out. */
function literalsOf(path: string, source: string): Text[] {
  return [...source.matchAll(LITERAL)].flatMap((match) => {
    const text = match[1]?.slice(1, -1) ?? ''
    const line = source.slice(0, match.index).split('\n').length
    return /[a-z]{2,} [a-z]/i.test(text) && !SQL.test(text) ? [{ where: `${path}:${line}`, text }] : []
  })
}

/** Paths below a folder with this ending; tests and generated code left out. */
function filesIn(folder: string, ending: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name) && !name.endsWith('.test.ts') && !/(^|\/)generated\//.test(name))
    .map((name) => join(folder, name))
    .sort()
}

const hub = buildSchema(read('schema/hub.graphql'), { assumeValidSDL: true })
const elements = elementsOf(hub)

describe('descriptions of the hub schema', () => {
  test('exist for every type, field, argument, input field and enum value, and have one form', () => {
    console.log(`words: ${elements.length} elements of the hub schema`)
    expect(elements.length).toBeGreaterThan(1000)
    expect(wrongForms(elements)).toEqual([])
  })

  test('have no phrase that was given up', () => {
    expect(givenUpIn(elements.map(({ coordinate, description }) => ({ where: coordinate, text: description ?? '' })))).toEqual([])
  })

  test('are refused when planted wrong', () => {
    const planted = buildSchema(`
      "The root."
      type Query {
        "whether it is so."
        open: Boolean
        "Whether it is open"
        closed(
          first: Int
        ): Boolean
        "Shown or not."
        shown: Boolean
      }
      "What it does."
      enum Act { ACCEPT }
    `)
    expect(wrongForms(elementsOf(planted)).map((problem) => problem.split(': ').slice(0, 2).join(': '))).toEqual([
      'Query: begins with an article',
      'Query.open: begins without a capital',
      'Query.open: is a boolean and does not begin with "Whether"',
      'Query.closed: ends without a full stop',
      'Query.closed(first:): has no description',
      'Query.shown: is a boolean and does not begin with "Whether"',
      'Act: begins with a question word, not with a noun',
      'Act.ACCEPT: has no description',
    ])
  })
})

describe('texts of the code', () => {
  const code = ['src', 'scripts', 'clients'].flatMap((folder) => filesIn(folder, /\.(?:ts|mjs)$/))
  const literals = code.flatMap((path) => literalsOf(path, read(path)))
  const headers = filesIn('clients', /\.ts$/).map((path) => ({ where: path, text: /^\/\*\*[\s\S]*?\*\//.exec(read(path))?.[0] ?? '' }))
  const folders = ['protocols', 'incentives', 'reference']
  const files = folders.flatMap((folder) => filesIn(folder, /\.(?:ya?ml|md)$/)).map((path) => ({ where: path, text: read(path) }))
  const errors = Object.entries(USER_ERROR_CODES).map(([code, text]) => ({ where: code, text }))

  test('have no phrase that was given up: errors, literals, protocols, incentives, reference data, headers of clients', () => {
    console.log(`words: ${literals.length} literals of ${code.length} files, ${errors.length} error codes, ${files.length} data files`)
    expect(literals.length).toBeGreaterThan(2500)
    expect(files.length).toBeGreaterThan(30)
    expect(givenUpIn([...errors, ...literals, ...files, ...headers])).toEqual([])
  })

  test('are refused when planted wrong, by every phrase', () => {
    const planted = GIVEN_UP.map(({ example }) => `// ${example}\nconst text = '${example}'`).join('\n')
    const found = givenUpIn(literalsOf('planted.ts', planted))
    for (const [index, { phrase }] of GIVEN_UP.entries())
      expect(
        found.filter((text) => text.startsWith(`planted.ts:${2 * index + 2}: `)),
        String(phrase),
      ).not.toEqual([])
    expect(found.every((text) => Number(text.split(':')[1]) % 2 === 0)).toBe(true)
  })
})
