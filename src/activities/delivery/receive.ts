/** `POST /deliveries`: NDJSON from a machine of the domain that owns the records. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { mayDeliver, type OrganisationCaller } from '../../access/identity/caller.ts'
import { noteDocumentRefused } from './delivery-log.ts'
import { readNdjson } from './ndjson/read-ndjson.ts'
import { type DeliveryOutcome, type DeliveryPorts, processDelivery } from './process-delivery.ts'
import { DocumentRefused } from './refused.ts'

/** Records per transaction: few, so that the requests beside it hardly wait. */
const BATCH = 1000

/** Largest delivery by POST. */
export const POST_LIMIT = 256 * 1024 * 1024

/**
 * Takes in a stream at the speed at which it can be applied. A line that is broken is refused alone. The source is kept under the
 * organisation's name, so that two organisations can use the same source and reference. What a stream that turns out too large had
 * delivered before is kept.
 * @param stream read until it ends or is refused; it is left open, so that the connection it comes from can still answer.
 */
export async function receiveDelivery(
  stream: AsyncIterable<Uint8Array>,
  caller: OrganisationCaller,
  ports: DeliveryPorts,
): Promise<DeliveryOutcome> {
  const hash = createHash('sha256')
  try {
    const { header, items } = await readNdjson(
      tap(leftOpen(stream), (chunk) => hash.update(chunk)),
      POST_LIMIT,
      ports.clock().toISOString().slice(0, 10),
    )
    if (!mayDeliver(caller, header.domain)) {
      throw new DocumentRefused('DOMAIN_NOT_OWN', "expected a machine consumer that belongs to the domain's own organisation")
    }
    const { source, reference, asOf, domain, covers: types } = header
    const covers = types && { types, organisation: caller.organisation.id }
    const own = { source: `${caller.organisation.name}/${source}`, reference, asOf, covers }
    return await processDelivery(
      {
        header: own,
        domain,
        own: { id: caller.organisation.id },
        items,
        batch: BATCH,
        digest: () => hash.copy().digest(),
      },
      ports,
    )
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error
    const { code, message: reason } = error
    await noteDocumentRefused(
      ports.database.prisma,
      caller.organisation.name,
      `${code} ${reason}`,
      { record: 0, recordType: null, field: null, code, reason },
      ports.clock(),
    )
    return { status: 'REFUSED', records: 0, applied: 0, refused: 0, remarks: 0, problem: { code, reason } }
  }
}

const HTTP_STATUS: Readonly<Record<string, number>> = { DOMAIN_NOT_OWN: 403, REFERENCE_REUSED: 409, TOO_LARGE: 413 }

/** HTTP status of an outcome: 200 also when single records were refused, for the delivery itself was taken in. */
export function httpStatusOf({ status, problem }: DeliveryOutcome): number {
  return status === 'REFUSED' ? (HTTP_STATUS[problem?.code ?? ''] ?? 400) : 200
}

function leftOpen(stream: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return stream instanceof Readable ? stream.iterator({ destroyOnReturn: false }) : stream
}

/** The same chunks, shown to someone on the way. */
export async function* tap(stream: AsyncIterable<Uint8Array>, see: (chunk: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    see(chunk)
    yield chunk
  }
}
