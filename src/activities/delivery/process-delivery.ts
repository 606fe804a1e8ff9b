/** One delivery, from its header to the last record: checked record by record, applied batch by batch, booked as a whole. */
import { setTimeout as wait } from 'node:timers/promises'
import type { PoolClient } from 'pg'
import type { Clock } from '../../base/clock.ts'
import type { Owner } from '../../base/owner.ts'
import type { Vault } from '../../base/vault.ts'
import type { Database } from '../../database/client.ts'
import { runInTransaction } from '../../database/transaction.ts'
import { type AcceptedRecord, type AcceptRules, accept } from './accept.ts'
import {
  bookBatch,
  DeliveryConflict,
  type DeliveryCounts,
  type DeliveryKey,
  endDelivery,
  noteDocumentRefused,
  type OpenDelivery,
  type Opening,
  openDelivery,
  reopenDelivery,
  sayAlive,
} from './delivery-log.ts'
import type { Header, Item } from './item.ts'
import { type MunicipalityCodes, remarkOnMunicipality } from './municipalities.ts'
import { type Deliverer, type OrganisationIds, type PlacedRelations, placeOrganisations } from './organisations.ts'
import { type DeliveryRefusal, DocumentRefused, isRemark, ofWhole } from './refused.ts'
import { createRefusedRecords, type RefusedRecords } from './refused-records.ts'
import { createSequencer, type Sequencer } from './sequencer.ts'
import { createSnapshots, type DeliverySnapshots } from './snapshots.ts'
import { applyBatch, applySnapshots, type DeliveryContext } from './store/apply-batch.ts'
import { takeCoverageBack, takeCoverageOfAllBack } from './store/lost-coverage.ts'
import { createNumberKeys, type NumberKeys } from './store/numbers.ts'

export type DeliveryPorts = {
  database: Pick<Database, 'pool' | 'bulk' | 'prisma'>
  vault: Vault
  organisations: OrganisationIds
  municipalities: MunicipalityCodes
  /** Whether synthetic INSZ (month +60) count: never in production. */
  allowSynthetic: boolean
  clock: Clock
  /** Shared by deliveries that are read ahead of each other; one alone has its own. */
  lane?: Sequencer
  /** The same. */
  keys?: NumberKeys
}

export type DeliveryContent = {
  header: Header
  /** What the delivery is known by in the log. */
  key: DeliveryKey
  /** Domain of all its records; undefined for MAGDA answers. */
  domain: Owner | undefined
  /** Organisation that delivers for itself; undefined for the operator. */
  own: Deliverer | undefined
  /** In portions as they come. */
  items: AsyncIterable<readonly Item[]> | Iterable<readonly Item[]>
  /** Records per transaction. */
  batch: number
  /** SHA-256 of the content, once all items were read. */
  digest: () => Uint8Array
  /** The same before any item is read, when a delivery that was finished before shall be applied again. */
  again?: (() => Promise<Uint8Array>) | undefined
  /** Told when all of it was read: what enters the lane from then on is applied after it. */
  entered?: (() => void) | undefined
}

/** IMPORTED: taken in now, apart from what was refused. UNCHANGED: the same was taken in before. REFUSED: not, or not further, taken in. */
export type DeliveryOutcome = DeliveryCounts & {
  status: 'IMPORTED' | 'UNCHANGED' | 'REFUSED'
  /** By which the delivery can be asked about; undefined when nothing of it was noted. */
  id: string | undefined
  /** Why it was refused as a whole. */
  problem: { code: string; reason: string } | undefined
}

type LanePorts = DeliveryPorts & { lane: Sequencer; keys: NumberKeys }

type Batch = { accepted: AcceptedRecord[]; noted: DeliveryRefusal[] }

const NOTHING: DeliveryCounts & { problem: undefined } = { records: 0, applied: 0, ignored: 0, refused: 0, remarks: 0, problem: undefined }

/** How long a delivery waits for another one of its reference, and how often it asks, in milliseconds. Longer than a reader that died counts as alive. */
const BUSY_MS = 30_000
const ASK_EVERY_MS = 200

export async function processDelivery(delivered: DeliveryContent, ports: DeliveryPorts): Promise<DeliveryOutcome> {
  const lane = ports.lane ?? createSequencer()
  const { organisation, source, reference } = delivered.key
  return await lane.inTurn(JSON.stringify([organisation, source, reference]), async () =>
    takeInOnce(delivered, { ...ports, lane, keys: ports.keys ?? createNumberKeys(ports.vault) }),
  )
}

