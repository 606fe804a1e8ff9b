/** A batch of checked records into the database: one statement per record type, in one transaction. */
import type { ClientBase } from 'pg'
import type { Vault } from '../../../base/vault.ts'
import { takeLock } from '../../../database/locks.ts'
import type { DeliveredCapacity, RecordType } from '../../../domains/declaration/record-type.ts'
import type { AcceptedRecord, AcceptedSnapshot } from '../accept.ts'
import type { Header } from '../item.ts'
import type { Deliverer } from '../organisations.ts'
import type { DeliveryRefusal } from '../refused.ts'
import { sendCoverage } from './coverage.ts'
import { isFile, listWithoutFile } from './files.ts'
import { endHandedOver, remarksOnHandedOver } from './handovers.ts'
import { remarksOnHeld } from './held-merges.ts'
import { insertPersons } from './insert-persons.ts'
import { lockMerged, mergePersons } from './merge-persons.ts'
import { type NewPerson, type NumberKeys, resolveNumbers, storeNumbers } from './numbers.ts'
import { countOlder } from './older.ts'
import { listForeign } from './own-persons.ts'
import { CHECK_PERSONS_LAST } from './person-keys.ts'
import type { Send, StoredRows } from './pipelined-query.ts'
import { type ClaimSource, DELIVERED_CAPACITIES, deriveRelationships } from './relationships.ts'
import { withdrawUnrepeated } from './snapshots.ts'
import { isPart, STORE_STATEMENTS, type StoreStatement } from './statements.ts'
import { listSuccessors, takeOver } from './take-over.ts'
import { splitWithdrawals, takeBack } from './withdrawals.ts'

/** A row to store: columns by name. */
type Row = Record<string, unknown> & { person_id: string }
type Batch = { type: RecordType; rows: Map<string, Row> }

/** What a batch belongs to. @property own organisation that delivers for itself; undefined for the operator. @property delivery its number. */
export type DeliveryContext = { header: Header; own: Deliverer | undefined; keys: NumberKeys; delivery: bigint; today: string }

/**
 * @property noted what was refused, because the file on which it hangs is not there or the person is not the deliverer's own, and remarks.
 * @property ignored how many changed nothing, because a newer one of their key is known.
 */
type AppliedBatch = { noted: DeliveryRefusal[]; ignored: number }

/**
 * Stores a batch within the caller's transaction. Records of one key in one batch: the last one counts.
 * @param client takes statements before it has answered those before them; what fails makes the rest of the transaction fail.
 */
export async function applyBatch(client: ClientBase, batch: readonly AcceptedRecord[], of: DeliveryContext): Promise<AppliedBatch> {
  const { result, short, settled } = await pipelined(client, (ports) => sendBatch(ports, batch, of))
  return { noted: result.noted, ignored: settled + result.ignored + (await countOlder(client, short)) }
}

/** Applies the snapshots of a delivery, after its records, and what follows from them. */
export async function applySnapshots(client: ClientBase, snapshots: readonly AcceptedSnapshot[], of: DeliveryContext): Promise<void> {
  await pipelined(client, async (ports) => {
    const { client, send } = ports
    const { header, keys } = of
    send(takeLock('deliveries'))
    send(CHECK_PERSONS_LAST)
    // A snapshot of somebody unknown stays known too: an older delivery may come.
    const asRecords = snapshots.flatMap(({ types: [type], ...one }) =>
      type === undefined ? [] : [{ ...one, type, replaces: [], values: {} }],
    )
    const { personOf, created, ...numbers } = await resolveNumbers(client, asRecords, keys)
    storeNumbers(send, numbers, keys.vault, header)
    insertPersons(send, { created, identities: undefined, contacts: undefined }, keys.vault, header)
    sendCoverage(send, asRecords, personOf, header)
    const { persons, types } = await withdrawUnrepeated(ports, snapshots, personOf, header)
    deriveRelationships(send, [...persons], capacitiesOf([...types]), claimSourceOf(of))
    lookAgain(send, [...persons])
  })
}

export type StorePorts = { client: ClientBase; send: Send }

/** @property short rows of which a statement wrote fewer than it was sent. @property settled rows that went again, because a newer statement was known. */
type Pipelined<T> = { result: T; short: StoredRows[]; settled: number }

