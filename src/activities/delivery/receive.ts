/** `POST /deliveries`: NDJSON from a machine of the domain that owns the records. */
import { Readable } from 'node:stream'
import { mayDeliver, type OrganisationCaller } from '../../access/identity/caller.ts'
import { noteDocumentRefused } from './delivery-log.ts'
import { createDigesting } from './digested.ts'
import { inflate } from './inflate.ts'
import { readNdjson } from './ndjson/read-ndjson.ts'
import { type DeliveryOutcome, type DeliveryPorts, processDelivery } from './process-delivery.ts'
import { DocumentRefused, ofWhole } from './refused.ts'

/** Records per transaction: few, so that the requests beside it hardly wait. */
const BATCH = 1000

/** Largest delivery by POST, unpacked. */
export const POST_LIMIT = 256 * 1024 * 1024

/** How the bytes of a request are packed, by the name that HTTP has for it. */
export const ENCODINGS = ['identity', 'gzip'] as const

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
  { organisation, ...caller }: OrganisationCaller,
  ports: DeliveryPorts,
): Promise<DeliveryOutcome> {
  const { header, items } = await readNdjson(content, POST_LIMIT, ports.clock.today())
  const { source, reference, asOf, domain } = header
  if (!mayDeliver({ ...caller, organisation }, domain))
    throw new DocumentRefused('DOMAIN_NOT_OWN', "expected a machine consumer that belongs to the domain's own organisation")
  return await processDelivery(
    {
      header: { source: `${organisation.name}/${source}`, reference, asOf },
      key: { organisation: organisation.id, source, reference },
      domain,
      own: { id: organisation.id },
      items,
      batch: BATCH,
      digest,
    },
    ports,
  )
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
