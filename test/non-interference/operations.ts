/** Random operations over what a server says it offers. */
import {
  buildClientSchema,
  type GraphQLSchema,
  getIntrospectionQuery,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
} from 'graphql'
import { ask } from '../attack/ask.ts'
import { fieldsOf } from '../attack/documents.ts'
import { askedQueue, listQueues, type Queue } from '../attack/queues.ts'
import type { ContractUnderTest, Target } from '../attack/target.ts'
import type { Dice } from './dice.ts'

export type Operation = {
  body: { query: string; variables: Record<string, unknown> }
  /** Filter and order of each list in the operation, to which its cursors are bound. */
  lists: { filter: Record<string, unknown>; order: string }[]
}

/** Schema of a contract, as the server itself tells. */
export async function introspect(target: Target, contract: ContractUnderTest): Promise<GraphQLSchema> {
  const { text } = await ask(target, contract, getIntrospectionQuery())
  return buildClientSchema(JSON.parse(text).data)
}

export function drawOperation(dice: Dice, schema: GraphQLSchema, { persons }: ContractUnderTest): Operation {
  const roots = fieldsOf(schema, 'Query').map(({ name }) => name)
  const ids = [...(persons?.within ?? []), ...(persons?.outside ?? [])]
  const inner = drawSelection(dice, schema, 'Newcomer', 3)
  switch (dice.pick(roots.flatMap((name) => (name === 'newcomers' ? [name, name, name] : [name])))) {
    case 'newcomer':
      return one(`query ($id: ID!) { newcomer(id: $id) { ${inner} } }`, { id: dice.pick(ids) })
    case 'newcomerByInsz':
      return one(`query ($insz: Insz!) { newcomerByInsz(insz: $insz) { ${inner} } }`, {
        insz: dice.pick([persons?.insz.within, persons?.insz.within, persons?.insz.outside, persons?.insz.unknown]),
      })
    case 'newcomersById':
      return one(`query ($ids: [ID!]!) { newcomersById(ids: $ids) { ${inner} } }`, { ids: dice.some(ids, 25) })
    case 'newcomers':
      return drawList(dice, schema, inner)
    default:
      return (
        drawQueue(dice, schema, queuesOf(schema)) ??
        one('{ viewer { organisation consumer purpose purposes coordinates { coordinate protocols when } } }', {})
      )
  }
}

/** Queues of persons by a subset. Those of rows with tables of their own (referrals, assessments) depend on the acts that made these. */
export const queuesOf = (schema: GraphQLSchema): Queue[] => listQueues(schema).filter(({ subset }) => (subset?.values.length ?? 0) > 0)

/** A page of a queue: whom it lists, how many, and what it says of each. @param selectionOf of a row. @returns undefined when there is no queue. */
export function drawQueue(
  dice: Dice,
  schema: GraphQLSchema,
  queues: readonly Queue[],
  selectionOf = (type: string) => drawSelection(dice, schema, type, 3),
): Operation | undefined {
  if (queues.length === 0) return undefined
  const queue = dice.pick(queues)
  const text = askedQueue(queue, dice.pick([...(queue.subset?.values ?? [])]), 'first: $n')
  return one(`query ($n: Int) { ${text} { totalCount nodes { ${selectionOf(queue.type)} } } }`, { n: 1 + dice.whole(100) })
}

/** Everything that a queue says of a row itself, and which persons it lists, but nothing more of these. */
export function selectOwn(schema: GraphQLSchema, type: string): string {
  const texts = fieldsOf(schema, type).map(({ name, type: of }) => {
    const inner = getNamedType(of)
    if (inner.name === 'Newcomer') return `${name} { id }`
    return isObjectType(inner) ? `${name} { ${selectOwn(schema, inner.name)} }` : name
  })
  return texts.join(' ')
}

const one = (query: string, variables: Record<string, unknown>): Operation => ({ body: { query, variables }, lists: [] })

function drawList(dice: Dice, schema: GraphQLSchema, inner: string): Operation {
  const order = drawOrder(dice, schema)
  const filter = drawFilter(dice, schema)
  const parts = dice.some(
    [
      `nodes { ${inner} }`,
      `edges { cursor node { ${inner} } }`,
      'totalCount',
      'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }',
    ],
    6,
  )
  const text = `query ($f: NewcomerFilter, $o: NewcomerOrder, $n: Int, $after: String) { newcomers(filter: $f, order: $o, first: $n, after: $after) { ${parts.join(' ') || 'totalCount'} } }`
  return { body: { query: text, variables: { f: filter, o: order, n: 1 + dice.whole(25) } }, lists: [{ filter, order }] }
}

function drawOrder(dice: Dice, schema: GraphQLSchema): string {
  const type = schema.getType('NewcomerOrder')
  return isEnumType(type) ? dice.pick(type.getValues()).name : 'ID'
}

function drawFilter(dice: Dice, schema: GraphQLSchema): Record<string, unknown> {
  const type = schema.getType('NewcomerFilter')
  if (!isInputObjectType(type) || dice.chance(40)) return {}
  const drawn = dice.some(Object.values(type.getFields()), 1.5).map((field): [string, unknown] => {
    const named = getNamedType(field.type)
    if (isEnumType(named)) return [field.name, dice.pick(named.getValues()).name]
    if (named.name === 'Boolean') return [field.name, dice.chance(50)]
    return [field.name, field.name === 'municipalityNisCodes' ? ['44021', '12025'] : 'fra']
  })
  return Object.fromEntries(drawn)
}

/** Every field has its chance, so that what a mistake adds is asked for too. */
function drawSelection(dice: Dice, schema: GraphQLSchema, type: string, depth: number): string {
  const fields = fieldsOf(schema, type)
  const drawn = dice.some(fields, type === 'Newcomer' ? 10 : 5)
  const texts = (drawn.length === 0 ? [dice.pick(fields)] : drawn).flatMap((field) => {
    const target = getNamedType(field.type)
    const levels = field.args.flatMap((argument) => {
      const named = getNamedType(argument.type)
      return isEnumType(named) ? [`${argument.name}: ${dice.pick(named.getValues()).name}`] : []
    })
    const given = levels.length === 0 ? '' : `(${levels.join(', ')})`
    if (!isObjectType(target)) return [`${field.name}${given}`]
    return depth === 0 ? [] : [`${field.name}${given} { ${drawSelection(dice, schema, target.name, depth - 1)} }`]
  })
  return texts.join(' ') || '__typename'
}