async function takeInOnce(delivered: DeliveryContent, ports: LanePorts): Promise<DeliveryOutcome> {
  const opening = await openInTurn(delivered, ports)
  if (opening.state === 'OPENED') return await readAll(delivered, ports, opening.delivery)
  if (opening.state === 'BUSY')
    throw new DocumentRefused('DELIVERY_IN_PROGRESS', 'another request with this reference is being read: send it again in a minute')
  const again = await reopen(delivered, ports, opening)
  return again === undefined ? await compare(delivered, opening, ports) : await readAll(delivered, ports, again)
}

/** Booked in the order in which they came, though they are read ahead of each other: that is how refusals are listed. */
async function openInTurn({ key, domain, header }: DeliveryContent, { lane, database, clock }: LanePorts): Promise<Opening> {
  const ask = () => lane.inTurn('opening', () => openDelivery(database.pool, key, { domain, asOf: header.asOf }, clock.now()))
  let opening = await ask()
  for (let waited = 0; opening.state === 'BUSY' && waited < BUSY_MS; waited += ASK_EVERY_MS) {
    await wait(ASK_EVERY_MS)
    opening = await ask()
  }
  return opening
}

type Finished = Extract<Opening, { state: 'FINISHED' }>

/** The same content is applied again when the operator asked for that; other content under its reference is refused as ever. */
async function reopen({ again }: DeliveryContent, { database, clock }: LanePorts, finished: Finished): Promise<OpenDelivery | undefined> {
  if (again === undefined || !Buffer.from(finished.digest).equals(await again())) return undefined
  return await reopenDelivery(database.pool, finished.publicId, finished.digest, clock.now())
}

async function readAll(delivered: DeliveryContent, ports: LanePorts, delivery: OpenDelivery): Promise<DeliveryOutcome> {
  const { pool } = ports.database
  const finishedAt = () => ports.clock.now()
  const tally = { ...NOTHING }
  const silence = sayAlive(pool, delivery)
  try {
    await applyAll(delivered, ports, delivery, tally)
    await endDelivery(pool, delivery, { digest: delivered.digest(), finishedAt: finishedAt() })
    return { ...tally, id: delivery.publicId, status: 'IMPORTED' }
  } catch (error) {
    if (error instanceof DeliveryConflict)
      throw new DocumentRefused('DELIVERY_IN_PROGRESS', 'another request with this reference took over: send it again in a minute')
    // Not finished: sent again, it begins again.
    if (error instanceof DocumentRefused) {
      await endDelivery(pool, delivery, { refused: ofWhole(error), finishedAt: finishedAt() })
      return { ...tally, id: delivery.publicId, status: 'REFUSED', problem: { code: error.code, reason: error.message } }
    }
    // The error itself says why; a database that is gone cannot note it, and then nobody says any longer that this reader is alive.
    await endDelivery(pool, delivery, { interrupted: true, finishedAt: finishedAt() }).catch(() => {})
    throw error
  } finally {
    silence()
  }
}

/** The same reference again: fine with the same content, and refused with other content, for then one of both is wrong. */
async function compare(delivered: DeliveryContent, finished: Finished, ports: DeliveryPorts): Promise<DeliveryOutcome> {
  for await (const _items of delivered.items);
  const digest = delivered.digest()
  if (Buffer.from(finished.digest).equals(digest)) return { ...NOTHING, id: finished.publicId, status: 'UNCHANGED' }
  const refused = new DocumentRefused(
    'REFERENCE_REUSED',
    'expected a new reference: an earlier delivery had this reference and other content',
  )
  const identity = Buffer.concat([Buffer.from(delivered.key.reference), digest])
  const id = await noteDocumentRefused(ports.database.pool, delivered.key, identity, ofWhole(refused), ports.clock.now())
  return { ...NOTHING, id, status: 'REFUSED', problem: { code: refused.code, reason: refused.message } }
}

/** What books the batches of one delivery. */
type Booking = {
  delivered: DeliveryContent
  ports: LanePorts
  delivery: OpenDelivery
  tally: DeliveryCounts
  snapshots: DeliverySnapshots
  refusedRecords: RefusedRecords
}

