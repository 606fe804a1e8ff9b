/** A batch of checked records into the database: one statement per record type, in one transaction. */
import type { ClientBase } from 'pg'
import { transactionLock } from '../../../database/advisory-locks.ts'
import type { DeliveredCapacity, RecordType } from '../../../domains/declaration/record-type.ts'
import type { AcceptedRecord, AcceptedSnapshot } from '../accept.ts'
import type { Header } from '../item.ts'
import type { Deliverer } from '../organisations.ts'
import { DOSSIER_TABLE } from '../record-types.ts'
import type { DeliveryRefusal } from '../refused.ts'
import { isFile, listWithoutFile } from './files.ts'
import { remarksOnHeld } from './held-merges.ts'
import { insertPersons } from './insert-persons.ts'
import { mergePersons } from './merge-persons.ts'
import { type NewPerson, type NumberKeys, resolveNumbers, storeNumbers } from './numbers.ts'
import { listForeign } from './own-persons.ts'
import type { Send } from './pipelined-query.ts'
import { type ClaimSource, DELIVERED_CAPACITIES, deriveRelationships } from './relationships.ts'
import { withdrawUnrepeated } from './snapshots.ts'
import { STORE_STATEMENTS, type StoreStatement } from './statements.ts'
import { splitWithdrawals, takeBack } from './withdrawals.ts'

/** A row to store: columns by name. */
type Row = Record<string, unknown> & { person_id: string }
type Batch = { type: RecordType; rows: Map<string, Row> }

/** What a batch belongs to. @property own organisation that delivers for itself; undefined for the operator. @property delivery its number. */
export type DeliveryContext = { header: Header; own: Deliverer | undefined; keys: NumberKeys; delivery: bigint; today: string }

/**
 * Stores a batch within the caller's transaction. Records of one key in one batch: the last one counts.
 * @param client takes statements before it has answered those before them; what fails makes the rest of the transaction fail.
 * @returns what was refused (the file on which it hangs is not there, or the person is not the deliverer's own), and remarks.
 */
export async function applyBatch(client: ClientBase, batch: readonly AcceptedRecord[], of: DeliveryContext): Promise<DeliveryRefusal[]> {
  return await pipelined(client, (ports) => sendBatch(ports, batch, of))
}

/** Applies the snapshots of a delivery, after its records, and what follows from them. */
export async function applySnapshots(client: ClientBase, snapshots: readonly AcceptedSnapshot[], of: DeliveryContext): Promise<void> {
  await pipelined(client, async (ports) => {
    ports.send(transactionLock('deliveries'))
    const { persons, types } = await withdrawUnrepeated(ports, snapshots, of.header, of.keys)
    deriveRelationships(ports.send, [...persons], capacitiesOf([...types]), claimSourceOf(of))
    lookAgain(ports.send, [...persons])
  })
}

export type Ports = { client: ClientBase; send: Send }

