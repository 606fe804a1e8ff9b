/** Source files as the tests of layers see them: what each imports, which strings it holds, which Prisma models it calls. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

export const ROOT = join(import.meta.dirname, '../..')

export type Source = {
  /** Module names as written, of types too, by any form of import; HOLE for one that is only known while it runs. */
  imports: readonly string[]
  /** Texts of string and template literals; an embedded expression is HOLE. */
  texts: readonly string[]
  /** Names before a method call: `registeredOperation` in `prisma.registeredOperation.findMany()`. */
  callees: readonly string[]
}

/** By path from the root of the project. */
export type Sources = ReadonlyMap<string, Source>

/** Stands in a text for the value of an expression. */
export const HOLE = '\u0000'

/** TypeScript files of some folders, generated ones left out. */
export function listFiles(folders: readonly string[]): string[] {
  const found = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
  )
  return found.filter((path) => !/(^|\/)(generated|node_modules)\//.test(path)).sort()
}

export const readFile = (path: string) => readFileSync(join(ROOT, path), 'utf8')

export const parseFiles = (paths: readonly string[]): Sources => new Map(paths.map((path) => [path, parseSource(path, readFile(path))]))

/** @throws naming the file when it does not parse. */
export function parseSource(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`)
  const modules: Node[] = []
  const strings: { value: string; node: unknown }[] = []
  const callees: string[] = []
  const constants = new Map<string, string>()
  const take = (module: Node | null) => module !== null && modules.push(module)
  new Visitor({
    ImportDeclaration: ({ source }) => take(source),
    ExportNamedDeclaration: ({ source }) => take(source),
    ExportAllDeclaration: ({ source }) => take(source),
    ImportExpression: ({ source }) => take(source),
    TSImportType: ({ source }) => take(source),
    TSExternalModuleReference: ({ expression }) => take(expression),
    TSModuleDeclaration: ({ id }) => id.type === 'Literal' && take(id),
    Literal: (node) => typeof node.value === 'string' && strings.push({ value: node.value, node }),
    TemplateLiteral: (node) => strings.push({ value: node.quasis.map(({ value }) => value.cooked ?? value.raw).join(HOLE), node }),
    VariableDeclarator: ({ id, init }) => {
      if (id.type === 'Identifier' && init?.type === 'Literal' && typeof init.value === 'string') constants.set(id.name, init.value)
    },
    CallExpression: ({ callee }) => {
      if (callee.type !== 'MemberExpression' || callee.object.type !== 'MemberExpression') return
      if (callee.object.property.type === 'Identifier') callees.push(callee.object.property.name)
    },
  }).visit(program)
  const named = new Set<unknown>(modules)
  return {
    imports: modules.map((module) => moduleName(module, constants)),
    texts: strings.filter(({ node }) => !named.has(node)).map(({ value }) => value),
    callees,
  }
}

type Node = { type: string; value?: unknown; name?: unknown }

/** As written, or as a constant of the same file says. */
function moduleName({ value, name }: Node, constants: ReadonlyMap<string, string>): string {
  if (typeof value === 'string') return value
  return constants.get(String(name)) ?? HOLE
}
