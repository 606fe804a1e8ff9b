/** Documents that follow the grammar and mean nothing, and bodies that were damaged on the way: never a fault of the hub. */
import fc from 'fast-check'
import { type GraphQLArgument, type GraphQLSchema, getNamedType, isEnumType, isObjectType, isRequiredArgument } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildContracts } from '../../src/access/protocols/contract.ts'
import { loadRegister } from '../../src/access/protocols/register.ts'
import { hubSchemaOf } from '../../src/app/hub-schema.ts'
import { startTestHub, type TestHub, TODAY } from '../support/hub.ts'

const SEED = Number(process.env.FC_SEED ?? 20_261_123)
let hub: TestHub
let token: string
let schema: GraphQLSchema
const rejections: unknown[] = []
const noteRejection = (reason: unknown) => void rejections.push(reason)

beforeAll(async () => {
  process.on('unhandledRejection', noteRejection)
  hub = await startTestHub({ persons: 40 })
  token = await hub.token('ocmw-gent', 'REFERRAL')
  const register = await loadRegister(hub.config.protocolsDir, { production: false })
  const contract = buildContracts(hubSchemaOf({ production: false }, hub.vault), register, TODAY).byName.get('OCMW/REFERRAL')
  if (contract === undefined) throw new Error('No contract to fuzz.')
  schema = contract.schema
})
afterAll(() => {
  process.off('unhandledRejection', noteRejection)
})

/** `noise` happens in some documents only, so that others are good questions. */
type Random = { pick<T>(from: readonly T[]): T; chance(part: number): boolean; noise(part: number): boolean }

const WORDS = ['id', 'x', '__typename', 'Newcomer', 'query', 'on', 'true', 'null', 'ID', 'a', '__schema', 'first', 'é'] as const
const VALUES = [
  '1',
  '-1',
  '0',
  '1e99',
  '99999999999',
  '"x"',
  '""',
  '"""b"""',
  'true',
  'null',
  'ID',
  '[1]',
  '[]',
  '{}',
  '{capacity: RESIDENT}',
  '$a',
  '$b',
  '"\\u0000"',
  '"\\""',
  '{a: {b: [{}]}}',
] as const

function argumentsOf(args: readonly GraphQLArgument[], random: Random): string {
  const written = args
    .filter((arg) => (isRequiredArgument(arg) ? !random.noise(0.3) : random.chance(0.3)))
    .map(({ name, type }) => {
      const named = getNamedType(type)
      const fitting = isEnumType(named)
        ? (named.getValues()[0]?.name ?? 'X')
        : named.name === 'Int'
          ? '5'
          : '"00000000-0000-0000-0000-000000000000"'
      return `${name}: ${random.noise(0.4) ? random.pick(VALUES) : fitting}`
    })
  return written.length === 0 ? '' : `(${written.join(', ')})`
}

/** A selection of a type: mostly its own fields, now and then none of them. */
function selection(typeName: string, depth: number, random: Random): string {
  const type = schema.getType(typeName)
  const fields = isObjectType(type) ? Object.values(type.getFields()) : []
  const parts = Array.from({ length: 1 + Number(random.chance(0.7)) * 3 }, () => {
    if (fields.length === 0 || random.noise(0.08)) return random.pick(WORDS)
    const field = random.pick(fields)
    const alias = random.noise(0.1) ? `${random.pick(WORDS)}: ` : ''
    const directive = random.noise(0.1) ? ` @${random.pick(['include', 'skip', 'deprecated', 'key'])}(if: ${random.pick(VALUES)})` : ''
    const target = getNamedType(field.type)
    const inner = isObjectType(target) !== random.noise(0.03) && depth < 14 ? ` ${selection(target.name, depth + 1, random)}` : ''
    const text = `${alias}${field.name}${argumentsOf(field.args, random)}${directive}${inner}`
    return random.chance(0.1)
      ? `... on ${random.noise(0.2) ? random.pick(WORDS) : typeName} { ${text} }`
      : random.chance(0.05)
        ? '...F'
        : text
  })
  return `{ ${parts.join(' ')} }`
}

