import { beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import type { Database } from '../../database/client.ts'
import { DOMAINS, FACT_SHEETS } from '../../domains/all.ts'
import { COVERING_SCHEMA, PERSON_TABLES, PUBLISHED, RECORD_TYPES } from './record-types.ts'
import { renderDeliverySchemas } from './schemas.ts'
import { STORE_STATEMENTS } from './store/statements.ts'

let database: Database
beforeAll(async () => {
  database = await createTestDatabase()
})

describe('record types', () => {
  test.each([...STORE_STATEMENTS])(
    '%s has a table with its columns, their types and the index of its key',
    async (_name, { text, successive, valuesOf }) => {
      const rows = await database.pool.query(text, ['test', '2026-01-01', ...valuesOf([])])
      expect(rows.rowCount).toBe(0)
      if (successive !== undefined) await database.pool.query(successive.text, [[]])
    },
  )

  test('cover every table with rows about a person, so that a merge leaves nothing behind', async () => {
    const { rows } = await database.pool.query<{ name: string }>(
      `select table_schema || '.' || table_name as name from information_schema.columns
       where column_name = 'person_id' and table_schema = any ($1) order by 1`,
      [DOMAINS.map(({ schema }) => schema)],
    )
    const moved = [
      ...PERSON_TABLES.map(({ table }) => table),
      'directory.person_number',
      'directory.relationship',
      'directory.merged_person',
      'directory.withdrawn',
      'directory.handover',
      'directory.snapshot',
      ...Object.values(COVERING_SCHEMA).map((schema) => `${schema}.dossier`),
      ...FACT_SHEETS.map(({ table }) => table),
    ]
    expect(rows.map(({ name }) => name)).toEqual(moved.toSorted())
  })

  test('have unique names over all domains', () => {
    expect(RECORD_TYPES.size).toBe(PUBLISHED.length + 3)
  })

  test('are published as JSON Schemas that close their fields', () => {
    const schemas = renderDeliverySchemas()
    expect(schemas.size).toBe(PUBLISHED.length + 1 + 2 * DOMAINS.length)
    const domains = DOMAINS.map(({ owner }) => owner.toLowerCase()).join('|')
    for (const [path, text] of schemas) {
      expect(path).toMatch(new RegExp(`^schema/deliveries/(header|(${domains})\\.\\w+)\\.json$`))
      const schema = JSON.parse(text) as { anyOf?: object[] }
      for (const one of schema.anyOf ?? [schema]) expect(one).toMatchObject({ type: 'object', additionalProperties: false })
    }
    expect(JSON.parse(schemas.get('schema/deliveries/integration.registration.json') ?? '')).toMatchObject({
      description: 'Registration (aanmelding) of a person at an agency.',
      required: ['record', 'insz', 'registeredOn'],
      properties: { record: { const: 'registration' }, registeredOn: { format: 'date', description: 'Day of the registration.' } },
    })
  })
})
