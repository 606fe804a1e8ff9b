/** Documents that ask one thing in many shapes. */
import { type GraphQLField, type GraphQLSchema, getNamedType, isEnumType, isLeafType, isObjectType, isRequiredArgument } from 'graphql'
import type { ContractUnderTest, Target } from './target.ts'

/** An id that nobody has. */
export const NOBODY = '00000000-0000-4000-8000-000000000000'

/** Root field through which a contract meets one person: a person in scope, unless another id is given. */
/** A number goes as a variable, which `ask` adds. */
export function personRoot({ operations, persons }: ContractUnderTest, id = persons?.within[0] ?? NOBODY): string {
  if (operations.has('newcomerByInsz') && !operations.has('newcomer')) return 'newcomerByInsz(insz: $insz)'
  return `newcomer(id: "${id}")`
}

/** Operation that asks a selection of one person. */
export function askPerson(contract: ContractUnderTest, selection: string, more = ''): string {
  return `query Attack { ${personRoot(contract)} { ${selection} } } ${more}`
}

/** Ways from Newcomer to every object type along granted fields. */
function grantedWays(schema: GraphQLSchema, { granted }: ContractUnderTest): Map<string, string[]> {
  const ways = new Map<string, string[]>([['Newcomer', []]])
  for (const [name, way] of ways) {
    for (const field of fieldsOf(schema, name)) {
      const inner = getNamedType(field.type)
      if (isObjectType(inner) && granted.has(`${name}.${field.name}`) && !ways.has(inner.name)) ways.set(inner.name, [...way, field.name])
    }
  }
  return ways
}

/** Coordinates of object types that a contract can reach, split by whether it may read them. */
export function frontier({ schema, coordinates }: Target, contract: ContractUnderTest): { granted: string[]; ungranted: string[] } {
  const ways = grantedWays(schema, contract)
  const reachable = coordinates.filter((coordinate) => ways.has(coordinate.split('.')[0] ?? ''))
  return {
    granted: reachable.filter((coordinate) => contract.granted.has(coordinate)),
    ungranted: reachable.filter((coordinate) => !contract.granted.has(coordinate)),
  }
}

/** How one coordinate is asked under Newcomer: the fields on the way, the field itself with its arguments and selection, and the enum values
 *  that it names, which are granted one by one. */
export type Asked = { way: string[]; field: string; values: string[] }

export function askedAs({ schema }: Target, contract: ContractUnderTest, coordinate: string): Asked {
  const [typeName = '', fieldName = ''] = coordinate.split('.')
  const field = fieldsOf(schema, typeName).find(({ name }) => name === fieldName)
  const inner = field === undefined || isLeafType(getNamedType(field.type)) ? '' : ' { __typename }'
  const values = argumentsOf(field, contract)
  const given = values.map(({ name, value }) => `${name}: ${value}`).join(', ')
  return {
    way: grantedWays(schema, contract).get(typeName) ?? [],
    field: `${fieldName}${given === '' ? '' : `(${given})`}${inner}`,
    values: values.map(({ type, value }) => `${type}.${value}`),
  }
}

/** Selection text: the way, and around the field whatever `wrap` makes of it. */
export function selection({ way, field }: Asked, wrap: (field: string) => string = (text) => text): string {
  return way.reduceRight((inner, name) => `${name} { ${inner} }`, wrap(field))
}

function argumentsOf(field: GraphQLField<unknown, unknown> | undefined, { granted }: ContractUnderTest) {
  return (field?.args ?? []).filter(isRequiredArgument).map(({ name, type }) => {
    const named = getNamedType(type)
    const values = isEnumType(named) ? named.getValues().map((value) => value.name) : []
    return { name, type: named.name, value: values.find((value) => granted.has(`${named.name}.${value}`)) ?? values[0] ?? 'null' }
  })
}

/** Fields of an object type; none for anything else. */
export function fieldsOf(schema: GraphQLSchema, typeName: string): GraphQLField<unknown, unknown>[] {
  const type = schema.getType(typeName)
  return isObjectType(type) ? Object.values(type.getFields()) : []
}

/** Slices of a list. */
export function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
}
