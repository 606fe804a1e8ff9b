/** JSON Schemas of deliveries, rendered to schema/deliveries. */
import { z } from 'zod'
import { HeaderLine } from './ndjson/header.ts'
import { PUBLISHED } from './record-types.ts'

/** JSON Schemas of what a delivery may hold: one per record type, and the header. @returns texts by path from the project's root. */
export function renderDeliverySchemas(): Map<string, string> {
  const records = PUBLISHED.map(({ domain, name, line }): [string, z.ZodType] => [
    `schema/deliveries/${domain.toLowerCase()}.${name}.json`,
    line,
  ])
  return new Map(
    [['schema/deliveries/header.json', HeaderLine] satisfies [string, z.ZodType], ...records].map(([path, schema]) => [
      path,
      render(schema),
    ]),
  )
}

function render(schema: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`
}
