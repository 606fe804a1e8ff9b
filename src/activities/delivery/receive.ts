/** `POST /deliveries`: NDJSON from a machine of the domain that owns the records. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { OrganisationCaller } from '../../access/identity/caller.ts'
import { deliverScopeOf } from '../../access/identity/claims.ts'
import type { DeliveryGrants } from '../../access/protocols/delivery-protocol.ts'
import type { Owner } from '../../base/owner.ts'
import type { OrganisationRecipient } from '../../base/recipient.ts'
import { noteDocumentRefused } from './delivery-log.ts'
import { readNdjson } from './ndjson/read-ndjson.ts'
import { type DeliveryOutcome, type DeliveryPorts, processDelivery } from './process-delivery.ts'
import { RECORD_TYPES } from './record-types.ts'
import { DocumentRefused } from './refused.ts'

/** Records per transaction: few, so that the requests beside it hardly wait. */
const BATCH = 1000

/** Largest delivery by POST. */
export const POST_LIMIT = 256 * 1024 * 1024

/** @property grantsOf what the protocols of today let a group of organisations deliver. */
export type DeliveryGrantPorts = DeliveryPorts & { grantsOf: (group: OrganisationRecipient) => DeliveryGrants }

/**
 * Takes in a stream at the speed at which it can be applied. A line that is broken is refused alone. The source is kept under the
 * organisation's name, so that two organisations can use the same source and reference. What a stream that turns out too large had
 * delivered before is kept.
 * @param stream read until it ends or is refused; it is left open, so that the connection it comes from can still answer.
 */
export async function receiveDelivery(
  stream: AsyncIterable<Uint8Array>,
  caller: OrganisationCaller,
  ports: DeliveryGrantPorts,
): Promise<DeliveryOutcome> {
  const hash = createHash('sha256')
  const granted = ports.grantsOf(caller.organisation.recipient)
  try {
    if (caller.delivers.length === 0) throw scopeMissing()
    const { header, items } = await readNdjson(
      tap(leftOpen(stream), (chunk) => hash.update(chunk)),
      POST_LIMIT,
      ports.clock().toISOString().slice(0, 10),
    )
    assertMayDeliver(caller, granted, header.domain)
    const { source, reference, asOf, domain } = header
    const own = { source: `${caller.organisation.name}/${source}`, reference, asOf }
    return await processDelivery(
      {
        header: own,
        domain,
        own: { id: caller.organisation.id, consumer: caller.consumer, granted },
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

/** What the application may send is in its token; what its organisation may say is in the protocols. */
function assertMayDeliver({ delivers }: OrganisationCaller, granted: DeliveryGrants, domain: Owner): void {
  if (!delivers.includes(domain)) throw scopeMissing(domain)
  if ([...granted.keys()].some((record) => RECORD_TYPES.get(record)?.domain === domain)) return
  throw new DocumentRefused('DOMAIN_NOT_OWN', 'expected a domain of which a protocol lets this organisation deliver records')
}

function scopeMissing(domain?: Owner): DocumentRefused {
  const narrow = domain === undefined ? `${deliverScopeOf()}:<domain>` : deliverScopeOf(domain)
  return new DocumentRefused('SCOPE_MISSING', `expected the token of a machine with the scope ${deliverScopeOf()} or ${narrow}`)
}

const HTTP_STATUS: Readonly<Record<string, number>> = { SCOPE_MISSING: 403, DOMAIN_NOT_OWN: 403, REFERENCE_REUSED: 409, TOO_LARGE: 413 }

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
