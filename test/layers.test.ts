/** Arrows of src point one way: the tables of test/layers/table.ts hold for every file, types included, and each check catches a planted fault. */
import { describe, expect, test } from 'vitest'
import { checkImports, roomsOf } from './layers/check-imports.ts'
import { checkSql } from './layers/check-sql.ts'
import { countArrows, findCircles, folderGraph, importGraph } from './layers/graph.ts'
import { readSchemas } from './layers/schemas.ts'
import { listFiles, parseFiles, parseSource, readFile } from './layers/source.ts'
import { MAY_IMPORT } from './layers/table.ts'

const listed = listFiles(['src'])
const sources = parseFiles(listed)
const schemas = readSchemas()

/** The files of src and a planted one. */
const withFile = (path: string, text: string) => new Map([...sources, [path, parseSource(path, text)]])

describe('imports of src', () => {
  const graph = importGraph(sources)
  const { problems, files, arrows } = checkImports(graph)
  const problemsWith = (path: string, text: string) =>
    checkImports(importGraph(withFile(path, text))).problems.filter((problem) => !problems.includes(problem))

  test('go the way that the table says, and the table says no more than is used', () => {
    console.log(`layers: read ${files} files and ${arrows} imports of src, ${Object.keys(MAY_IMPORT).length} rows`)
    expect(problems).toEqual([])
  })

  test('were all read: every file, and every line that begins as an import from a file', () => {
    const code = listed.filter((path) => !path.endsWith('.test.ts'))
    const lines = code.flatMap((path) => readFile(path).match(/^(import|export|\} from) .*'\.{1,2}\/.*'$/gm) ?? [])
    expect(files).toBe(code.length)
    expect(arrows).toBeGreaterThanOrEqual(lines.length)
    expect(lines.length).toBeGreaterThan(files)
  })

  test('lead through at most ten rooms', () => {
    expect(roomsOf(MAY_IMPORT).length).toBeLessThanOrEqual(10)
  })

  test('never lead from one domain to another', () => {
    const names = Object.entries(MAY_IMPORT).flatMap(([from, row]) => (from.startsWith('domains/') ? row : []))
    expect(names.filter((to) => to.startsWith('domains/') && to !== 'domains/declaration')).toEqual([])
  })

  test.each([
    ['a value', "import { openHub } from '../app/hub.ts'\nopenHub()"],
    ['a type', "import type { Hub } from '../app/hub.ts'"],
    ['a type in place', "export type Opened = import('../app/hub.ts').Hub"],
    ['what is exported again', "export { openHub } from '../app/hub.ts'"],
    ['all that is exported again', "export * from '../app/hub.ts'"],
    ['an import while it runs', "export const hub = () => import('../app/hub.ts')"],
    ['a declaration that extends a module', "declare module '../app/hub.ts' {\n  interface More {}\n}"],
  ])('canary: an import back up is caught, as %s', (_form, text) => {
    expect(problemsWith('src/base/planted.ts', text)).toEqual(['src/base/planted.ts imports src/app/hub.ts: base may not import app'])
  })

  test('canary: an import that is only known while it runs cannot be checked and is caught', () => {
    expect(problemsWith('src/base/planted.ts', 'export const load = (name: string) => import(name)')).toEqual([
      'src/base/planted.ts imports a module that is only known while it runs; name it in a string',
    ])
    expect(problemsWith('src/base/planted.ts', "const HUB = '../app/hub.ts'\nexport const load = () => import(HUB)")).toEqual([
      'src/base/planted.ts imports src/app/hub.ts: base may not import app',
    ])
  })

  test.each(['src/planted/a.ts', 'src/database/planted/a.ts', 'src/planted.ts'])('canary: %s has no row and is named', (path) => {
    expect(problemsWith(path, 'export const one = 1')).toEqual([
      `${path}: its folder has no row in test/layers/table.ts; add one, above every folder that imports it`,
    ])
  })

  test('canary: a domain that imports another one is caught, both ways, and so is a new one', () => {
    const from = (path: string, target: string) => problemsWith(path, `import type { Fact } from '${target}'`)
    expect(from('src/domains/work/planted.ts', '../local/facts.ts')).toEqual([
      'src/domains/work/planted.ts imports src/domains/local/facts.ts: domains/* may not import domains/*',
    ])
    expect(from('src/domains/housing/planted.ts', '../work/facts.ts')).toEqual([
      'src/domains/housing/planted.ts imports src/domains/work/facts.ts: domains/* may not import domains/*',
    ])
    expect(from('src/domains/local/planted.ts', '../directory/facts.ts')).toEqual([
      'src/domains/local/planted.ts imports src/domains/directory/facts.ts: domains/* may not import domains/directory',
    ])
  })

  test('canary: code that imports a test, or support of tests, is caught', () => {
    expect(problemsWith('src/base/planted.ts', "import './faults.test.ts'\nimport '../../test/support/hub.ts'")).toEqual([
      'src/base/planted.ts imports src/base/faults.test.ts, which is not code of src',
      'src/base/planted.ts imports test/support/hub.ts, which is not code of src',
    ])
  })

  test('canary: an arrow that nobody uses, one that goes up, and one to nowhere are caught in the table itself', () => {
    const table = { ...MAY_IMPORT, base: ['generated/prisma', 'app', 'attic'] }
    expect(checkImports(graph, table).problems.filter((problem) => !problems.includes(problem))).toEqual([
      'base names app, which does not stand above it',
      'base names attic, which has no row',
      ...['generated/prisma', 'app', 'attic'].map((to) => `base > ${to} is in the table, and nothing imports that way; remove it`),
    ])
  })
})