async function applyAll(delivered: DeliveryContent, ports: LanePorts, delivery: OpenDelivery, tally: DeliveryCounts): Promise<void> {
  const granted = delivered.own?.granted
  const rules = { domain: delivered.domain, granted, allowSynthetic: ports.allowSynthetic, today: ports.clock.today() }
  const refusedRecords = createRefusedRecords(rules)
  const snapshots = createSnapshots(rules, refusedRecords)
  const booking = { delivered, ports, delivery, tally, snapshots, refusedRecords }
  let batch: Batch = { accepted: [], noted: [] }
  let applying: Promise<void> = Promise.resolve()
  const enter = (work: () => Promise<void>) => {
    const before = applying
    // Nothing is booked after a batch of this delivery that failed.
    applying = ports.lane.enter(async () => before.then(work))
    // Looked at when the next batch is ready, or at the end.
    applying.catch(() => {})
  }
  const flush = () => {
    const whole = batch
    enter(async () => book(whole, booking))
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
          refusedRecords.noteAccepted(accepted)
        }
        if (noted !== undefined) {
          batch.noted.push(noted)
          refusedRecords.noteRefused(noted, item)
        }
        if (batch.accepted.length < delivered.batch && batch.noted.length < delivered.batch) continue
        // One batch is applied while the next one is read; a third waits, and with it the sender.
        await applying
        flush()
      }
    }
  } catch (error) {
    // What was read whole before a delivery broke off counts.
    flush()
    await applying
    throw error
  }
  flush()
  // Only what was read to its end is whole.
  enter(async () => bookSnapshots(booking))
  delivered.entered?.()
  await applying
}

function judge(item: Item, rules: AcceptRules, delivered: DeliveryContent, ports: DeliveryPorts): PlacedRelations {
  const verdict = 'refused' in item ? item : accept(item.record, item.line, rules)
  if ('refused' in verdict) return { accepted: undefined, noted: verdict.refused }
  const placed = placeOrganisations(verdict.accepted, ports.organisations, delivered.own)
  if (placed.noted !== undefined) return placed
  return { ...placed, noted: remarkOnMunicipality(verdict.accepted, ports.municipalities) }
}

/** Applies and books a batch: both, or neither. */
async function book({ accepted, noted }: Batch, booking: Booking): Promise<void> {
  if (accepted.length + noted.length === 0) return
  await bookInTransaction(booking, async (client) => {
    const applied = accepted.length === 0 ? { noted: [], ignored: 0 } : await applyBatch(client, accepted, contextOf(booking))
    const refused = new Set(applied.noted.flatMap(({ code, record }) => (isRemark(code) ? [] : [record])))
    for (const record of accepted) if (refused.has(record.record)) booking.refusedRecords.noteLost(record)
    const refusedRecords = booking.refusedRecords.take(new Set(accepted.map(({ insz }) => insz)))
    await takeCoverageBack(client, refusedRecords, contextOf(booking))
    const said = [...noted, ...applied.noted].toSorted((one, other) => one.record - other.record)
    return { kept: accepted.length - refused.size, said, ignored: applied.ignored }
  })
}

/** Withdraws what the delivery no longer has, where it says that it has everything. Snapshots of an answer of MAGDA are no records of it. */
async function bookSnapshots(booking: Booking): Promise<void> {
  const { accepted, refused } = booking.snapshots.judge()
  const ofAnyone = booking.refusedRecords.ofAnyone()
  if (accepted.length + refused.length + ofAnyone.length === 0) return
  const isCounted = booking.delivered.domain !== undefined
  await bookInTransaction(booking, async (client) => {
    if (accepted.length > 0) await applySnapshots(client, accepted, contextOf(booking))
    await takeCoverageBack(client, booking.refusedRecords.take(new Set(accepted.map(({ insz }) => insz))), contextOf(booking))
    await takeCoverageOfAllBack(client, ofAnyone, booking.refusedRecords.persons(), contextOf(booking))
    return { kept: isCounted ? accepted.length : 0, said: isCounted ? refused : [], ignored: 0 }
  })
}

type Booked = { kept: number; said: readonly DeliveryRefusal[]; ignored: number }

async function bookInTransaction({ ports, delivery, tally }: Booking, apply: (client: PoolClient) => Promise<Booked>): Promise<void> {
  const counts = await runInTransaction(ports.database.bulk, async (client) => {
    const booked = await apply(client)
    const counted = countBatch(booked)
    await bookBatch(client, delivery, counted, booked.said)
    return counted
  })
  for (const name of Object.keys(counts) as (keyof DeliveryCounts)[]) tally[name] += counts[name]
}

function contextOf({ delivered: { header, own }, ports, delivery }: Booking): DeliveryContext {
  return { header, own, keys: ports.keys, delivery: BigInt(delivery.id), today: ports.clock.today() }
}

function countBatch({ kept, said, ignored }: Booked): DeliveryCounts {
  const remarks = said.filter(({ code }) => isRemark(code)).length
  const refused = said.length - remarks
  return { records: kept + refused, applied: kept - ignored, ignored, refused, remarks }
}
