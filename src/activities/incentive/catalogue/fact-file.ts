/** `incentives/facts.yaml`: the facts that conditions may read. A fact is a schema coordinate with a plain name, and with how long its owner's word counts. */
import { z } from 'zod'
import { Text } from './incentive-file.ts'

const Name = z.string().regex(/^[A-Za-z_]\w*$/, 'expected a GraphQL name')
const Coordinate = z.string().regex(/^Newcomer\.[A-Za-z_]\w*$/, 'expected a coordinate of a newcomer, as Newcomer.hasCertificate')

const FactEntry = z.strictObject({
  coordinate: Coordinate,
  arguments: z.record(Name, z.string()).default({}).describe('Enum values for the arguments of the coordinate'),
  asOf: Coordinate.describe('Coordinate that dates it: day of the last word of its owner about the person'),
  freshDays: z.int().positive().describe('Days after that day for which the word still counts; older is stale'),
  staysTrue: z.boolean().default(false).describe('Whether true stays true, so that it never goes stale'),
  label: Text,
  shownAs: Name.optional().describe(
    'Information concept under which it is shown together with others, so that which of them counted stays hidden',
  ),
})
export type FactEntry = z.infer<typeof FactEntry>

export const FactFile = z
  .strictObject({
    concepts: z.record(Name, Text).default({}).describe('Information concepts that several facts are shown as'),
    facts: z.record(Name, FactEntry),
  })
  .check((context) => {
    for (const [name, { shownAs }] of Object.entries(context.value.facts)) {
      if (shownAs === undefined || context.value.concepts[shownAs] !== undefined) continue
      const message = `${shownAs} is no concept: add it under concepts`
      context.issues.push({ code: 'custom', path: ['facts', name, 'shownAs'], message, input: context.value })
    }
  })
  .describe('Facts that incentive rules of Doorstroom may read')
export type FactFile = z.infer<typeof FactFile>

/** JSON Schema of the facts file, for editors. */
export function factJsonSchema(): object {
  return z.toJSONSchema(FactFile, { io: 'input' })
}
