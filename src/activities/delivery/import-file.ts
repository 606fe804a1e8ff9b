/** Import of one file: a MAGDA answer or an NDJSON delivery. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { parseInsz } from '../../base/insz.ts'
import { noteDocumentRefused } from './delivery-log.ts'
import { type DeliveryFile, inszInName } from './files.ts'
import { readMagda } from './magda/read-magda.ts'
import { readNdjson } from './ndjson/read-ndjson.ts'
import { type DeliveryOutcome, type DeliveryPorts, processDelivery } from './process-delivery.ts'
import { tap } from './receive.ts'
import { DocumentRefused } from './refused.ts'

const MIB = 1024 * 1024

/** Largest MAGDA answer: it is parsed as a whole. */
export const XML_LIMIT = 64 * MIB

/** Records per transaction: many, for nothing else runs in the process that imports files. */
const BATCH = 5000

/** Largest NDJSON file: it is read line by line, so this only stops what can be no delivery. */
const NDJSON_LIMIT = 1024 * 1024 * MIB

export type FileOutcome = Omit<DeliveryOutcome, 'status'> & {
  /** NOTHING: nothing is wrong, and there is nothing to import. */
  status: DeliveryOutcome['status'] | 'NOTHING'
  /** First digits of the SHA-256 of the file, by which an operator finds it; undefined when it was too large to be read. */
  sha256: string | undefined
}

const EMPTY = { records: 0, applied: 0, refused: 0, remarks: 0, problem: undefined }

/** Told while a file is read. */
export type FileReader = {
  advance(bytes: number): void
  /** Everything was read; not called for a file that is refused before its end. */
  end(): void
}

/** Imports one file; whatever is wrong with it is its outcome. @throws only when the database fails. */
export async function importFile(file: DeliveryFile, ports: DeliveryPorts, reading: FileReader): Promise<FileOutcome> {
  const hash = createHash('sha256')
  const see = (stream: AsyncIterable<Uint8Array>) =>
    untilEnd(
      tap(stream, (chunk) => {
        hash.update(chunk)
        reading.advance(chunk.length)
      }),
      reading.end,
    )
  const digest = () => hash.copy().digest()
  try {
    const outcome = file.kind === 'XML' ? await importXml(file, see, digest, ports) : await importNdjson(file, see, digest, ports)
    return { ...outcome, sha256: digest().toString('hex').slice(0, 12) }
  } catch (error) {
    const refused = asRefused(error)
    const identity = refused.code === 'TOO_LARGE' ? `${file.path} ${file.bytes}` : digest()
    const { code, message: reason } = refused
    await noteDocumentRefused(
      ports.database.prisma,
      'file',
      identity,
      { record: 0, recordType: null, field: null, code, reason },
      ports.clock(),
    )
    return {
      ...EMPTY,
      status: 'REFUSED',
      problem: { code, reason },
      sha256: code === 'TOO_LARGE' ? undefined : digest().toString('hex').slice(0, 12),
    }
  }
}

/** Shows a stream on the way to whom it is counted and digested for. */
type See = (stream: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>

async function* untilEnd(stream: AsyncIterable<Uint8Array>, end: () => void): AsyncGenerator<Uint8Array> {
  yield* stream
  end()
}

function asRefused(error: unknown): DocumentRefused {
  if (error instanceof DocumentRefused) return error
  const unreadable = error instanceof Error && 'syscall' in error && ['open', 'read'].includes(String(error.syscall))
  if (unreadable) return new DocumentRefused('FILE_UNREADABLE', 'the file cannot be read: check that it exists and is readable')
  throw error
}

async function importXml(
  file: DeliveryFile,
  see: See,
  digest: () => Uint8Array,
  ports: DeliveryPorts,
): Promise<Omit<FileOutcome, 'sha256'>> {
  const bytes = await readWhole(file, see)
  const named = inszInName(file.path)
  const insz = parseInsz(named ?? '', ports)
  const asked = insz === undefined ? undefined : { insz, hash: ports.vault.hashInsz(insz) }
  const { header, items, whole, nothing } = readMagda(bytes, { today: ports.clock().toISOString().slice(0, 10), named, asked })
  if (nothing !== undefined) return { ...EMPTY, status: 'NOTHING' }
  return processDelivery({ header, domain: undefined, own: undefined, items: [items, whole], batch: BATCH, digest }, ports)
}

/** Reads no further than the limit, whatever the file system said about its size. */
async function readWhole({ path, bytes }: DeliveryFile, see: See): Promise<Uint8Array> {
  const tooLarge = () => new DocumentRefused('TOO_LARGE', `expected an answer of at most ${XML_LIMIT / MIB} MiB`)
  if (bytes > XML_LIMIT) throw tooLarge()
  const chunks: Uint8Array[] = []
  let total = 0
  for await (const chunk of see(createReadStream(path))) {
    total += chunk.length
    if (total > XML_LIMIT) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function importNdjson(file: DeliveryFile, see: See, digest: () => Uint8Array, ports: DeliveryPorts): Promise<DeliveryOutcome> {
  const stream = createReadStream(file.path, { highWaterMark: 256 * 1024 })
  const { header, items } = await readNdjson(see(stream), NDJSON_LIMIT, ports.clock().toISOString().slice(0, 10))
  const { domain, ...own } = header
  return processDelivery({ header: own, domain, own: undefined, items, batch: BATCH, digest }, ports)
}
