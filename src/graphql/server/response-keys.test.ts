/** A response key is the caller's own word: it changes the key of the answer and nothing else, and no statement names it. */
import * as fc from 'fast-check'
import {
  buildSchema,
  execute,
  executeSync,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isObjectType,
  isRequiredArgument,
  Kind,
  type OperationDefinitionNode,
  parse,
  printSchema,
  validate,
} from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { createContractContext } from '../../../test/support/contract-context.ts'
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
const SEED = Number(process.env.FC_SEED ?? 20_261_130)
const RUNS = 60

/** Cursors that are the same each time. */
const vault = {
  ...createVault(Buffer.alloc(32, 7)),
  sealText: (text: string, list: string) => Buffer.from(JSON.stringify([text, list])).toString('base64url'),
}
const hub = buildHubSchema({ allowSynthetic: true, hashInsz: () => Buffer.alloc(32), decodeInsz: (stored) => stored.toLowerCase() })
const contracts = buildContracts(hub, await loadRegister('protocols', { production: false }), TODAY)

let database: Database
let reader: Reader
let statements: string[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  await seedPopulation({ database, vault, persons: 300, seed: 3, today: TODAY })
  reader = createReader((statement) => {
    statements.push(statement.text)
    return database.pool.query(statement)
  })
})

/** Words of SQL, of JavaScript, of the compiler, of the database and of the schema, and what PostgreSQL would cut off. */
const WORDS =
  'o x a p n s select from null order limit __proto__ constructor toString hasOwnProperty length then h_o h_x h_a h_p h_t1 h_asked h_page h_proof h_day own_birth_date ' +
  'id person_id evidence_ref sort open place _0 _1 k0 __typename familyName birth_date node nodes edges cursor pageInfo totalCount'
const KEYS = [...WORDS.split(' '), 'l'.repeat(63), 'l'.repeat(64), `${'l'.repeat(63)}1`, `${'l'.repeat(199)}1`, `${'l'.repeat(199)}2`]

type Draw = <T>(arbitrary: fc.Arbitrary<T>) => T
type Asked = { key: string; name: string; call: string; children: Asked[] | undefined }

/** @returns fields of a type, each under its own name or under a word; no key twice. */
function drawSelection(draw: Draw, schema: GraphQLSchema, type: string, depth = 0): Asked[] {
  const object = schema.getType(type)
  const fields = isObjectType(object) ? Object.values(object.getFields()) : []
  const asked = new Map<string, Asked>()
  for (let count = draw(fc.integer({ min: 1, max: depth === 0 ? 6 : 4 })); count > 0; count -= 1) {
    const field = draw(fc.constantFrom(undefined, ...fields))
    const inner = field && getNamedType(field.type)
    if (isObjectType(inner) && depth > 4) continue
    const name = field?.name ?? '__typename'
    const key = draw(fc.boolean()) ? name : draw(fc.constantFrom(...KEYS, ...fields.map((other) => other.name)))
    if (asked.has(key)) continue
    const children = isObjectType(inner) ? drawSelection(draw, schema, inner.name, depth + 1) : undefined
    asked.set(key, { key, name, call: `${name}${field === undefined ? '' : argumentsOf(field)}`, children })
  }
  return asked.size === 0 ? [{ key: 'id', name: '__typename', call: '__typename', children: undefined }] : [...asked.values()]
}

function argumentsOf(field: GraphQLField<unknown, unknown>): string {
  const given = field.args.filter(isRequiredArgument).map(({ name, type }) => {
    const named = getNamedType(type)
    return `${name}: ${isEnumType(named) ? named.getValues()[0]?.name : 'null'}`
  })
  return given.length === 0 ? '' : `(${given.join(', ')})`
}

function textOf(asked: readonly Asked[], draw?: Draw): string {
  const fields = asked.map(({ key, name, call, children }) => {
    const text = `${key === name ? '' : `${key}: `}${call}${children === undefined ? '' : ` { ${textOf(children, draw)} }`}`
    return draw?.(fc.integer({ min: 0, max: 4 })) === 0 ? `... { ${text} } ${text}` : text
  })
  return fields.join(' ')
}

/** The same without any alias: each field once, with all that is asked below it. */
function plainOf(asked: readonly Asked[]): Asked[] {
  return [...Map.groupBy(asked, ({ call }) => call).values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    return [{ ...first, key: first.name, children: first.children && plainOf(same.flatMap(({ children }) => children ?? [])) }]
  })
}

/** Organisation with the most persons in the contract's scope, and some of them. */
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

type Asker = { contract: Contract; schema: GraphQLSchema; answerAsText: ReturnType<typeof createPassthrough>; organisation: number }

const contextOf = ({ contract, organisation }: Asker) => createContractContext({ contract, reader, vault, organisation, today: TODAY })

const toldOf = (withheld: readonly unknown[]) => withheld.map((entry) => JSON.stringify(entry)).sort()

async function askTree(asker: Asker, source: string) {
  const contextValue = contextOf(asker)
  const { data, errors } = await execute({ schema: asker.schema, document: parse(source), contextValue })
  expect(errors).toBeUndefined()
  return { data, text: JSON.stringify(data), withheld: toldOf(contextValue.withheld) }
}

