/** Records about rows of other records: a withdrawal takes one back by its key, a snapshot says that the delivery has all of a person. */
import { z } from 'zod'
import type { Owner } from '../../base/owner.ts'
import { day } from '../../domains/declaration/record-field.ts'
import { InszText, type RecordType } from '../../domains/declaration/record-type.ts'
import { PUBLISHED } from './record-types.ts'

/** Types of which rows can be taken back by their key. */
export const WITHDRAWABLE: readonly RecordType[] = PUBLISHED.filter(({ withdrawal }) => withdrawal !== undefined)

/** Name of the record that says so. */
export const SNAPSHOT = 'snapshot'

/** What a snapshot looks like. @param domain undefined: of any. */
export function snapshotLine(domain: Owner | undefined) {
  const names = WITHDRAWABLE.filter((type) => domain === undefined || type.domain === domain).map(({ name }) => name)
  const error = `expected a list of ${names.join(', ')}`
  return z
    .strictObject({
      record: z.literal(SNAPSHOT),
      insz: InszText,
      of: z
        .array(z.enum(names, { error }), { error })
        .min(1, { error })
        .describe('Record types of which this delivery has every row that this source has about the person.'),
      from: day('Only rows that begin on this day or later; absent: from the beginning.').schema.optional(),
      until: day('Only rows that begin before this day; absent: without end.').schema.optional(),
    })
    .describe(
      "After a person's records: the delivery has all of these types that the source has. What the same source delivered with an earlier asOf, and this delivery does not repeat, is withdrawn.",
    )
}
