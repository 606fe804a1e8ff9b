import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { GraphQLSchema, isObjectType } from 'graphql'
import { expect, test } from 'vitest'
import type { Owner } from '../../base/owner.ts'
import { EXAMPLE } from '../_example/index.ts'
import { CONDITIONS, DOMAINS } from '../all.ts'
import { type DomainDeclaration, defineDomain } from './domain.ts'
import { declareRecords } from './record-type.ts'

const DECLARED: DomainDeclaration = {
  name: 'work',
  owner: 'WORK',
  description: 'VDAB.',
  schema: 'work',
  covers: true,
  build: () => new GraphQLSchema({}),
  records: [],
}
const record = (owner: Owner, table: string) =>
  Object.values(declareRecords(owner, { visit: { description: 'Visit.', table, key: [], fields: {} } }))

test('a domain whose sources cover record types gets the record by which they say so', () => {
  const [visit, coverage] = defineDomain({ ...DECLARED, records: record('WORK', 'work.visit') }).records
  expect(coverage).toMatchObject({ name: 'workCoverage', domain: 'WORK', table: 'work.coverage', key: ['organisation', 'covers'] })
  const line = { record: 'workCoverage', insz: '85712212443', covers: [visit?.name], validFrom: '2026-01-01' }
  expect(coverage?.line.safeParse(line).success).toBe(true)
  expect(coverage?.line.safeParse({ ...line, covers: [] }).success).toBe(false)
  expect(coverage?.line.safeParse({ ...line, covers: ['livingWage'] }).success).toBe(false)
  const { covers: _, ...knowingEverybody } = DECLARED
  expect(defineDomain(knowingEverybody).records).toEqual([])
})

test('what a domain declares is its own, and all of it that is not is told at once', () => {
  const wrong: DomainDeclaration = {
    ...DECLARED,
    sheet: { ...(DOMAINS[0]?.sheet as NonNullable<DomainDeclaration['sheet']>), table: 'work.sheet' },
    records: record('LOCAL', 'local.visits'),
    conditions: { jobFound: { nl: '', en: '', unmet: '', sql: () => 'true' } },
    alsoDependsOn: ['work.employment', 'local.gpmi'],
  }
  expect(() => defineDomain(wrong)).toThrow(
    'domain work: its fact sheet is work.sheet instead of work.fact_sheet; ' +
      'record visit is kept in local.visits, outside its schema work; record visit belongs to LOCAL instead of WORK; ' +
      'record visit is kept in local.visits, whose name says visits; condition jobFound is not in capitals; alsoDependsOn names work.employment, which is its own',
  )
})

/** Folders that declare a domain. One whose name begins with an underscore is there to be copied. */
const DOMAINS_FOLDER = join(import.meta.dirname, '..')
const folders = readdirSync(DOMAINS_FOLDER).filter((name) => existsSync(join(DOMAINS_FOLDER, name, 'index.ts')))

test('every folder with a declaration is in the list of domains, and one that is there to be copied is not', () => {
  expect(folders.filter((name) => !name.startsWith('_')).sort()).toEqual(DOMAINS.map(({ schema }) => schema).sort())
  expect(folders).toContain('_example')
  expect(DOMAINS).not.toContain(EXAMPLE)
  expect(DOMAINS.map(({ name }) => name)).not.toContain(EXAMPLE.name)
})

test('the example builds, as a part of the hub and as a subgraph', () => {
  for (const federated of [false, true]) {
    const mode = {
      federated,
      allowSynthetic: true,
      hashInsz: () => Buffer.alloc(32),
      decodeInsz: (stored: string) => stored,
      conditions: CONDITIONS,
    }
    const type = EXAMPLE.build(mode).getType('Newcomer')
    expect(isObjectType(type) && Object.keys(type.getFields()).sort()).toEqual(['exampleAsOf', 'id', 'visited'])
  }
})
