/** What the oracle knows of the hub schema: a field that it does not compare is named, so that a new one is not left out unseen. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema, type GraphQLObjectType, getNamedType, isObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { fieldsOf } from '../attack/documents.ts'
import { listQueues } from '../attack/queues.ts'
import { KNOWN_FACTS, VISIBILITY_ONLY } from './facts.ts'
import { KNOWN_FILES, KNOWN_QUEUES, QUEUES_NOT_COMPUTED } from './queues.ts'
import { KNOWN_ROWS, ROWS_BY_VISIBILITY_ONLY } from './rows.ts'

const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../schema/hub.graphql'), 'utf8'))
const fields = Object.values((schema.getType('Newcomer') as GraphQLObjectType).getFields())
const namesOf = (ofObjects: boolean) => fields.filter(({ type }) => isObjectType(getNamedType(type)) === ofObjects).map(({ name }) => name)

/** Fields that stand nowhere, twice, or for nothing that the schema has. */
function problemsOf(names: readonly string[], known: readonly string[], byVisibility: readonly string[], file: string): string[] {
  const listed = [...known, ...byVisibility]
  return [
    ...names
      .filter((name) => !listed.includes(name))
      .map(
        (name) => `the oracle lacks Newcomer.${name}: compute it in test/oracle/${file}, or list it there as compared by visibility only`,
      ),
    ...listed.filter((name) => !names.includes(name)).map((name) => `test/oracle/${file} has ${name}, which Newcomer has not`),
    ...known
      .filter((name) => byVisibility.includes(name))
      .map((name) => `test/oracle/${file} computes ${name}, and lists it as compared by visibility only`),
  ]
}

test('every field of Newcomer is computed by the oracle, or named as compared by visibility only', () => {
  const [facts, rows] = [namesOf(false), namesOf(true)]
  console.log(`oracle: computes ${KNOWN_FACTS.length} of ${facts.length} facts, looks up ${KNOWN_ROWS.length} of ${rows.length} objects`)
  expect(problemsOf(facts, KNOWN_FACTS, VISIBILITY_ONLY, 'facts.ts')).toEqual([])
  expect(problemsOf(rows, KNOWN_ROWS, ROWS_BY_VISIBILITY_ONLY, 'rows.ts')).toEqual([])
})

test('every queue of the schema is known to the oracle, or named as one of which it does not tell whom it lists', () => {
  const queues = listQueues(schema).map(({ root }) => root)
  expect([...KNOWN_QUEUES, ...QUEUES_NOT_COMPUTED].sort()).toEqual(queues.sort())
  const files = fieldsOf(schema, 'HolderConflict').map(({ name }) => name)
  expect(['newcomer', ...KNOWN_FILES].sort()).toEqual(files.sort())
})

test('a field that stands nowhere is told by name', () => {
  expect(problemsOf([...KNOWN_FACTS, 'shoeSize'], KNOWN_FACTS, [], 'facts.ts')).toEqual([
    'the oracle lacks Newcomer.shoeSize: compute it in test/oracle/facts.ts, or list it there as compared by visibility only',
  ])
})
