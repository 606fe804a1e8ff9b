/** `POST /deliveries`: NDJSON from a machine of the domain that owns the records. */
import { Readable } from 'node:stream'
import type { OrganisationCaller } from '../../access/identity/caller.ts'
import { deliverScopeOf } from '../../access/identity/claims.ts'
import type { DeliveryGrants } from '../../access/protocols/delivery-protocol.ts'
import type { Owner } from '../../base/owner.ts'
import type { OrganisationRecipient } from '../../base/recipient.ts'
import { noteDocumentRefused } from './delivery-log.ts'
import { createDigesting } from './digested.ts'
import { inflate } from './inflate.ts'
import { readNdjson } from './ndjson/read-ndjson.ts'
import { type DeliveryOutcome, type DeliveryPorts, processDelivery } from './process-delivery.ts'
import { coverageRecordOf, RECORD_TYPES } from './record-types.ts'
import { DocumentRefused, ofWhole } from './refused.ts'

/** Records per transaction: few, so that the requests beside it hardly wait. */
const BATCH = 1000

/** Largest delivery by POST, unpacked. */
export const POST_LIMIT = 256 * 1024 * 1024

/** How the bytes of a request are packed, by the name that HTTP has for it. */
export const ENCODINGS = ['identity', 'gzip'] as const

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
  encoding: (typeof ENCODINGS)[number] = 'identity',
): Promise<DeliveryOutcome> {
  const { of, digest } = createDigesting()
  const content = of(encoding === 'gzip' ? inflate(leftOpen(stream)) : leftOpen(stream))
  try {
    return await receiveContent(content, digest, caller, ports)
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error
    const { code, message: reason } = error
    const id = await note(error, caller, ports)
    return { status: 'REFUSED', id, records: 0, applied: 0, ignored: 0, refused: 0, remarks: 0, problem: { code, reason } }
  }
}

async function receiveContent(
  content: AsyncIterable<Uint8Array>,
  digest: () => Uint8Array,
  caller: OrganisationCaller,
  ports: DeliveryGrantPorts,
): Promise<DeliveryOutcome> {
  const { organisation, consumer, delivers } = caller
  if (delivers.length === 0) throw scopeMissing()
  const granted = ports.grantsOf(organisation.recipient)
  const { header, items } = await readNdjson(content, POST_LIMIT, ports.clock.today())
  const { source, reference, asOf, domain, covers: types } = header
  assertMayDeliver(caller, granted, domain)
  if (types !== undefined) assertMayCover(granted, types)
  const covers = types && { types, organisation: organisation.id }
  return await processDelivery(
    {
      header: { source: `${organisation.name}/${source}`, reference, asOf, covers },
      key: { organisation: organisation.id, source, reference },
      domain,
      own: { id: organisation.id, consumer, granted },
      items,
      batch: BATCH,
      digest,
    },
    ports,
  )
}

/** What the application may send is in its token; what its organisation may say is in the protocols. */
function assertMayDeliver({ delivers }: OrganisationCaller, granted: DeliveryGrants, domain: Owner): void {
  if (!delivers.includes(domain)) throw scopeMissing(domain)
  if ([...granted.keys()].some((record) => RECORD_TYPES.get(record)?.domain === domain)) return
  throw new DocumentRefused('DOMAIN_NOT_OWN', 'expected a domain of which a protocol lets this organisation deliver records')
}

/** What covers is granted like a record that says so. */
function assertMayCover(granted: DeliveryGrants, types: readonly string[]): void {
  const missing = types.map(coverageRecordOf).find((record) => !granted.has(record))
  if (missing !== undefined)
    throw new DocumentRefused('HEADER_INVALID', `expected covers only where a protocol lets the organisation deliver ${missing}`)
}

function scopeMissing(domain?: Owner): DocumentRefused {
  const narrow = domain === undefined ? `${deliverScopeOf()}:<domain>` : deliverScopeOf(domain)
  return new DocumentRefused('SCOPE_MISSING', `expected the token of a machine with the scope ${deliverScopeOf()} or ${narrow}`)
}

/** Without a header that counts, the delivery has no source or reference of its own. A delivery that another request reads is noted by that one. */
async function note(refused: DocumentRefused, { organisation }: OrganisationCaller, ports: DeliveryPorts): Promise<string | undefined> {
  if (refused.code === 'DELIVERY_IN_PROGRESS') return undefined
  const { code, message } = refused
  return await noteDocumentRefused(
    ports.database.pool,
    { organisation: organisation.id, source: '' },
    `${code} ${message}`,
    ofWhole(refused),
    ports.clock.now(),
  )
}

const HTTP_STATUS: Readonly<Record<string, number>> = {
  SCOPE_MISSING: 403,
  DOMAIN_NOT_OWN: 403,
  REFERENCE_REUSED: 409,
  DELIVERY_IN_PROGRESS: 409,
  TOO_LARGE: 413,
  COMPRESSION_TOO_STRONG: 413,
}

/** HTTP status of an outcome: 200 also when single records were refused, for the delivery itself was taken in. */
export function httpStatusOf({ status, problem }: DeliveryOutcome): number {
  return status === 'REFUSED' ? (HTTP_STATUS[problem?.code ?? ''] ?? 400) : 200
}

function leftOpen(stream: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return stream instanceof Readable ? stream.iterator({ destroyOnReturn: false }) : stream
}