/** Work that sends statements without waiting for each answer. */
export async function pipelined<T>(client: ClientBase, work: (ports: StorePorts) => Promise<T>): Promise<Pipelined<T>> {
  const sent: Promise<unknown>[] = []
  const short: StoredRows[] = []
  let settled = 0
  const send: Send = (statement, rows) => {
    const answer = client.query(statement).then(({ rowCount }) => {
      if (rows === 'SETTLING') settled += rowCount ?? 0
      else if (rows !== undefined && (rowCount ?? 0) < rows.count) short.push(rows)
    })
    // Looked at when everything is sent; the process must not end over it before.
    answer.catch(() => {})
    sent.push(answer)
  }
  let result: T
  try {
    result = await work({ client, send })
  } catch (error) {
    // What failed first says why; the statements after it only that it did.
    const failed = (await Promise.allSettled(sent)).find(({ status }) => status === 'rejected')
    throw failed?.status === 'rejected' ? failed.reason : error
  }
  await Promise.all(sent)
  return { result, short, settled }
}

async function sendBatch(ports: StorePorts, batch: readonly AcceptedRecord[], of: DeliveryContext): Promise<AppliedBatch> {
  const { header, own, keys } = of
  const { client, send } = ports
  send(takeLock('deliveries'))
  send(CHECK_PERSONS_LAST)
  const successors = listSuccessors(client, batch, header)
  // Looked at below; the process must not end over it before.
  successors.catch(() => {})
  const { personOf, merges, created, marked, ...numbers } = await resolveNumbers(client, batch, keys)
  await lockMerged(client, merges)
  for (const merge of merges) await mergePersons(client, merge)
  takeOver(send, await successors, { batch, personOf }, header)
  const isFresh = new Set(created.map(({ personId }) => personId))
  const settling = { isFresh, marked }
  const { said, withdrawals } = splitWithdrawals(batch, personOf)
  for (const files of batchesOf(said.filter(isFile), personOf)) storeRows(send, files, header, settling)
  const refused = new Map([
    ...(await listWithoutFile(client, said, personOf)),
    ...(own === undefined ? [] : await listForeign(client, said, { personOf, own, header })),
  ])
  const kept = refused.size === 0 ? said : said.filter((record) => !refused.has(record))
  // A person of whom nothing was stored stays unknown; what was kept aside or withdrawn stays known too.
  const named = [...[...kept, ...withdrawals].map(({ insz }) => insz), ...numbers.held.flatMap(({ insz, old }) => [insz, old])]
  const persons = new Set(named.map((insz) => personOf.get(insz) ?? ''))
  const isMet = ({ personId }: { personId: string }) => persons.has(personId) || !isFresh.has(personId)
  const others = kept.filter((record) => !isFile(record))
  storeRecords(send, others, { personOf, created: created.filter(isMet), settling, vault: keys.vault }, header)
  storeNumbers(send, { ...numbers, added: numbers.added.filter(isMet) }, keys.vault, header)
  // A withdrawal is a word about the person too.
  sendCoverage(send, [...kept, ...withdrawals], personOf, header)
  const { remarks, ignored } = await takeBack(ports, withdrawals, personOf, header)
  const types = [...kept, ...withdrawals].map(({ type }) => type)
  const capacities = merges.length > 0 ? DELIVERED_CAPACITIES : capacitiesOf(types)
  deriveRelationships(send, [...persons], capacities, claimSourceOf(of))
  lookAgain(
    send,
    [...persons].filter((person) => !isFresh.has(person)),
  )
  const handedOver = await remarksOnHandedOver(client, kept, personOf, marked)
  return { noted: [...refused.values(), ...remarksOnHeld(numbers.held), ...remarks, ...handedOver], ignored }
}

/** Facts of these persons may have changed: open assessments about them are reassessed (src/activities/incentive/reassessment/reassess.ts). */
export function lookAgain(send: Send, persons: readonly string[]): void {
  const text = `update incentive.assessment set look_again = true where person_id = any($1::uuid[]) and state = 'OPEN'`
  if (persons.length > 0) send({ name: 'incentive_changed', text, values: [persons] })
}

/** @property isFresh persons made in this batch. @property marked persons of whom something was withdrawn, came in a snapshot or was handed over. */
type Settling = { isFresh: ReadonlySet<unknown>; marked: ReadonlySet<string> }

type Resolved = {
  personOf: ReadonlyMap<string, string>
  created: readonly NewPerson[]
  settling: Settling
  vault: Vault
}

