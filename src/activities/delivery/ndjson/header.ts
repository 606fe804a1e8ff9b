/** Header line of an NDJSON delivery. */
import { z } from 'zod'
import { holdsInsz } from '../../../base/insz.ts'
import { OWNERS } from '../../../base/owner.ts'
import { coverableTypes } from '../record-types.ts'
import { DocumentRefused } from '../refused.ts'
import type { ParsedLine } from './parse-object.ts'

const name = (max: number, description: string) =>
  z
    .string({ error: 'expected text' })
    .regex(new RegExp(`^[\\p{L}\\p{N}][\\p{L}\\p{N} ._:/()-]{0,${max - 1}}$`, 'u'), {
      error: `expected letters, digits and . _ : / ( ) - of at most ${max} characters`,
    })
    // It stays in lists and logs when the persons of the delivery are erased.
    .refine((text) => !holdsInsz(text), { error: 'expected text without an identification number' })
    .describe(description)

/** First line of an NDJSON delivery. */
export const HeaderLine = z.strictObject({
  delivery: z
    .strictObject({
      source: name(60, 'Source system, always with the same spelling.'),
      reference: name(
        100,
        'Reference of this delivery at the source. Sending the same reference and content again changes nothing; the same reference with other content is refused.',
      ),
      domain: z.enum(OWNERS, { error: `expected one of ${OWNERS.join(', ')}` }).describe('Domain of all records in the delivery.'),
      asOf: z.iso
        .date({ error: 'expected a day as YYYY-MM-DD' })
        .describe('Day on which the records were correct at the source. An older delivery never overwrites a newer one.'),
      covers: z
        .array(z.string({ error: 'expected names of record types' }), { error: 'expected a list of record types' })
        .optional()
        .describe(
          'Record types that the source covers about every person in this delivery, from asOf on: its records of these types are all there are, so that absence of one means "no". Absent: absence says nothing.',
        ),
      records: z
        .int({ error: 'expected a whole number' })
        .min(0, { error: 'expected a number of records, from 0' })
        .max(1_000_000_000, { error: 'expected a number of records' })
        .optional()
        .describe(
          'Number of records after this line. A delivery that ends with another number broke off on its way, and the answer says so.',
        ),
    })
    .describe('Header of the delivery.'),
})
export type DeliveryHeader = z.infer<typeof HeaderLine>['delivery']

/** @throws DocumentRefused when the line is no header, or its day lies in the future. */
export function readHeader(parsedLine: ParsedLine, today: string): DeliveryHeader {
  if ('wrong' in parsedLine && parsedLine.wrong === 'KEY_TWICE')
    throw new DocumentRefused('HEADER_INVALID', 'expected each key of the first line once')
  const parsed = HeaderLine.safeParse('line' in parsedLine ? parsedLine.line : undefined)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const field = issue?.path.join('.') || 'delivery'
    throw new DocumentRefused(
      'HEADER_INVALID',
      `expected a first line {"delivery":{"source","reference","domain","asOf"}}; ${field}: ${issue?.code === 'unrecognized_keys' ? 'has other fields' : issue?.message}`,
    )
  }
  const { domain, covers = [] } = parsed.data.delivery
  const coverable = coverableTypes(domain)
  if (covers.some((type) => !coverable.has(type)))
    throw new DocumentRefused(
      'HEADER_INVALID',
      `expected covers to name record types of ${domain}: ${[...coverable].join(', ') || 'it has none that can be covered'}`,
    )
  if (parsed.data.delivery.asOf > today || parsed.data.delivery.asOf < '1850-01-01')
    throw new DocumentRefused('HEADER_INVALID', 'expected an asOf that is not in the future')
  return parsed.data.delivery
}