/** Work that sends statements without waiting for each answer. */
export async function pipelined<T>(client: ClientBase, work: (ports: Ports) => Promise<T>): Promise<T> {
  const sent: Promise<unknown>[] = []
  const send: Send = (statement) => {
    const answer = client.query(statement)
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
  return result
}

async function sendBatch(ports: Ports, batch: readonly AcceptedRecord[], of: DeliveryContext): Promise<DeliveryRefusal[]> {
  const { header, own, keys } = of
  const { client, send } = ports
  send(transactionLock('deliveries'))
  const { personOf, merges, created, marked, ...numbers } = await resolveNumbers(client, batch, keys)
  for (const merge of merges) await mergePersons(client, merge)
  const isFresh = new Set(created.map(({ personId }) => personId))
  const settling = { isFresh, marked }
  const { said, withdrawals } = splitWithdrawals(batch, personOf)
  const files = byType(said.filter(isFile), personOf)
  for (const rows of files.values()) storeRows(send, rows, header, settling)
  const refused = new Map([
    ...(await listWithoutFile(client, said, personOf)),
    ...(own === undefined ? [] : await listForeign(client, said, { personOf, own, header })),
  ])
  const kept = refused.size === 0 ? said : said.filter((record) => !refused.has(record))
  // A person of whom nothing was stored stays unknown; what was kept aside or withdrawn stays known too.
  const named = [...[...kept, ...withdrawals].map(({ insz }) => insz), ...numbers.held.flatMap(({ insz, old }) => [insz, old])]
  const persons = new Set(named.map((insz) => personOf.get(insz) ?? ''))
  const isMet = ({ personId }: { personId: string }) => persons.has(personId) || !isFresh.has(personId)
  storeNumbers(send, { ...numbers, added: numbers.added.filter(isMet) }, keys.vault, header)
  storeRecords(send, kept, { personOf, files, created: created.filter(isMet), settling }, header)
  const remarks = [...remarksOnHeld(numbers.held), ...(await takeBack(ports, withdrawals, personOf, header))]
  const types = [...kept, ...withdrawals].map(({ type }) => type)
  const capacities = merges.length > 0 ? DELIVERED_CAPACITIES : capacitiesOf(types)
  deriveRelationships(send, [...persons], capacities, claimSourceOf(of))
  lookAgain(
    send,
    [...persons].filter((person) => !isFresh.has(person)),
  )
  return [...refused.values(), ...remarks]
}

/** Facts of these persons may have changed: what is to be decided about them is looked at again (src/activities/incentive/reassessment/reassess.ts). */
export function lookAgain(send: Send, persons: readonly string[]): void {
  const text = `update incentive.assessment set look_again = true where person_id = any($1::uuid[]) and state = 'OPEN'`
  if (persons.length > 0) send({ name: 'incentive_changed', text, values: [persons] })
}

/** @property isFresh persons made in this batch. @property marked persons of whom something was withdrawn, or came in a snapshot. */
type Settling = { isFresh: ReadonlySet<unknown>; marked: ReadonlySet<string> }

type Resolved = {
  personOf: ReadonlyMap<string, string>
  /** Stored already. */
  files: ReadonlyMap<string, Batch>
  created: readonly NewPerson[]
  settling: Settling
}

function storeRecords(send: Send, kept: readonly AcceptedRecord[], { personOf, files, created, settling }: Resolved, header: Header): void {
  const batches = byType(kept, personOf)
  const said = { identities: batches.get('person')?.rows, contacts: batches.get('contact')?.rows }
  insertPersons(send, created, said, header)
  for (const [name, rows] of batches) if (!files.has(name)) storeRows(send, rows, header, settling)
  openDossiers(send, batches, header)
}

function claimSourceOf({ header: { source }, own, delivery, today }: DeliveryContext): ClaimSource {
  return { source, organisation: own?.id ?? null, consumer: own?.consumer ?? null, delivery, today }
}

function byType(batch: readonly AcceptedRecord[], personOf: ReadonlyMap<string, string>): Map<string, Batch> {
  const batches = new Map<string, Batch>()
  for (const { type, insz, values } of batch) {
    const statement = STORE_STATEMENTS.get(type.name)
    if (statement === undefined) continue
    const row = rowOf(statement, type, personOf.get(insz) ?? '', values)
    const key = [row.person_id, ...statement.keyColumns.map((column) => row[column])].join('\n')
    const found = batches.get(type.name)
    if (found === undefined) batches.set(type.name, { type, rows: new Map([[key, row]]) })
    else found.rows.set(key, isPart(type) ? { ...found.rows.get(key), ...row } : row)
  }
  return batches
}

/** A part says nothing about the fields that it does not have. */
const isPart = ({ ofPerson }: RecordType) => ofPerson?.only === 'PART'

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
  send({ name: statement.name, text: statement.text, values: [JSON.stringify(storable), header.source, header.asOf] })
  const settled =
    statement.settle === undefined ? [] : [...new Set(storable.map(({ person_id }) => person_id))].filter((id) => marked.has(id))
  if (statement.settle !== undefined && settled.length > 0) send({ ...statement.settle, values: [settled] })
  if (statement.successive === undefined) return
  const persons = Map.groupBy(storable, ({ person_id }) => person_id)
  const following = [...persons].filter(([person, own]) => own.length > 1 || !fresh.has(person)).map(([person]) => person)
  if (following.length > 0) send({ ...statement.successive, values: [following] })
}

function personsIn(rows: ReadonlyMap<string, Row>): unknown[] {
  return [...new Set([...rows.values()].map((row) => row.person_id))]
}

/** A domain that delivers something about a person knows that person. */
function openDossiers(send: Send, batches: ReadonlyMap<string, Batch>, header: Header): void {
  const known = new Map<string, Set<unknown>>()
  for (const { type, rows } of batches.values()) {
    const table = type.opensDossier === false ? undefined : DOSSIER_TABLE[type.domain]
    if (table === undefined || table === type.table) continue
    const persons = known.get(table) ?? new Set()
    for (const person of personsIn(rows)) persons.add(person)
    known.set(table, persons)
  }
  for (const [table, persons] of known) {
    const text = `insert into ${table} as t (person_id, source, as_of) select p, $2, $3::date from unnest($1::uuid[]) p
      on conflict (person_id) do update set source = excluded.source, as_of = excluded.as_of where t.as_of < excluded.as_of`
    send({ name: `open_${table}`, text, values: [[...persons], header.source, header.asOf] })
  }
}

function capacitiesOf(types: readonly RecordType[]): Set<DeliveredCapacity> {
  return new Set(types.flatMap(({ relation }) => (relation === undefined ? [] : [relation.capacity])))
}