describe('files of the project', () => {
  const everywhere = parseFiles(listFiles(['src', 'test', 'bench', 'scripts', 'clients']))

  test('never import each other in a circle, types included', () => {
    const graph = importGraph(everywhere)
    console.log(`layers: looked for circles among ${graph.size} files and ${countArrows(graph)} imports`)
    expect(graph.size).toBeGreaterThan(listed.length)
    expect(findCircles(graph)).toEqual([])
  })

  test('never lead from a folder to one beside it and back', () => {
    const folders = folderGraph(importGraph(new Map([...sources].filter(([path]) => !path.endsWith('.test.ts')))))
    console.log(`layers: looked for circles among ${folders.size} folders and ${countArrows(folders)} arrows between them`)
    expect(folders.size).toBeGreaterThan(20)
    expect(findCircles(folders)).toEqual([])
  })

  test('canary: folders that import each other are caught, at any depth, and a folder within a folder is not', () => {
    const planted = importGraph(
      new Map([
        ['src/base/a/x.ts', parseSource('src/base/a/x.ts', "import '../b/deep/y.ts'\nimport './inner/z.ts'")],
        ['src/base/a/inner/z.ts', parseSource('src/base/a/inner/z.ts', "import '../x.ts'")],
        ['src/base/b/deep/y.ts', parseSource('src/base/b/deep/y.ts', "import type { Z } from '../../a/inner/z.ts'\nexport type Y = Z")],
      ]),
    )
    expect(findCircles(folderGraph(planted))).toEqual([['src/base/a', 'src/base/b']])
  })

  test('canary: a circle of types alone is caught, and one that goes through three files', () => {
    const planted = new Map([
      ['src/base/a.ts', parseSource('src/base/a.ts', "import type { B } from './b.ts'\nexport type A = B[]")],
      ['src/base/b.ts', parseSource('src/base/b.ts', "import type { C } from './c.ts'\nexport type B = C | null")],
      ['src/base/c.ts', parseSource('src/base/c.ts', "export type C = import('./a.ts').A")],
      ['src/base/d.ts', parseSource('src/base/d.ts', "import type { A } from './a.ts'\nexport type D = A")],
    ])
    expect(findCircles(importGraph(new Map([...sources, ...planted])))).toEqual([['src/base/a.ts', 'src/base/b.ts', 'src/base/c.ts']])
  })
})

describe('SQL of src', () => {
  const { problems, files, texts, names } = checkSql(sources, schemas)
  const problemsWith = (path: string, text: string) =>
    checkSql(withFile(path, text), schemas).problems.filter((problem) => !problems.includes(problem))

  test('names only the schemas that its folder may name, and the table says no more than is used', () => {
    console.log(`layers: read ${texts} texts of ${files} files, which name a table of ${schemas.names.join(', ')} ${names} times`)
    expect(problems).toEqual([])
    expect(schemas.names.length).toBeGreaterThan(8)
    expect(schemas.ofModel.size).toBeGreaterThanOrEqual(65)
    expect(names).toBeGreaterThan(400)
  })

  test.each([
    ['in a string', "export const sql = 'select from local.gpmi'"],
    ['in a template', 'export const sql = `select from local.gpmi`'],
    ['in quotes', 'export const sql = \'select from "local"."gpmi"\''],
    ['in a tagged template', 'export const sql = tag`select from local.gpmi`'],
  ])('canary: a domain that names a table of another domain is caught, %s', (_form, text) => {
    expect(problemsWith('src/domains/work/planted.ts', text)).toEqual([
      'src/domains/work/planted.ts names local.gpmi: domains/* may not name the schema local',
    ])
  })

  test('canary: a table whose name is put together, and a call of Prisma, are caught', () => {
    const text = `export const a = \`audit.\${name}\`\nexport const b = db.gpmi.findMany({ where: { x: 1 } })`
    expect(problemsWith('src/base/planted.ts', text)).toEqual([
      'src/base/planted.ts names audit.…: base may not name the schema audit',
      'src/base/planted.ts names prisma.gpmi: base may not name the schema local',
    ])
  })

  test('a new domain names its own schema and the directory without a row', () => {
    const text = "export const sql = 'select from housing.candidacy join directory.person'"
    const planted = withFile('src/domains/housing/planted.ts', text)
    expect(checkSql(planted, { ...schemas, names: [...schemas.names, 'housing'] }).problems).toEqual(problems)
  })

  test('canary: an exception that no longer occurs is caught', () => {
    const gone = { file: 'src/base/insz.ts', schema: 'work', reason: 'None.' }
    expect(checkSql(sources, schemas, undefined, [gone]).problems).toContain(
      'src/base/insz.ts > work is in the table, and no SQL there names it; remove it',
    )
  })
})