async function askText(asker: Asker, source: string) {
  const document = parse(source)
  const context = contextOf(asker)
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode
  const answer = await asker.answerAsText({ operation, document, variables: {}, context })
  return answer === null ? undefined : { text: answer.text, withheld: toldOf(context.withheld) }
}

const people = [...contracts.byName.values()].filter(
  ({ schema, sector }) => sector !== null && schema.getQueryType()?.getFields().newcomers !== undefined,
)

describe.each(people.map(({ name }) => name))('under %s', (name: ContractName) => {
  test(`${RUNS} random documents answer what a plain executor makes of the same data, both ways`, async () => {
    const contract = contracts.byName.get(name) as Contract
    const { organisation, ids } = await findOrganisation(contract)
    const schema = guardRoots(contract)
    const asker: Asker = { contract, schema, answerAsText: createPassthrough(schema), organisation }
    // Knows names and types only: no resolver of ours.
    const bare = buildSchema(printSchema(contract.schema), { assumeValidSDL: true })
    const roots = [
      { name: 'newcomers', call: 'newcomers(first: 4)', type: 'NewcomerConnection' },
      { name: 'newcomersById', call: `newcomersById(ids: ${JSON.stringify([...ids, ids[0]])})`, type: 'Newcomer' },
      { name: 'newcomer', call: `newcomer(id: "${ids[0]}")`, type: 'Newcomer' },
    ].filter((root) => schema.getQueryType()?.getFields()[root.name] !== undefined)
    const seen = { documents: 0, texts: 0, keys: 0 }
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const draw: Draw = (arbitrary) => g(() => arbitrary)
        const root = draw(fc.constantFrom(...roots))
        const children = drawSelection(draw, contract.schema, root.type)
        const asked = [{ ...root, key: draw(fc.constantFrom(root.name, ...KEYS)), children }]
        const source = `{ ${textOf(asked, draw)} }`
        if (validate(contract.schema, parse(source)).length > 0) return
        const plain = await askTree(asker, `{ ${textOf(plainOf(asked))} }`)
        const fieldResolver = (of: Record<string, unknown>, _args: unknown, _context: unknown, { fieldName }: { fieldName: string }) =>
          of[fieldName]
        const expected = executeSync({ schema: bare, document: parse(source), rootValue: plain.data, fieldResolver })
        expect(expected.errors).toBeUndefined()
        statements = []
        const tree = await askTree(asker, source)
        const text = await askText(asker, source)
        expect(tree.text).toBe(JSON.stringify(expected.data))
        expect(tree.withheld).toEqual(plain.withheld)
        if (text !== undefined) expect(text).toEqual({ text: tree.text, withheld: tree.withheld })
        for (const key of source.match(/l{63}\w*/g) ?? []) expect(statements.some((sql) => sql.includes(key))).toBe(false)
        seen.documents += 1
        seen.texts += text === undefined ? 0 : 1
        seen.keys += source.match(/: /g)?.length ?? 0
      }),
      { seed: SEED, numRuns: RUNS },
    )
    console.log(`${name}: ${JSON.stringify(seen)}, seed ${SEED}`)
    expect(seen.documents).toBeGreaterThan(RUNS / 2)
    expect(seen.texts).toBeGreaterThan(5)
  })
})

test('an alias with the name of a column reads no other column, and one with a name of the compiler is no error', async () => {
  const contract = contracts.byName.get('OCMW/REFERRAL') as Contract
  const { organisation } = await findOrganisation(contract)
  const schema = guardRoots(contract)
  const asker: Asker = { contract, schema, answerAsText: createPassthrough(schema), organisation }
  const { data } = await askTree(asker, '{ newcomers(first: 1) { edges { cursor node { id } } } }')
  const { newcomers } = data as { newcomers: { edges: { cursor: string; node: { id: string } }[] } }
  const [edge] = newcomers.edges
  for (const [a, sex] of [
    ['a', 'sex'],
    ['h_a', 'sex'],
    ['o', 'h_o'],
    ['h_x', 'h_x'],
    ['l'.repeat(36), 'm'.repeat(36)],
  ])
    expect((await askTree(asker, `{ newcomers(first: 1) { ${a}: edges { cursor ${sex}: node { h_o: id } } } }`)).data).toEqual({
      newcomers: { [String(a)]: [{ cursor: edge?.cursor, [String(sex)]: { h_o: edge?.node.id } }] },
    })
})

test('documents that differ in their aliases only have one statement', async () => {
  const contract = contracts.byName.get('OCMW/REFERRAL') as Contract
  const { organisation, ids } = await findOrganisation(contract)
  const schema = guardRoots(contract)
  const asker: Asker = { contract, schema, answerAsText: createPassthrough(schema), organisation }
  statements = []
  for (const [one, other] of [
    ['a', 'b'],
    ['c', 'd'],
    ['id', 'select'],
  ])
    await askText(asker, `{ newcomer(id: "${ids[0]}") { ${one}: familyName ${other}: givenName } }`)
  const reads = statements.filter((sql) => sql.startsWith('with h_day'))
  expect([reads.length, new Set(reads).size]).toEqual([3, 1])
})
