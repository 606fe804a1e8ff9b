import { extendSchema, parse } from 'graphql'
import { expect, test } from 'vitest'
import { assertRegister } from '../../src/access/protocols/contract.ts'
import { listCoordinates } from '../../src/access/protocols/coordinate.ts'
import { hubSchemaOf } from '../../src/app/hub-schema.ts'
import { readMatrix } from './hub-target.ts'

const schema = hubSchemaOf({ production: false }, { hashInsz: () => Buffer.alloc(32), decryptInsz: () => '' as never })

test('every coordinate of the schema is in the reviewed matrix, and every line of the matrix is in the schema', () => {
  const coordinates = listCoordinates(schema).filter(({ structural }) => !structural)
  expect(coordinates.map(({ coordinate }) => coordinate).sort()).toEqual(
    readMatrix()
      .rows.map(({ coordinate }) => coordinate)
      .sort(),
  )
})

test('a field without an owner stops the start', () => {
  const grown = extendSchema(schema, parse('extend type Newcomer { shoeSize: Int } '))
  expect(() => assertRegister(grown, [])).toThrow('Newcomer.shoeSize has no owner')
})
