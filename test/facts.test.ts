/** Every fact of every domain has a test: its module's own, beside it, which names each fact of the module that has no cases. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GraphQLObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { hubSchemaOf } from '../src/app/hub-schema.ts'
import { type Fact, hubOf } from '../src/query/declare.ts'
import { factsOf, untestedFacts } from './support/fact-probe.ts'

const ROOT = join(import.meta.dirname, '..')

/** Modules of the domains that export facts; a folder whose name begins with an underscore is no domain. */
async function listFactModules(): Promise<Map<string, Map<string, Fact>>> {
  const paths = globSync('src/domains/[!_]*/**/*.ts', { cwd: ROOT }).filter((path) => !path.endsWith('.test.ts'))
  const modules = await Promise.all(paths.map(async (path) => [path, factsOf((await import(join(ROOT, path))) as object)] as const))
  return new Map(modules.filter(([, facts]) => facts.size > 0))
}

/** Whether a test hands a module to `testFacts`, whole. */
function testsModule(text: string, file: string): boolean {
  const name = new RegExp(`import \\* as (\\w+) from '\\./${file}'`).exec(text)?.[1]
  return name !== undefined && new RegExp(`\\btestFacts\\(\\s*${name}\\b`).test(text)
}

test('every module of facts is tested by the test beside it', async () => {
  const modules = await listFactModules()
  const untested = [...modules.keys()].filter((path) => {
    const beside = join(ROOT, path.replace(/\.ts$/, '.test.ts'))
    return !existsSync(beside) || !testsModule(readFileSync(beside, 'utf8'), path.split('/').at(-1) ?? '')
  })
  const facts = [...modules.values()].reduce((sum, found) => sum + found.size, 0)
  console.log(`${facts} facts in ${modules.size} modules`)
  expect(untested).toEqual([])
  expect(facts).toBeGreaterThan(60)
})

test('every field of Newcomer that is computed answers a fact that a domain exports', async () => {
  const known = new Set(
    [...(await listFactModules()).values()].flatMap((facts) => [...facts.values()].map(({ description }) => description)),
  )
  const newcomer = hubSchemaOf(
    { production: false },
    { hashInsz: () => Buffer.alloc(32), decryptInsz: (stored) => stored as never },
  ).getType('Newcomer') as GraphQLObjectType
  const computed = Object.values(newcomer.getFields()).filter((field) => {
    const { read, decode } = hubOf(field)
    // What is decoded after the statement is no fact: the statement answers it sealed.
    return read?.kind === 'expression' && decode === undefined
  })
  expect(computed.length).toBeGreaterThan(60)
  expect(computed.filter(({ description }) => !known.has(description ?? '')).map(({ name }) => name)).toEqual([])
})

test('a fact without cases, and a module that no test is handed, are found', () => {
  const fact: Fact = { description: 'Planted.', value: () => 'true' }
  expect(untestedFacts({ planted: fact, other: 1 }, {})).toEqual(['planted'])
  expect(untestedFacts({ planted: fact }, { planted: { cases: [] } })).toEqual(['planted'])
  expect(untestedFacts({ planted: fact }, { planted: { cases: [['always', {}, 'true']] } })).toEqual([])
  expect(testsModule("import * as facts from './facts.ts'\ntestFacts(facts, {})", 'facts.ts')).toBe(true)
  expect(testsModule("import { one } from './facts.ts'\ntestFacts({ one }, {})", 'facts.ts')).toBe(false)
  expect(testsModule("import * as facts from './facts.ts'\nimport * as other from './other.ts'\ntestFacts(other, {})", 'facts.ts')).toBe(
    false,
  )
})
