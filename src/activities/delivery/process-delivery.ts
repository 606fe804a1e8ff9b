/** One delivery, from its header to the last record: checked record by record, applied batch by batch, booked as a whole. */
import type { Owner } from '../../base/owner.ts'
import type { Vault } from '../../base/vault.ts'
import type { Database } from '../../database/client.ts'
import { runInTransaction } from '../../database/transaction.ts'
import { type AcceptedRecord, type AcceptRules, accept } from './accept.ts'
import { finishDelivery, noteDocumentRefused, noteRefused, openDelivery } from './delivery-log.ts'
import type { Header, Item } from './item.ts'
import { type MunicipalityCodes, remarkOnMunicipality } from './municipalities.ts'
import { type Deliverer, type OrganisationIds, type PlacedRelations, placeOrganisations } from './organisations.ts'
import { type DeliveryRefusal, DocumentRefused, isRemark } from './refused.ts'
import { createSequencer, type Sequencer } from './sequencer.ts'
import { createSnapshots, type DeliverySnapshots } from './snapshots.ts'
import { applyBatch, applySnapshots, type DeliveryContext } from './store/apply-batch.ts'
import { createNumberKeys, type NumberKeys } from './store/numbers.ts'

export type DeliveryPorts = {
  database: Pick<Database, 'pool' | 'bulk' | 'prisma'>
  vault: Vault
  organisations: OrganisationIds
  municipalities: MunicipalityCodes
  /** Whether synthetic INSZ (month +60) count: never in production. */
  allowSynthetic: boolean
  clock: () => Date
  /** Shared by deliveries that are read ahead of each other; one alone has its own. */
  lane?: Sequencer
  /** The same. */
  keys?: NumberKeys
}

export type DeliveryContent = {
  header: Header
  /** Domain of all its records; undefined for MAGDA answers. */
  domain: Owner | undefined
  /** Organisation that delivers for itself; undefined for the operator. */
  own: Deliverer | undefined
  /** In portions as they come. */
  items: AsyncIterable<readonly Item[]> | Iterable<readonly Item[]>
  /** Records per transaction. */
  batch: number
  /** SHA-256 of the bytes, once all items were read. */
  digest: () => Uint8Array
}

/** IMPORTED: taken in now, apart from what was refused. UNCHANGED: the same was taken in before. REFUSED: not, or not further, taken in. */
export type DeliveryOutcome = {
  status: 'IMPORTED' | 'UNCHANGED' | 'REFUSED'
  records: number
  applied: number
  refused: number
  /** Records that were applied without some part. */
  remarks: number
  /** Why it was refused as a whole. */
  problem: { code: string; reason: string } | undefined
}

type LanePorts = DeliveryPorts & { lane: Sequencer; keys: NumberKeys }

type Tally = Omit<DeliveryOutcome, 'status'>

type Batch = { accepted: AcceptedRecord[]; noted: DeliveryRefusal[] }
const NOTHING = { records: 0, applied: 0, refused: 0, remarks: 0, problem: undefined }

export async function processDelivery(delivered: DeliveryContent, ports: DeliveryPorts): Promise<DeliveryOutcome> {
  const lane = ports.lane ?? createSequencer()
  const { source, reference } = delivered.header
  return await lane.inTurn(JSON.stringify([source, reference]), async () =>
    takeInOnce(delivered, { ...ports, lane, keys: ports.keys ?? createNumberKeys(ports.vault) }),
  )
}

async function takeInOnce(delivered: DeliveryContent, ports: LanePorts): Promise<DeliveryOutcome> {
  const { prisma } = ports.database
  const { source, reference } = delivered.header
  // Booked in the order in which they came, though they are read ahead of each other: that is how refusals are listed.
  const { id, finishedDigest } = await ports.lane.inTurn('opening', () => openDelivery(prisma, source, reference, ports.clock()))
  if (finishedDigest !== undefined) return compare(delivered, finishedDigest, ports)
  const tally = { ...NOTHING }
  try {
    await applyAll(delivered, ports, id, tally)
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error
    // Not finished: sent again, it begins again.
    await noteRefused(prisma, id, [{ record: 0, recordType: null, field: null, code: error.code, reason: error.message }])
    return { ...tally, status: 'REFUSED', problem: { code: error.code, reason: error.message } }
  }
  const { records, applied, refused } = tally
  await finishDelivery(prisma, id, delivered.digest(), ports.clock(), { records, applied, refused })
  return { ...tally, status: 'IMPORTED' }
}

