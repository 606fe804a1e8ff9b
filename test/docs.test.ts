/** The documents say what the code does: tables of codes, limits, dependencies and fields are complete, links lead somewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSchema, type GraphQLSchema, isEnumType, isObjectType } from 'graphql'
import { describe, expect, test } from 'vitest'
import { TABLE_NAMES } from '../src/activities/statistics/tables/catalogue.ts'
import { FAULT_CODES } from '../src/base/faults.ts'
import { CONDITIONS } from '../src/domains/all.ts'
import { USER_ERROR_CODES } from '../src/graphql/schema/user-error.ts'
import { LIMITS } from '../src/graphql/server/limits.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

/** Cells of the table rows of a document; headings and rules left out. */
function tableRows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
}

const inCode = (cell: string | undefined) => cell?.match(/^`([^`]+)`$/)?.[1]

test('docs/guides/bi.md says what each table of statistics shows', () => {
  const named = tableRows(read('docs/guides/bi.md')).flatMap(([name]) => inCode(name) ?? [])
  expect(TABLE_NAMES.filter((name) => !named.includes(name))).toEqual([])
})

describe('docs/visibility.md', () => {
  const rows = tableRows(read('docs/visibility.md')).slice(1)
  const hub = buildSchema(read('schema/hub.graphql'), { assumeValidSDL: true })
  const coordinates = rows.flatMap(([, , cell = '']) => coordinatesIn(cell))

  test('accounts for the 104 rows of the matrix, each once and in order, and numbers what came later after them', () => {
    expect(rows.length).toBeGreaterThanOrEqual(104)
    expect(rows.map(([number]) => number)).toEqual(Array.from(rows, (_, index) => String(index + 1)))
  })

  test('names coordinates that exist, or the reason why there is none', () => {
    expect(coordinates.length).toBeGreaterThan(200)
    expect(coordinates.filter((coordinate) => !exists(hub, coordinate))).toEqual([])
    const empty = rows.filter(
      ([, , cell = '', note = '']) => coordinatesIn(cell).length === 0 && !/^(Left out|Not in the schema): /.test(note),
    )
    expect(empty).toEqual([])
  })

  test('names every field about a person that the hub has', () => {
    const named = new Set([...coordinates, ...FRESHNESS])
    expect(fieldsAboutPersons(hub).filter((coordinate) => !named.has(coordinate))).toEqual([])
  })
})

/** Told in the introduction, for they belong to no row of the matrix. */
const FRESHNESS = ['Newcomer.workAsOf', 'Newcomer.localAsOf']

/** Coordinates in a cell; `.field` belongs to the type named last. */
function coordinatesIn(cell: string): string[] {
  let type = ''
  return [...cell.matchAll(/`([A-Z]\w*)?\.(\w+)`/g)].map(([, named, field]) => {
    type = named ?? type
    return `${type}.${field}`
  })
}

function exists(schema: GraphQLSchema, coordinate: string): boolean {
  const [name = '', member = ''] = coordinate.split('.')
  const type = schema.getType(name)
  if (isEnumType(type)) return type.getValue(member) !== undefined
  return isObjectType(type) && type.getFields()[member] !== undefined
}

/** Types that say something about the caller or the page, not about a person. */
const CONNECTIONS = [
  'NewcomerConnection',
  'NewcomerEdge',
  'DataUseConnection',
  'DataUseEdge',
  'OwnWordReadingConnection',
  'OwnWordReadingEdge',
  'PageInfo',
]
/** Figures are about nobody. */
const STATISTICS = [
  'Text',
  'Level',
  'Code',
  'Dimension',
  'Measure',
  'Utility',
  'Release',
  'Table',
  'Key',
  'Figure',
  'FigureEdge',
  'FigureConnection',
].map((name) => `Statistics${name}`)
/** The catalogue is about rules, and the rest frames what is about persons. */
const INCENTIVES = [
  'Incentive',
  'BilingualText',
  'IncentiveConfirmation',
  'IncentiveItem',
  'IncentivePayload',
  'OpenAssessmentsPayload',
  ...['IncentiveAssessment', 'IncentiveDecision'].flatMap((name) => [`${name}Edge`, `${name}Connection`]),
]
const REFERRALS = [
  'ReferralPayload',
  'HandOverFilePayload',
  ...['Referral', 'OutreachCandidate', 'HolderConflict'].flatMap((name) => [`${name}Edge`, `${name}Connection`]),
]
const STRUCTURAL = new Set([
  'Query',
  'Mutation',
  'UserError',
  ...REFERRALS,
  ...INCENTIVES,
  ...STATISTICS,
  'Viewer',
  'GrantedCoordinate',
  'Protocol',
  'UsedField',
  ...CONNECTIONS,
])

function fieldsAboutPersons(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__') && !STRUCTURAL.has(type.name))
    .flatMap((type) => (isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : []))
}

test('docs/guides/errors.md has every code of the closed list, and no other', () => {
  const documented = tableRows(read('docs/guides/errors.md').split('## Not an error')[0] ?? '').flatMap(([code]) => inCode(code) ?? [])
  expect(documented.filter((code) => /^[A-Z_]+$/.test(code)).sort()).toEqual(Object.values(FAULT_CODES).flat().sort())
})

test('docs/guides/errors.md has every code of the refusals of acts, and no other', () => {
  const section = read('docs/guides/errors.md').split('## Not an error: refusals')[1]?.split('\n## ')[0] ?? ''
  const documented = tableRows(section).flatMap(([code]) => inCode(code) ?? [])
  expect(documented.toSorted()).toEqual(Object.keys(USER_ERROR_CODES).toSorted())
})

test('docs/guides/errors.md says of every reason of a withheld cell when it opens', () => {
  const section = read('docs/guides/errors.md').split('## Not an error: withheld')[1] ?? ''
  const documented = tableRows(section).flatMap(([code]) => inCode(code) ?? [])
  expect(documented.toSorted()).toEqual([...new Set([...CONDITIONS.values()].map(({ unmet }) => unmet))].toSorted())
})

test('docs/guides/limits.md has every limit with its value', () => {
  const documented = tableRows(read('docs/guides/limits.md')).flatMap(([name, value = '']) => {
    const limit = inCode(name)
    return limit !== undefined && limit in LIMITS ? [[limit, Number(value.replaceAll(',', ''))]] : []
  })
  expect(Object.fromEntries(documented)).toEqual(LIMITS)
})

test('docs/dependencies.md has one sentence for every dependency, of the hub, of development and of the peers, at its pinned version', () => {
  const wanted = ['package.json', 'bench/peers/package.json'].flatMap((path) => {
    const { dependencies, devDependencies } = JSON.parse(read(path)) as Partial<Record<string, Record<string, string>>>
    return Object.entries({ ...dependencies, ...devDependencies }).map((entry) => entry.join(' '))
  })
  const documented = tableRows(read('docs/dependencies.md')).flatMap(([name, version, why = '']) => {
    const dependency = inCode(name)
    return dependency === undefined || !/\w.*\.$/.test(why) ? [] : [`${dependency} ${version}`]
  })
  // Once each: what the hub and its peers share has one version.
  expect(documented.toSorted()).toEqual([...new Set(wanted)].toSorted())
})

test('README.md names every variable of the environment that the hub reads', () => {
  const settings = read('src/base/config.ts').split('const Environment = z.object({')[1]?.split('\n})')[0] ?? ''
  const variables = [...settings.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name = '']) => name)
  const named = new Set([...read('README.md').matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name))
  expect(variables.length).toBeGreaterThan(10)
  expect(variables.filter((name) => !named.has(name))).toEqual([])
})

/** Documents that people read first; generated ones are tested where they are generated. */
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  ...['docs', 'docs/decisions', 'docs/guides', 'src/access', 'src/evidence', 'src/graphql', 'src/query'].flatMap(markdownIn),
]

function markdownIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
}

test('every link between documents, and every path in backticks, leads to something', () => {
  expect(DOCUMENTS.length).toBeGreaterThan(15)
  const broken = DOCUMENTS.flatMap((document) => {
    const text = read(document)
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, target = '']) => join(dirname(document), target))
    const paths = [...text.matchAll(/`((?:src|test|clients|protocols|schema|prisma|scripts|reference|docs)\/[\w./-]+\.\w+)`/g)].map(
      ([, path = '']) => path,
    )
    return [...links, ...paths].filter((path) => !existsSync(join(ROOT, path))).map((path) => `${document}: ${path}`)
  })
  expect(broken).toEqual([])
})
