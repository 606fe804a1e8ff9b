import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { GraphQLSchema, isObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { EXAMPLE } from '../_example/index.ts'
import { CONDITIONS, DOMAINS } from '../all.ts'
import { type DomainDeclaration, defineDomain } from './domain.ts'
import { declareRecords } from './record-type.ts'

const DECLARED: DomainDeclaration = {
  name: 'work',
  owner: 'WORK',
  description: 'VDAB.',
  schema: 'work',
  dossier: 'work.dossier',
  build: () => new GraphQLSchema({}),
  records: [],
}
const record = (table: string) => Object.values(declareRecords('LOCAL', { visit: { description: 'Visit.', table, key: [], fields: {} } }))

test('a domain that knows persons gets the record by which its sources say so', () => {
  const [dossier] = defineDomain(DECLARED).records
  expect(dossier).toMatchObject({ name: 'workDossier', domain: 'WORK', table: 'work.dossier' })
  const { dossier: _, ...knowingEverybody } = DECLARED
  expect(defineDomain(knowingEverybody).records).toEqual([])
})

test('what a domain declares is its own, and all of it that is not is told at once', () => {
  const wrong: DomainDeclaration = {
    ...DECLARED,
    dossier: 'local.dossier',
    sheet: { ...(DOMAINS[0]?.sheet as NonNullable<DomainDeclaration['sheet']>), table: 'work.sheet' },
    records: record('local.visit'),
    conditions: { jobFound: { nl: '', en: '', unmet: '', sql: () => 'true' } },
    alsoDependsOn: ['work.employment', 'local.gpmi'],
  }
  expect(() => defineDomain(wrong)).toThrow(
    'domain work: dossier local.dossier is outside its schema work; its fact sheet is work.sheet instead of work.fact_sheet; ' +
      'record visit is kept in local.visit, outside its schema work; record visit belongs to LOCAL instead of WORK; ' +
      'condition jobFound is not in capitals; alsoDependsOn names work.employment, which is its own',
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
