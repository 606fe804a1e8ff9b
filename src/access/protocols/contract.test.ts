import { GraphQLBoolean, GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema } from 'graphql'
import { expect, test } from 'vitest'
import { assertRegister } from './contract.ts'

/** Hub with one field about a person, one filter and one order. @param filter declares the filter field, @param order the order value. */
function hubWith(filter: object, order: object = { reveals: [] }): GraphQLSchema {
  const NewcomerFilter = new GraphQLInputObjectType({
    name: 'NewcomerFilter',
    fields: { employed: { type: GraphQLBoolean, extensions: { hub: filter } } },
  })
  const NewcomerOrder = new GraphQLEnumType({ name: 'NewcomerOrder', values: { EMPLOYED_ON: { extensions: { hub: order } } } })
  const Newcomer = new GraphQLObjectType({
    name: 'Newcomer',
    fields: { employed: { type: GraphQLBoolean, extensions: { hub: { owner: 'WORK' } } } },
  })
  const query = new GraphQLObjectType({
    name: 'Query',
    fields: { newcomers: { type: Newcomer, args: { filter: { type: NewcomerFilter }, order: { type: NewcomerOrder } } } },
  })
  return new GraphQLSchema({ query })
}

const problemsOf = (hub: GraphQLSchema): string => {
  try {
    assertRegister(hub, [])
    return 'nothing'
  } catch (error) {
    return (error as Error).message
  }
}
const restrict = () => 'true'
const sort = { value: () => 'true', sqlType: 'text' }

test.each([
  ['a filter that says what it reveals', hubWith({ restrict, reveals: ['Newcomer.employed'] }), /^nothing$/],
  ['a filter that says that it reveals nothing', hubWith({ restrict, reveals: [] }), /^nothing$/],
  [
    'a filter that does not say what it reveals',
    hubWith({ restrict }),
    /NewcomerFilter\.employed filters or sorts rows but declares no "reveals"/,
  ],
  [
    'an order that does not say what it reveals',
    hubWith({ reveals: [] }, { sort }),
    /NewcomerOrder\.EMPLOYED_ON filters or sorts rows but declares no "reveals"/,
  ],
  [
    'a filter that reveals what does not exist',
    hubWith({ restrict, reveals: ['Newcomer.wealthy'] }),
    /NewcomerFilter\.employed reveals Newcomer\.wealthy, which is not a coordinate/,
  ],
])('%s: what stops the start', (_case, hub, problem) => {
  expect(problemsOf(hub)).toMatch(problem)
})
