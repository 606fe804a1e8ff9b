/** Import of one file: a MAGDA answer or an NDJSON delivery. */
import { createReadStream } from 'node:fs'
import { parseInsz } from '../../base/insz.ts'
import { classOf, isContentFault } from '../../database/content-fault.ts'
import { noteDocumentRefused } from './delivery-log.ts'
import { createDigesting, tap } from './digested.ts'
import { type DeliveryFile, FILE_ENDINGS, inszInName } from './files.ts'
import { inflate } from './inflate.ts'
import { readMagda } from './magda/read-magda.ts'
import { readNdjson } from './ndjson/read-ndjson.ts'
import { type DeliveryOutcome, type DeliveryPorts, processDelivery } from './process-delivery.ts'
import { DocumentRefused, ofWhole } from './refused.ts'

const MIB = 1024 * 1024

/** Largest MAGDA answer: it is parsed as a whole. */
export const XML_LIMIT = 64 * MIB

/** Records per transaction: many, for nothing else runs in the process that imports files. */
const BATCH = 5000

/** Largest NDJSON file: it is read line by line, so this only stops what can be no delivery. */
const NDJSON_LIMIT = 1024 * MIB

export type FileOutcome = Omit<DeliveryOutcome, 'status'> & {
  /** NOTHING: nothing is wrong, and there is nothing to import. */
  status: DeliveryOutcome['status'] | 'NOTHING'
  /** First digits of the SHA-256 of the file, by which an operator finds it; undefined when it was not read. */
  sha256: string | undefined
}

const EMPTY = { id: undefined, records: 0, applied: 0, ignored: 0, refused: 0, remarks: 0, problem: undefined }

/** Told while a file is read. */
export type FileReader = {
  advance(bytes: number): void
  /** Everything was read, and is applied before what is read from now on; not called for a file that is refused before its end. */
  entered(): void
}

/** @property again whether a file that was imported before is applied again. */
export type FilePorts = DeliveryPorts & { again?: boolean | undefined }

/** One file on its way: its bytes as they lie on the disk, and the content that they hold. */
type Opened = { file: DeliveryFile; content(): AsyncIterable<Uint8Array>; digest(): Uint8Array; entered(): void }

/** Imports one file; whatever is wrong with it is its outcome. @throws only when the database fails. */
export async function importFile(file: DeliveryFile, ports: FilePorts, reading: FileReader): Promise<FileOutcome> {
  const [raw, inner] = [createDigesting(), createDigesting()]
  const content = () =>
    inner.of(
      unpacked(
        file,
        tap(raw.of(open(file)), ({ length }) => reading.advance(length)),
      ),
    )
  const sha256 = () => Buffer.from(raw.digest()).toString('hex').slice(0, 12)
  try {
    const outcome = await importOpened({ file, content, digest: inner.digest, entered: reading.entered }, ports)
    return { ...outcome, sha256: sha256() }
  } catch (error) {
    const refused = asRefused(error)
    const { code, message: reason } = refused
    const isUnread = code === 'TOO_LARGE' || code === 'FILE_NAME_UNKNOWN'
    const id = await note(refused, isUnread ? `${file.path} ${file.bytes}` : raw.digest(), ports)
    return { ...EMPTY, id, status: 'REFUSED', problem: { code, reason }, sha256: isUnread ? undefined : sha256() }
  }
}

async function importOpened(opened: Opened, ports: FilePorts): Promise<Omit<FileOutcome, 'sha256'>> {
  if (opened.file.kind === 'XML') return await importXml(opened, ports)
  if (opened.file.kind === 'NDJSON') return await importNdjson(opened, ports)
  throw new DocumentRefused('FILE_NAME_UNKNOWN', `expected a name that ends in ${FILE_ENDINGS.join(', ')}, or one of these and .gz`)
}

/** The same delivery in another process is no fault of the file: nothing is noted then. */
async function note(refused: DocumentRefused, identity: string | Uint8Array, ports: FilePorts): Promise<string | undefined> {
  if (refused.code === 'DELIVERY_IN_PROGRESS') return undefined
  return await noteDocumentRefused(
    ports.database.pool,
    { organisation: null, source: 'file' },
    identity,
    ofWhole(refused),
    ports.clock.now(),
  )
}

/** Bytes of NDJSON that are read at a time: few, for what PostgreSQL answers meanwhile waits until they are checked. */
const READ_AT_ONCE = 16 * 1024

const open = ({ path, kind }: DeliveryFile) => createReadStream(path, kind === 'NDJSON' ? { highWaterMark: READ_AT_ONCE } : {})

const unpacked = ({ gzip }: DeliveryFile, stream: AsyncIterable<Uint8Array>) => (gzip ? inflate(stream) : stream)

function asRefused(error: unknown): DocumentRefused {
  if (error instanceof DocumentRefused) return error
  const unreadable = error instanceof Error && 'syscall' in error && ['open', 'read'].includes(String(error.syscall))
  if (unreadable) return new DocumentRefused('FILE_UNREADABLE', 'the file cannot be read: check that it exists and is readable')
  if (isContentFault(error)) return new DocumentRefused('HUB_FAULT', `a fault in the hub (${classOf(error)}): report it with the sha256`)
  throw error
}

async function importXml({ file, content, digest, entered }: Opened, ports: FilePorts): Promise<Omit<FileOutcome, 'sha256'>> {
  const bytes = await readWhole(file, content)
  const named = inszInName(file.path)
  const insz = parseInsz(named ?? '', ports)
  const asked = insz === undefined ? undefined : { insz, hash: ports.vault.hashInsz(insz) }
  const { header, items, whole, nothing } = readMagda(bytes, { today: ports.clock.today(), named, asked })
  if (nothing !== undefined) return { ...EMPTY, status: 'NOTHING' }
  const again = ports.again === true ? async () => digest() : undefined
  const key = { organisation: null, source: header.source, reference: header.reference }
  return processDelivery(
    { header, key, domain: undefined, own: undefined, items: [items, whole], batch: BATCH, digest, again, entered },
    ports,
  )
}

/** Reads no further than the limit, whatever the file system said about its size. */
async function readWhole({ bytes }: DeliveryFile, content: Opened['content']): Promise<Uint8Array> {
  const tooLarge = () => new DocumentRefused('TOO_LARGE', `expected an answer of at most ${XML_LIMIT / MIB} MiB`)
  if (bytes > XML_LIMIT) throw tooLarge()
  const chunks: Uint8Array[] = []
  let total = 0
  for await (const chunk of content()) {
    total += chunk.length
    if (total > XML_LIMIT) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function importNdjson({ file, content, digest, entered }: Opened, ports: FilePorts): Promise<DeliveryOutcome> {
  const { header, items } = await readNdjson(content(), NDJSON_LIMIT, ports.clock.today())
  const { source, reference, asOf, domain, covers: types } = header
  const key = { organisation: null, source, reference }
  const covers = types && { types, organisation: null }
  const again = ports.again === true ? () => digestOf(file) : undefined
  return processDelivery(
    { header: { source, reference, asOf, covers }, key, domain, own: undefined, items, batch: BATCH, digest, again, entered },
    ports,
  )
}

/** Reads the file once more, for what cannot be undone when its last byte differs. */
async function digestOf(file: DeliveryFile): Promise<Uint8Array> {
  const { of, digest } = createDigesting()
  for await (const _chunk of of(unpacked(file, open(file))));
  return digest()
}
