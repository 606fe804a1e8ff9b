/** JSON Schemas of deliveries, rendered to schema/deliveries. */
import { z } from 'zod'
import type { Owner } from '../../base/owner.ts'
import { DOMAINS } from '../../domains/all.ts'
import { HeaderLine } from './ndjson/header.ts'
import { PUBLISHED } from './record-types.ts'
import { snapshotLine, WITHDRAWABLE } from './withdrawable.ts'

/**
 * JSON Schemas of what a delivery may hold: one per record type, the withdrawals and the snapshots of each domain, and the header.
 * @returns texts by path from the project's root.
 */
export function renderDeliverySchemas(): Map<string, string> {
  const records = PUBLISHED.map(({ domain, name, line }): [string, z.ZodType] => [
    `schema/deliveries/${domain.toLowerCase()}.${name}.json`,
    line,
  ])
  const about = DOMAINS.flatMap(({ owner }): [string, z.ZodType][] => [
    [`schema/deliveries/${owner.toLowerCase()}.withdrawal.json`, withdrawalLine(owner)],
    [`schema/deliveries/${owner.toLowerCase()}.snapshot.json`, snapshotLine(owner)],
  ])
  return new Map(
    [['schema/deliveries/header.json', HeaderLine] satisfies [string, z.ZodType], ...records, ...about].map(([path, schema]) => [
      path,
      render(schema),
    ]),
  )
}

function withdrawalLine(domain: Owner): z.ZodType {
  return z.union(WITHDRAWABLE.flatMap((type) => (type.domain === domain && type.withdrawal !== undefined ? [type.withdrawal] : [])))
}

function render(schema: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`
}