/** The same reference again: fine with the same bytes, and refused with others, for then one of both is wrong. */
async function compare(delivered: DeliveryContent, finishedDigest: Uint8Array, ports: DeliveryPorts): Promise<DeliveryOutcome> {
  for await (const _items of delivered.items);
  if (Buffer.from(finishedDigest).equals(delivered.digest())) return { ...NOTHING, status: 'UNCHANGED' }
  const problem = {
    code: 'REFERENCE_REUSED' as const,
    reason: 'expected a new reference: an earlier delivery had this reference and other content',
  }
  const { source, reference } = delivered.header
  const refused = { record: 0, recordType: null, field: null, ...problem }
  await noteDocumentRefused(
    ports.database.prisma,
    source,
    Buffer.concat([Buffer.from(reference), delivered.digest()]),
    refused,
    ports.clock(),
  )
  return { ...NOTHING, status: 'REFUSED', problem }
}

/** What books the batches of one delivery. */
type Booking = { delivered: DeliveryContent; ports: LanePorts; id: bigint; tally: Tally; snapshots: DeliverySnapshots }

async function applyAll(delivered: DeliveryContent, ports: LanePorts, id: bigint, tally: Tally): Promise<void> {
  const granted = delivered.own?.granted
  const rules = { domain: delivered.domain, granted, allowSynthetic: ports.allowSynthetic, today: dayOf(ports) }
  const snapshots = createSnapshots(rules)
  const booking = { delivered, ports, id, tally, snapshots }
  let batch: Batch = { accepted: [], noted: [] }
  let applying: Promise<void> = Promise.resolve()
  // One batch is applied while the next one is read; a third waits, and with it the sender.
  const flush = async () => {
    await applying
    const whole = batch
    applying = ports.lane.enter(async () => book(whole, booking))
    // Looked at when the next batch is ready, or at the end.
    applying.catch(() => {})
    batch = { accepted: [], noted: [] }
  }
  try {
    for await (const items of delivered.items) {
      for (const item of items) {
        if (snapshots.keep(item)) continue
        const { accepted, noted } = judge(item, rules, delivered, ports)
        if (accepted !== undefined) {
          // Hashed now, while PostgreSQL applies the batch before.
          ports.keys.hashOf(accepted.insz)
          batch.accepted.push(accepted)
        }
        if (noted !== undefined) {
          batch.noted.push(noted)
          snapshots.noteRefused(noted, item)
        }
        if (batch.accepted.length >= delivered.batch || batch.noted.length >= delivered.batch) await flush()
      }
    }
    // Only what was read to its end is whole.
    await flush()
    await applying
    await ports.lane.enter(async () => bookSnapshots(booking))
  } finally {
    // What was read whole before a delivery broke off counts.
    await flush()
    await applying
    tally.records = tally.applied + tally.refused
  }
}

function judge(item: Item, rules: AcceptRules, delivered: DeliveryContent, ports: DeliveryPorts): PlacedRelations {
  const verdict = 'refused' in item ? item : accept(item.record, item.line, rules)
  if ('refused' in verdict) return { accepted: undefined, noted: verdict.refused }
  const placed = placeOrganisations(verdict.accepted, ports.organisations, delivered.own)
  if (placed.noted !== undefined) return placed
  return { ...placed, noted: remarkOnMunicipality(verdict.accepted, ports.municipalities) }
}

async function book({ accepted, noted }: Batch, { delivered, ports, id, tally, snapshots }: Booking): Promise<void> {
  const of = contextOf(delivered, ports, id)
  const store = () => runInTransaction(ports.database.bulk, (client) => applyBatch(client, accepted, of))
  const found = accepted.length === 0 ? [] : await store()
  const refused = found.filter(({ code }) => !isRemark(code))
  const places = new Set(refused.map(({ record }) => record))
  for (const record of accepted) if (places.has(record.record)) snapshots.noteLost(record)
  const said = [...noted, ...found].toSorted((one, other) => one.record - other.record)
  await noteRefused(ports.database.prisma, id, said)
  const remarks = said.filter(({ code }) => isRemark(code)).length
  tally.applied += accepted.length - refused.length
  tally.remarks += remarks
  tally.refused += said.length - remarks
}

/** Withdraws what the delivery no longer has, where it says that it has everything. Snapshots of an answer of MAGDA are no records of it. */
async function bookSnapshots({ delivered, ports, id, tally, snapshots }: Booking): Promise<void> {
  const { accepted, refused } = snapshots.judge()
  const of = contextOf(delivered, ports, id)
  if (accepted.length > 0) await runInTransaction(ports.database.bulk, (client) => applySnapshots(client, accepted, of))
  if (delivered.domain === undefined) return
  await noteRefused(ports.database.prisma, id, refused)
  tally.applied += accepted.length
  tally.refused += refused.length
}

function contextOf({ header, own }: DeliveryContent, ports: LanePorts, delivery: bigint): DeliveryContext {
  return { header, own, keys: ports.keys, delivery, today: dayOf(ports) }
}

function dayOf({ clock }: DeliveryPorts): string {
  return clock().toISOString().slice(0, 10)
}
