/** `incentives/facts.yaml`: the facts that conditions may read. A fact is a schema coordinate with a plain name, and with how long its owner's word counts. */
import { z } from 'zod'
import { Text } from './incentive-file.ts'

const Name = z.string().regex(/^[A-Za-z_]\w*$/, 'expected a GraphQL name')
const Coordinate = z.string().regex(/^Newcomer\.[A-Za-z_]\w*$/, 'expected a coordinate of a newcomer, as Newcomer.hasCertificate')

const FactEntry = z.strictObject({
  coordinate: Coordinate,
  arguments: z.record(Name, z.string()).default({}).describe('Enum values for the arguments of the coordinate'),
  freshDays: z
    .int()
    .positive()
    .describe(
      'Days for which the information that shows the fact counts, from the day on which its source last said it; older information is stale',
    ),
  staysTrue: z.boolean().default(false).describe('Whether a true value stays true, so that it never becomes stale'),
  onlyIf: z
    .array(Coordinate)
    .default([])
    .describe('Facts of a newcomer that hold whenever this one does: who sees that one of them does not hold knows that this one does not'),
  label: Text,
  shownAs: Name.optional().describe(
    'Information concept that combines this fact with others, so that nobody can see which of them counted',
  ),
})
export type FactEntry = z.infer<typeof FactEntry>

export const FactFile = z
  .strictObject({
    concepts: z.record(Name, Text).default({}).describe('Information concepts that each combine several facts'),
    facts: z.record(Name, FactEntry),
  })
  .check((context) => {
    for (const [name, { shownAs }] of Object.entries(context.value.facts)) {
      if (shownAs === undefined || context.value.concepts[shownAs] !== undefined) continue
      const message = `${shownAs} is not a concept: add it under concepts`
      context.issues.push({ code: 'custom', path: ['facts', name, 'shownAs'], message, input: context.value })
    }
  })
  .describe('Facts that incentive rules of Doorstroom may read')
export type FactFile = z.infer<typeof FactFile>

/** JSON Schema of the facts file, for editors. */
export function factJsonSchema(): object {
  return z.toJSONSchema(FactFile, { io: 'input' })
}
