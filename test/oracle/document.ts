/** Random documents over the whole schema, as trees that the oracle can read and GraphQL text. */
import * as fc from 'fast-check'
import { type GraphQLSchema, getNamedType, isEnumType, isLeafType, isListType, isObjectType } from 'graphql'
import { fieldsOf } from '../attack/documents.ts'
import type { OracleContract } from './contracts.ts'

/** One asked field: its response key, its coordinate, what is asked below it, and the enum value that it names. */
export type Asked = {
  key: string
  name: string
  coordinate: string
  list: boolean
  level: string | undefined
  children: Asked[] | undefined
}

export type Draw = <T>(arbitrary: fc.Arbitrary<T>) => T

/** Draws a selection of a type. Mostly granted fields; `stray` is the chance, in percent, of any other. */
export function drawSelection(draw: Draw, schema: GraphQLSchema, contract: OracleContract, type = 'Newcomer', stray = 1): Asked[] {
  const fields = fieldsOf(schema, type)
  const granted = fields.filter(({ name }) => contract.rules.has(`${type}.${name}`))
  const count = draw(fc.integer({ min: 1, max: type === 'Newcomer' ? 9 : 4 }))
  const asked: Asked[] = []
  for (let index = 0; index < count; index += 1) {
    const strays = draw(fc.integer({ min: 0, max: 99 })) < stray || granted.length === 0
    const field = draw(fc.constantFrom(...(strays ? fields : granted)))
    const target = getNamedType(field.type)
    const key = draw(fc.integer({ min: 0, max: 5 })) === 0 ? `k${index}_${field.name}` : field.name
    if (asked.some((other) => other.key === key)) continue
    const levels = field.args.flatMap((argument) => {
      const named = getNamedType(argument.type)
      return isEnumType(named) ? named.getValues().map((value) => value.name) : []
    })
    asked.push({
      key,
      name: field.name,
      coordinate: `${type}.${field.name}`,
      list: isListType(field.type),
      level: levels.length === 0 ? undefined : draw(fc.constantFrom(...levels)),
      children: isObjectType(target) ? drawSelection(draw, schema, contract, target.name, stray) : undefined,
    })
    if (!isLeafType(target) && !isObjectType(target)) throw new Error(`The oracle cannot ask ${type}.${field.name}.`)
  }
  return asked.length === 0
    ? [{ key: 'id', name: 'id', coordinate: 'Newcomer.id', list: false, level: undefined, children: undefined }]
    : asked
}

/** GraphQL text of a selection; `style` varies fragments, aliases apart. */
export function selectionText(asked: readonly Asked[], style: number): string {
  const fields = asked.map(({ key, name, level, children }) => {
    const alias = key === name ? '' : `${key}: `
    return `${alias}${name}${level === undefined ? '' : `(level: ${level})`}${children === undefined ? '' : ` { ${selectionText(children, style)} }`}`
  })
  if (style === 1) return `... { ${fields.join(' ')} }`
  if (style === 2) return fields.map((field) => (field.includes('{') ? field : `${field} @include(if: true)`)).join(' ')
  return fields.join(' ')
}

/** Every asked coordinate, and the values of enums that are granted one by one. */
export function coordinatesOf(asked: readonly Asked[]): { coordinate: string; isValue: boolean }[] {
  return asked.flatMap(({ coordinate, level, children }) => [
    { coordinate, isValue: false },
    ...(level === undefined ? [] : [{ coordinate: `OralGoal.${level}`, isValue: true }]),
    ...coordinatesOf(children ?? []),
  ])
}