/** @param others records that are no files, which are stored already. */
function storeRecords(
  send: Send,
  others: readonly AcceptedRecord[],
  { personOf, created, settling, vault }: Resolved,
  header: Header,
): void {
  const ofPersons: Batch[] = []
  for (const batch of batchesOf(others, personOf)) {
    if (batch.type.ofPerson === undefined) storeRows(send, batch, header, settling)
    else ofPersons.push(batch)
  }
  const rowsOfType = (name: string) => ofPersons.find(({ type }) => type.name === name)?.rows
  insertPersons(send, { created, identities: rowsOfType('person'), contacts: rowsOfType('contact') }, vault, header)
  // These change rows of persons, new ones too.
  for (const batch of ofPersons) storeRows(send, batch, header, settling)
}

function claimSourceOf({ header: { source }, own, delivery, today }: DeliveryContext): ClaimSource {
  return { source, organisation: own?.id ?? null, consumer: own?.consumer ?? null, delivery, today }
}

/** Rows of each record type, made when they are asked for: PostgreSQL stores those of one type while the next are made. */
function* batchesOf(records: readonly AcceptedRecord[], personOf: ReadonlyMap<string, string>): Generator<Batch> {
  for (const [type, ofType] of Map.groupBy(records, (record) => record.type)) {
    const statement = STORE_STATEMENTS.get(type.name)
    if (statement !== undefined) yield { type, rows: rowsByKey(statement, ofType, personOf) }
  }
}

function rowsByKey(statement: StoreStatement, records: readonly AcceptedRecord[], personOf: ReadonlyMap<string, string>): Batch['rows'] {
  const found: Batch['rows'] = new Map()
  for (const { type, insz, values } of records) {
    for (const row of rowsOf(statement, type, personOf.get(insz) ?? '', values)) {
      const key = [row.person_id, ...statement.keyColumns.map((column) => row[column])].join('\n')
      found.set(key, isPart(type) ? { ...found.get(key), ...row } : row)
    }
  }
  return found
}

/** One row, or one for each entry of the field that is kept so. */
function rowsOf(statement: StoreStatement, type: RecordType, personId: string, values: Record<string, unknown>): Row[] {
  const row = rowOf(statement, type, personId, values)
  const { each } = statement
  const entries = each === undefined ? undefined : row[each]
  return each !== undefined && Array.isArray(entries) ? entries.map((entry) => ({ ...row, [each]: entry })) : [row]
}

function rowOf({ fields }: StoreStatement, type: RecordType, personId: string, values: Record<string, unknown>): Row {
  const row: Row = { person_id: personId }
  for (const { field, column } of fields) if (values[field] !== undefined || !isPart(type)) row[column] = values[field] ?? null
  for (const name in type.derived) {
    const derived = type.derived[name]
    if (derived !== undefined) row[name] = derived.values[String(values[derived.from])] ?? null
  }
  return row
}

/** Persons made in this batch are stored with identity and contact data, and have no earlier rows that could end. */
function storeRows(send: Send, { type, rows }: Batch, header: Header, { isFresh: fresh, marked }: Settling): void {
  const statement = STORE_STATEMENTS.get(type.name)
  const withPerson = type.name === 'person' || type.name === 'contact'
  const storable = withPerson ? [...rows.values()].filter(({ person_id }) => !fresh.has(person_id)) : [...rows.values()]
  if (statement === undefined || storable.length === 0) return
  const values = [header.source, header.asOf, ...statement.valuesOf(storable)]
  const sent = statement.older === undefined ? undefined : { count: storable.length, older: { ...statement.older, values } }
  send({ name: statement.name, text: statement.text, values }, sent)
  const looked = [...new Set(storable.map(({ person_id }) => person_id))].filter((person) => marked.has(person))
  if (statement.settle !== undefined && looked.length > 0) send({ ...statement.settle, values: [looked] }, 'SETTLING')
  endHandedOver(send, type, looked)
  if (statement.successive === undefined) return
  const persons = Map.groupBy(storable, ({ person_id }) => person_id)
  const following = [...persons].filter(([person, own]) => own.length > 1 || !fresh.has(person)).map(([person]) => person)
  if (following.length > 0) send({ ...statement.successive, values: [following] })
}

function capacitiesOf(types: readonly RecordType[]): Set<DeliveredCapacity> {
  return new Set(types.flatMap(({ relation }) => (relation === undefined ? [] : [relation.capacity])))
}
