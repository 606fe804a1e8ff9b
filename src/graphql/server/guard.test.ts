import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema, type GraphQLSchema } from 'graphql'
import { expect, test } from 'vitest'
import { ROOT_RULES } from './guard.ts'

/** Root fields without a rule, which are denied, and rules for what is no root field. */
function problemsOf(schema: GraphQLSchema, rules: readonly string[]): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType()].filter((type) => type != null)
  const fields = roots.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`))
  return [
    ...fields.filter((field) => !rules.includes(field)).map((field) => `${field} has no rule in ROOT_RULES, so everybody is denied`),
    ...rules.filter((rule) => !fields.includes(rule)).map((rule) => `ROOT_RULES has ${rule}, which the schema has not`),
  ]
}

test('every root field of the hub has a rule, and every rule a root field', () => {
  const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../../schema/hub.graphql'), 'utf8'), { assumeValidSDL: true })
  expect(problemsOf(schema, Object.keys(ROOT_RULES))).toEqual([])
  expect(Object.keys(ROOT_RULES).length).toBeGreaterThan(30)
})

test('canary: a root field without a rule is named, and so is a rule for none', () => {
  expect(problemsOf(buildSchema('type Query { open: Int }'), ['Query.gone'])).toEqual([
    'Query.open has no rule in ROOT_RULES, so everybody is denied',
    'ROOT_RULES has Query.gone, which the schema has not',
  ])
})