function writeDocument(random: Random): string {
  const head = !random.noise(1)
    ? ''
    : random.pick([
        '',
        'query ',
        'query Q',
        'query ($a: Int) ',
        'query ($a: [ID!]!, $b: NewcomerFilter = {}) ',
        'mutation ',
        'subscription S ',
      ])
  const fragment = random.noise(0.3)
    ? ` fragment F on ${random.pick(['Newcomer', 'Query', 'Viewer', 'x'])} ${selection('Newcomer', 5, random)}`
    : ''
  const text = `${head}${selection('Query', 0, random)}${fragment}`
  if (!random.noise(0.15)) return text
  const place = Math.floor(text.length / 2)
  return `${text.slice(0, place)}${random.pick(['"', '}', '{', '$', '@', '...', '\u0000', '"""', '#', '&', '\ufeff'])}${text.slice(place)}`
}

/** Random choices that a number decides (mulberry32), so that a run can be repeated. */
function createRandom(seed: number): Random {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), state | 1)
    const stirred = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61))
    return ((stirred ^ (stirred >>> 14)) >>> 0) / 2 ** 32
  }
  const noisy = next() < 0.7
  return {
    pick: (from) => from[Math.floor(next() * from.length)] as never,
    chance: (part) => next() < part,
    noise: (part) => noisy && next() < part,
  }
}

const LEAK = /\bat .*:\d+:\d+|node_modules|\/src\/|\bselect\b.*\bfrom\b|insert into|doorstroom_|\.ts\b|postgres|stack/i

async function assertTame(body: string | Buffer): Promise<number> {
  const response = await fetch(`${hub.address}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'hub-purpose': 'REFERRAL', 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  })
  const text = await response.text()
  const { errors } = JSON.parse(text) as { errors?: { message: string; extensions: { code: string } }[] }
  const tame =
    response.status < 500 && errors?.every(({ message, extensions }) => extensions.code !== 'INTERNAL' && !LEAK.test(message)) !== false
  expect({ tame, body: body.toString(), text }).toEqual({ tame: true, body: body.toString(), text })
  return errors === undefined ? 1 : 0
}

test(`2,000 documents that follow the grammar (seed ${SEED})`, async () => {
  let answered = 0
  const check = async (seeds: number[]) => {
    for (const seed of seeds)
      answered += await assertTame(JSON.stringify({ query: writeDocument(createRandom(seed)), variables: { a: 1 } }))
  }
  await fc.assert(fc.asyncProperty(fc.array(fc.integer(), { minLength: 20, maxLength: 20 }), check), {
    numRuns: 100,
    seed: SEED,
    endOnFailure: true,
  })
  // Some must be good questions, or nothing behind validation was met.
  expect(answered).toBeGreaterThan(50)
}, 120_000)

const BODY = Buffer.from(
  JSON.stringify({
    query: 'query Q($ids: [ID!]!, $filter: NewcomerFilter) { newcomersById(ids: $ids) { id } newcomers(filter: $filter) { totalCount } }',
    operationName: 'Q',
    variables: { ids: ['00000000-0000-0000-0000-000000000000'], filter: { contactLanguage: 'nld', hasCertificate: true } },
    extensions: {},
  }),
)

const damage = fc.array(
  fc.record({
    how: fc.constantFrom('replace', 'insert', 'delete', 'repeat', 'cut'),
    at: fc.nat(BODY.length - 1),
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 4 }),
      fc.constantFrom('"', '{', '[', 'null', '\\u0000', '1e999', '__proto__', '\u202e', ',').map((text) => Buffer.from(text)),
    ),
  }),
  { minLength: 1, maxLength: 4 },
)

test(`2,000 damaged bodies (seed ${SEED})`, async () => {
  const check = async (damages: { how: string; at: number; bytes: Uint8Array }[][]) => {
    const bodies = damages.map((list) =>
      list.reduce((body, { how, at, bytes }) => {
        const [head, tail] = [body.subarray(0, at), body.subarray(at)]
        if (how === 'cut') return head
        if (how === 'delete') return Buffer.concat([head, tail.subarray(bytes.length)])
        if (how === 'repeat') return Buffer.concat([body, tail])
        return Buffer.concat([head, bytes, how === 'insert' ? tail : tail.subarray(bytes.length)])
      }, BODY),
    )
    await Promise.all(bodies.map(assertTame))
  }
  await fc.assert(fc.asyncProperty(fc.array(damage, { minLength: 20, maxLength: 20 }), check), {
    numRuns: 100,
    seed: SEED,
    endOnFailure: true,
  })
}, 120_000)

test('nothing was left unhandled', () => {
  expect(rejections).toEqual([])
})
