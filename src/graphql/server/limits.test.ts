/** How many rows the limit of cost counts for a list: found by asking for as much as it allows, and for one field more. */
import { buildSchema, type GraphQLField, type GraphQLSchema, parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { hubSchemaOf } from '../../app/hub-schema.ts'
import { hubOf } from '../../query/declare.ts'
import { LIMITS, limitRule } from './limits.ts'

const hub = hubSchemaOf({ production: false }, { hashInsz: () => Buffer.alloc(32), decryptInsz: () => '' as never })

/** Fragments on a type that cost so much together, by powers of two: few characters, whatever the cost. */
function costing(cost: number, type: string): { spread: string; fragments: string } {
  const bits = [...cost.toString(2)].toReversed()
  const powers = bits.map((_, power) => (power === 0 ? '__typename' : `...P${power - 1} ...P${power - 1}`))
  return {
    spread: bits.flatMap((bit, power) => (bit === '1' ? [`...P${power}`] : [])).join(' '),
    fragments: powers.map((selection, power) => `fragment P${power} on ${type} { ${selection} }`).join(' '),
  }
}

function isRefused(schema: GraphQLSchema, call: string, type: string, cost: number): boolean {
  const { spread, fragments } = costing(cost, type)
  const ends = '} '.repeat(call.split('{').length)
  return validate(schema, parse(`query ($size: Int) { ${call} { ${spread} ${ends} } ${fragments}`), [limitRule]).length > 0
}

/** @param call field, and those around it. @returns most that one of its rows may cost. */
function allowanceOf(schema: GraphQLSchema, call: string, type: string): number {
  let [fits, refused] = [1, LIMITS.cost + 1]
  while (refused - fits > 1) {
    const middle = Math.floor((fits + refused) / 2)
    if (isRefused(schema, call, type, middle)) refused = middle
    else fits = middle
  }
  return fits
}

const allowed = (rows: number) => Math.floor((LIMITS.cost - 1) / rows)

const typeOf = (field: GraphQLField<unknown, unknown>) => String(field.type).replaceAll(/[[\]!]/g, '')
const roots = Object.values(hub.getQueryType()?.getFields() ?? {})
const paged = roots.filter(({ args }) => args.some(({ name }) => name === 'first'))

/** Pages of rows, and the pages of figures, which are larger. */
const boundsOf = (name: string) => (name === 'statistics' ? { max: 1_000, usual: 100 } : { max: 100, usual: 20 })

/** Every root field that answers a connection or pages of figures, by the name of its type. */
const answersPages = (field: GraphQLField<unknown, unknown>) => /(Connection|Page)$/.test(typeOf(field))

describe('a list', () => {
  test('is every root field that answers pages; all of them take a size and say which', () => {
    expect(paged.map(({ name }) => name)).toEqual(roots.filter(answersPages).map(({ name }) => name))
    expect(paged.length).toBeGreaterThanOrEqual(8)
    const bounds = paged.map(({ name, args }) => [name, hubOf(args.find((arg) => arg.name === 'first')).page])
    expect(bounds).toEqual(paged.map(({ name }) => [name, boundsOf(name)]))
  })

  test.each(paged.map((field) => [field.name, field] as const))(
    '%s counts its usual page, the size in the text, or the most there can be',
    (name, field) => {
      const { max, usual } = boundsOf(name)
      const counted = ['', '(first: 7)', '(first: 0)', '(first: 5000)', '(first: $size)'].map((size) =>
        allowanceOf(hub, `${name}${size}`, typeOf(field)),
      )
      expect(counted).toEqual([usual, 7, 1, max, max].map(allowed))
    },
  )

  test('under the same name below a person, where there are few, counts once', () => {
    expect(allowanceOf(hub, 'newcomerByInsz { referrals', 'Referral')).toBe(LIMITS.cost - 2)
  })

  test('canary: one that says no size counts as a list of rows', () => {
    const schema = buildSchema('type Query { things(first: Int): Thing } type Thing { name: String }')
    expect([allowanceOf(schema, 'things', 'Thing'), allowanceOf(schema, 'things(first: $size)', 'Thing')]).toEqual([
      allowed(20),
      allowed(100),
    ])
  })
})
