/** What a deliverer sees of its deliveries: the forms of the answers, from which the OpenAPI document is made too. */
import { z } from 'zod'
import { OWNERS } from '../../base/owner.ts'
import type { DeliveryRefusal } from './refused.ts'

const count = (description: string) => z.int().min(0).describe(description)

const Counts = {
  records: count('Records that were read: applied, ignored and refused together.'),
  applied: count('Records that the hub holds now, also when it held the same before.'),
  ignored: count('Records that changed nothing, because the hub has newer information under the same key.'),
  refused: count('Records that were refused.'),
  remarks: count('Remarks: records that were applied, of which some part was left out.'),
}

const Problem = z
  .strictObject({
    code: z.string().describe('Code from the list in the guide.'),
    reason: z.string().describe('What was expected, in a sentence. Never a value that was sent.'),
  })
  .describe('Why the delivery was refused as a whole, or from some record on.')

const DELIVERY_STATES = ['RECEIVING', 'IMPORTED', 'REFUSED', 'INTERRUPTED'] as const

const State = z
  .enum(DELIVERY_STATES)
  .describe(
    'RECEIVING: records are being read. IMPORTED: read to the end. REFUSED: refused as a whole, or from some record on. INTERRUPTED: it broke off. What was read before is kept; a refused or interrupted delivery can be sent again under the same reference.',
  )

const Id = z.uuid().describe('Id of the delivery. It says nothing about other deliveries.')

/** Answer to a delivery that was taken in. */
export const AcceptedDelivery = z.strictObject({
  id: Id,
  status: z
    .enum(['IMPORTED', 'UNCHANGED'])
    .describe('IMPORTED: imported now. UNCHANGED: the same content was imported before under this reference; nothing was changed.'),
  ...Counts,
})

/** A delivery in the log. */
export const DeliveryView = z.strictObject({
  id: Id,
  source: z.string().nullable().describe('Source system, as the header named it; null when there was no valid header.'),
  reference: z.string().nullable().describe('Reference, as the header named it; null when the delivery was refused before it counted.'),
  domain: z.enum(OWNERS).nullable().describe('Domain of the records.'),
  asOf: z.iso.date().nullable().describe('Day on which the records were correct at the source.'),
  status: State,
  received: z.iso.datetime({ offset: true }).describe('When it began to arrive.'),
  finished: z.iso.datetime({ offset: true }).nullable().describe('When it ended, in whatever way.'),
  ...Counts,
  problem: Problem.nullable(),
})
export type DeliveryView = z.infer<typeof DeliveryView>

const next = z.string().nullable().describe('Path of the next page; null on the last one.')

export const DeliveryPage = z.strictObject({ deliveries: z.array(DeliveryView).describe('Newest first.'), next })
export type DeliveryPage = z.infer<typeof DeliveryPage>

/** What was refused, or left out, of a delivery. */
export const RefusalView = z.strictObject({
  line: z.int().min(0).describe('Line in the delivery; the header is line 1. 0: the delivery as a whole.'),
  recordType: z.string().nullable().describe('Record type, when the line named one that exists.'),
  field: z.string().nullable().describe('Field that was refused or left out.'),
  code: z.string().describe('Code from the list in the guide.'),
  expected: z.string().describe('What was expected, in a sentence. Never the value that was sent.'),
  applied: z.boolean().describe('Whether the record was applied all the same, without this part.'),
})
export type RefusalView = z.infer<typeof RefusalView>

export const RefusalPage = z.strictObject({ refusals: z.array(RefusalView).describe('In the order in which they were found.'), next })
export type RefusalPage = z.infer<typeof RefusalPage>

const limit = (standard: number, most: number) =>
  z.coerce.number().int().min(1).max(most).default(standard).describe(`Entries per page, from 1 to ${most}; ${standard} by default.`)

/** Parameters of the list of deliveries. */
export const DeliveryQuery = z.strictObject({
  source: z.string().min(1).max(60).optional().describe('Only of this source system.'),
  status: State.optional().describe('Only with this status.'),
  since: z
    .union([z.iso.date(), z.iso.datetime({ offset: true })])
    .optional()
    .describe('Only received on or after this day (in Brussels) or moment.'),
  limit: limit(50, 200),
  after: z.uuid().optional().describe('Continue after the delivery with this id; `next` of a page has it.'),
})
export type DeliveryQuery = z.infer<typeof DeliveryQuery>

/** Parameters of the list of refusals. */
export const RefusalQuery = z.strictObject({
  limit: limit(100, 1000),
  after: z.coerce.number().int().min(0).max(1_000_000_000).default(0).describe('Continue after so many entries; `next` of a page has it.'),
})
export type RefusalQuery = z.infer<typeof RefusalQuery>

/** Keeps the names of two forms of one thing together. */
export function viewRefusal({ record, recordType, field, code, reason }: DeliveryRefusal, applied: boolean): RefusalView {
  return { line: record, recordType, field, code, expected: reason, applied }
}
