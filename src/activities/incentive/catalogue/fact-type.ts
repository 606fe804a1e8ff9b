/** What the hub schema says of a fact: its values, and how a document asks for it. */
import { type GraphQLField, type GraphQLSchema, getNamedType, getNullableType, isEnumType, isListType, isObjectType } from 'graphql'
import { accessOf } from '../../../access/protocols/coordinate.ts'
import type { Owner } from '../../../base/owner.ts'
import { hubOf } from '../../../query/declare.ts'
import type { FactEntry } from './fact-file.ts'
import { forbiddenReason } from './forbidden-facts.ts'
import type { FactValue, RuleFact } from './rule.ts'

/** Fact of the vocabulary, checked against the hub schema. */
export type RuleFactType = RuleFact & {
  entry: FactEntry
  /** Coordinates that reading it takes: the fact, and the values asked about that are granted one by one. */
  coordinates: readonly string[]
  /** Whose word it is. */
  source: Owner | null
}

/** What is wrong with a declared fact, at a key of its entry. */
export type FactProblem = { key: keyof FactEntry; message: string }

/** Reads one declared fact. @returns the fact, or what is wrong with its declaration. */
export function readFact(hub: GraphQLSchema, name: string, entry: FactEntry): RuleFactType | FactProblem[] {
  const field = fieldOf(hub, entry.coordinate)
  const values = field === undefined ? undefined : valuesOf(field)
  const problems = [
    ...coordinateProblems(entry.coordinate, field, values),
    ...(field === undefined ? [] : argumentProblems(field, entry.arguments)),
  ]
  if (problems.length > 0 || field === undefined || values === undefined) return problems
  return {
    name,
    values,
    entry,
    coordinates: [entry.coordinate, ...grantedValues(field, entry.arguments)],
    source: accessOf(field).owner ?? null,
  }
}

function fieldOf(hub: GraphQLSchema, coordinate: string): GraphQLField<unknown, unknown> | undefined {
  const [typeName = '', fieldName = ''] = coordinate.split('.')
  const type = hub.getType(typeName)
  return isObjectType(type) ? type.getFields()[fieldName] : undefined
}

/** Facts have few values: anything else would be data. */
function valuesOf({ type }: GraphQLField<unknown, unknown>): readonly FactValue[] | undefined {
  const inner = getNullableType(type)
  if (isListType(inner)) return undefined
  if (isEnumType(inner)) return inner.getValues().map(({ name }) => name)
  return getNamedType(type).name === 'Boolean' ? [true, false] : undefined
}

function coordinateProblems(coordinate: string, field: GraphQLField<unknown, unknown> | undefined, values: unknown): FactProblem[] {
  const forbidden = forbiddenReason(coordinate)
  if (forbidden !== undefined) return [{ key: 'coordinate', message: `${coordinate} may not be read by a rule: ${forbidden}` }]
  if (field === undefined)
    return [{ key: 'coordinate', message: `${coordinate} is not a coordinate of the hub schema: see schema/hub.graphql for its fields` }]
  if (values === undefined)
    return [
      {
        key: 'coordinate',
        message: `${coordinate} is neither a boolean nor an enum: declare a fact in its domain that answers the question`,
      },
    ]
  if (hubOf(field).asOf === undefined)
    return [{ key: 'coordinate', message: `${coordinate} has no day: declare in its domain which records date it (asOf of the fact)` }]
  return []
}

function argumentProblems({ args }: GraphQLField<unknown, unknown>, given: FactEntry['arguments']): FactProblem[] {
  const unknown = Object.keys(given).filter((name) => !args.some((argument) => argument.name === name))
  const wrong = args.flatMap((argument) => {
    const type = getNamedType(argument.type)
    const value = given[argument.name]
    if (isEnumType(type) && value !== undefined && type.getValue(value) !== undefined) return []
    const values = isEnumType(type) ? type.getValues().map(({ name }) => name) : []
    return [`${argument.name}: expected one of ${values.join(', ')}`]
  })
  const messages = [...unknown.map((name) => `${name} is not an argument of the coordinate: remove it`), ...wrong]
  return messages.map((message) => ({ key: 'arguments', message }))
}

function grantedValues({ args }: GraphQLField<unknown, unknown>, given: FactEntry['arguments']): string[] {
  return args.flatMap((argument) => {
    const type = getNamedType(argument.type)
    return isEnumType(type) && accessOf(type).grantedByValue === true ? [`${type.name}.${given[argument.name]}`] : []
  })
}
