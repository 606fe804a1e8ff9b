import { type DocumentNode, execute, Kind, type OperationDefinitionNode, parse } from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { createContractContext } from '../../../test/support/contract-context.ts'
import { selectionOf } from '../../../test/support/coordinate-query.ts'
import { createTestDatabase } from '../../../test/support/database.ts'
import { buildContracts, type Contract } from '../../access/protocols/contract.ts'
import { loadRegister } from '../../access/protocols/register.ts'
import { buildHubSchema } from '../../app/hub-schema.ts'
import type { ContractName } from '../../base/recipient.ts'
import { createVault } from '../../base/vault.ts'
import type { Database } from '../../database/client.ts'
import { seedPopulation } from '../../development/population/seed.ts'
import { createReader, type Reader } from '../../query/reader.ts'
import { guardRoots } from './guard.ts'
import { createPassthrough } from './passthrough.ts'

const TODAY = '2026-11-23'
const NOBODY = '00000000-0000-4000-8000-000000000000'
const vault = createVault(Buffer.alloc(32, 7))
const hub = buildHubSchema({ allowSynthetic: true, hashInsz: () => Buffer.alloc(32), decodeInsz: (stored) => stored.toLowerCase() })
const contracts = buildContracts(hub, await loadRegister('protocols', { production: false }), TODAY)

let database: Database
let reader: Reader

beforeAll(async () => {
  database = await createTestDatabase()
  await seedPopulation({ database, vault, persons: 300, seed: 3, today: TODAY })
  reader = createReader((statement) => database.pool.query(statement))
})

/** Organisation of the group with the most persons in the contract's scope. */
async function findOrganisation({ recipient, capacities }: Contract): Promise<{ organisation: number; ids: string[] }> {
  const { rows } = await database.pool.query(
    `select r.organisation_id, (array_agg(distinct r.newcomer_id::text))[1:3] as ids
     from directory.relationship r join directory.organisation o on o.id = r.organisation_id
     where o.kind::text = $1 and r.capacity::text = any($2) and r.valid_from <= $3 and (r.valid_until is null or r.valid_until > $3)
     group by 1 order by count(*) desc limit 1`,
    [recipient, [...capacities], TODAY],
  )
  return { organisation: rows[0].organisation_id, ids: rows[0].ids }
}

function operationOf(document: DocumentNode): OperationDefinitionNode {
  return document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode
}

/** The same document both ways, each with a context of its own. */
async function both(contract: Contract, source: string, organisation: number, variables: Record<string, unknown> = {}) {
  const schema = guardRoots(contract)
  const document = parse(source)
  const context = () => createContractContext({ contract, reader, vault, organisation, today: TODAY })
  const [treeContext, textContext] = [context(), context()]
  const tree = await execute({ schema, document, contextValue: treeContext, variableValues: variables })
  const text = await createPassthrough(schema)({ operation: operationOf(document), document, variables, context: textContext })
  return {
    tree: JSON.stringify(tree.data),
    errors: tree.errors,
    text: text?.text,
    withheld: [treeContext, textContext].map(({ withheld }) => withheld.map((entry) => JSON.stringify(entry)).sort()),
  }
}

const people = [...contracts.byName.values()].filter(
  ({ schema, sector }) => sector !== null && schema.getQueryType()?.getFields().newcomers !== undefined,
)

describe.each(people.map(({ name }) => name))('under %s', (name: ContractName) => {
  test('text and tree answer the same bytes for every granted coordinate', async () => {
    const contract = contracts.byName.get(name) as Contract
    const { organisation, ids } = await findOrganisation(contract)
    const selections = [...contract.grants.keys()]
      .filter((coordinate) => !['Newcomer.insz', 'ReplacedNumber.insz'].includes(coordinate))
      .flatMap((coordinate) => selectionOf(contract.schema, coordinate) ?? [])
    expect(selections.length).toBeGreaterThan(40)
    let compared = 0
    for (let from = 0; from < selections.length; from += 25) {
      const selection = selections.slice(from, from + 25).join(' ')
      if (selection.includes('insz')) continue
      const source = `query ($ids: [ID!]!, $id: ID!) {
        newcomers(first: 10) { totalCount __typename nodes { ...asked } edges { __typename n: node { id ...asked } } pageInfo { hasNextPage hasPreviousPage } }
        newcomersById(ids: $ids) { ...asked }
        one: newcomer(id: $id) { ...asked }
        nobody: newcomer(id: "${NOBODY}") { id }
      }
      fragment asked on Newcomer { __typename ${selection} }`
      const answer = await both(contract, source, organisation, { ids: [...ids, NOBODY, ids[0]], id: ids[0] })
      expect(answer.errors).toBeUndefined()
      expect(answer.text).toBe(answer.tree)
      expect(answer.withheld[1]).toEqual(answer.withheld[0])
      compared += 1
    }
    expect(compared).toBeGreaterThan(1)
  })
})

test('what must be rewritten goes to the executor, before anything is read', async () => {
  const contract = contracts.byName.get('OCMW/REFERRAL') as Contract
  const schema = guardRoots(contract)
  const answer = createPassthrough(schema)
  const ask = (source: string) => {
    const document = parse(source)
    const context = createContractContext({
      contract,
      reader: () => Promise.reject(new Error('read')),
      vault,
      organisation: 1,
      today: TODAY,
    })
    return answer({ operation: operationOf(document), document, variables: {}, context })
  }
  for (const source of [
    '{ newcomers { edges { cursor } } }',
    '{ newcomers { nodes { insz } } }',
    '{ newcomer(id: "x") { ... @include(if: false) { insz } } }',
    '{ viewer { organisation } }',
    '{ __schema { queryType { name } } }',
    '{ __typename newcomer(id: "x") { id } }',
    '{ newcomer(id: "x") @include(if: true) { id } }',
    '{ newcomer(id: "x") { id } newcomer(id: "x") { familyName } }',
  ]) {
    expect([source, await ask(source)]).toEqual([source, null])
  }
})

test('cursors of a page that came as text open where the others do', async () => {
  const contract = contracts.byName.get('OCMW/REFERRAL') as Contract
  const { organisation } = await findOrganisation(contract)
  const page = async (after: string | null) => {
    const source =
      'query ($after: String) { newcomers(first: 7, order: FAMILY_NAME, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }'
    const { text } = await both(contract, source, organisation, { after })
    return JSON.parse(text ?? '').newcomers
  }
  const seen: string[] = []
  let after: string | null = null
  do {
    const { nodes, pageInfo } = await page(after)
    seen.push(...nodes.map(({ id }: { id: string }) => id))
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null
  } while (after !== null)
  const { text } = await both(contract, '{ newcomers { totalCount } }', organisation)
  expect(new Set(seen).size).toBe(JSON.parse(text ?? '').newcomers.totalCount)
  expect(seen.length).toBe(new Set(seen).size)
})

test('a page size out of range is the same error both ways', async () => {
  const contract = contracts.byName.get('OCMW/REFERRAL') as Contract
  const answer = await both(contract, '{ newcomers(first: 0) { totalCount } }', 1)
  expect(answer.errors?.map(({ message }) => message)).toEqual(['Argument "first" must be from 1 to 100.'])
  expect(answer.text).toBe(answer.tree)
})
