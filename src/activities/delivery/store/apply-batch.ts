/** A batch of checked records into the database: one statement per record type, in one transaction. */
import type { ClientBase } from 'pg'
import { transactionLock } from '../../../database/advisory-locks.ts'
import type { DeliveredCapacity, RecordType } from '../../../domains/declaration/record-type.ts'
import type { AcceptedRecord } from '../accept.ts'
import type { Header } from '../item.ts'
import type { Deliverer } from '../organisations.ts'
import type { DeliveryRefusal } from '../refused.ts'
import { sendCoverage } from './coverage.ts'
import { isFile, listWithoutFile } from './files.ts'
import { insertPersons } from './insert-persons.ts'
import { mergePersons } from './merge-persons.ts'
import { type NewPerson, type NumberKeys, resolveNumbers, storeNumbers } from './numbers.ts'
import { countOlder } from './older.ts'
import { listForeign } from './own-persons.ts'
import type { Send, StoredRows } from './pipelined-query.ts'
import { type ClaimSource, DELIVERED_CAPACITIES, deriveRelationships } from './relationships.ts'
import { STORE_STATEMENTS, type StoreStatement } from './statements.ts'
import { listSuccessors, takeOver } from './take-over.ts'

/** A row to store: columns by name. */
type Row = Record<string, unknown> & { person_id: string }
type Batch = { type: RecordType; rows: Map<string, Row> }

/** What a batch belongs to. @property own organisation that delivers for itself; undefined for the operator. @property delivery its number. */
export type DeliveryContext = { header: Header; own: Deliverer | undefined; keys: NumberKeys; delivery: bigint; today: string }

/**
 * @property refused the file on which it hangs is not there, or the person is not the deliverer's own.
 * @property ignored how many changed nothing, because a newer one of their key is known.
 */
type AppliedBatch = { refused: DeliveryRefusal[]; ignored: number }

/**
 * Stores a batch within the caller's transaction. Records of one key in one batch: the last one counts.
 * @param client takes statements before it has answered those before them; what fails makes the rest of the transaction fail.
 */
export async function applyBatch(client: ClientBase, batch: readonly AcceptedRecord[], of: DeliveryContext): Promise<AppliedBatch> {
  const sent: Promise<unknown>[] = []
  const short: StoredRows[] = []
  const send: Send = (statement, rows) => {
    const answer = client.query(statement).then(({ rowCount }) => {
      if (rows !== undefined && (rowCount ?? 0) < rows.count) short.push(rows)
    })
    // Looked at when everything is sent; the process must not end over it before.
    answer.catch(() => {})
    sent.push(answer)
  }
  let refused: DeliveryRefusal[]
  try {
    refused = await sendBatch({ client, send }, batch, of)
  } catch (error) {
    // What failed first says why; the statements after it only that it did.
    const failed = (await Promise.allSettled(sent)).find(({ status }) => status === 'rejected')
    throw failed?.status === 'rejected' ? failed.reason : error
  }
  await Promise.all(sent)
  return { refused, ignored: await countOlder(client, short, of.header) }
}

type Ports = { client: ClientBase; send: Send }

async function sendBatch({ client, send }: Ports, batch: readonly AcceptedRecord[], of: DeliveryContext): Promise<DeliveryRefusal[]> {
  const { header, own, keys } = of
  send(transactionLock('deliveries'))
  const successors = listSuccessors(client, batch, header)
  // Looked at below; the process must not end over it before.
  successors.catch(() => {})
  const { personOf, merges, created, added, ended } = await resolveNumbers(client, batch, keys)
  for (const merge of merges) await mergePersons(client, merge)
  takeOver(send, await successors, { batch, personOf }, header)
  const isFresh = new Set(created.map(({ personId }) => personId))
  const files = byType(batch.filter(isFile), personOf)
  for (const rows of files.values()) storeRows(send, rows, header, isFresh)
  const refused = new Map([
    ...(await listWithoutFile(client, batch, personOf)),
    ...(own === undefined ? [] : await listForeign(client, batch, { personOf, own, header })),
  ])
  const kept = refused.size === 0 ? batch : batch.filter((record) => !refused.has(record))
  // A person of whom nothing was stored stays unknown.
  const persons = new Set(kept.map(({ insz }) => personOf.get(insz) ?? ''))
  const isMet = ({ personId }: { personId: string }) => persons.has(personId) || !isFresh.has(personId)
  storeNumbers(send, { added: added.filter(isMet), ended }, keys.vault, header)
  storeRecords(send, kept, { personOf, files, created: created.filter(isMet), isFresh }, header)
  const capacities = merges.length > 0 ? DELIVERED_CAPACITIES : capacitiesOf(kept)
  deriveRelationships(send, [...persons], capacities, claimSourceOf(of))
  const known = [...persons].filter((person) => !isFresh.has(person))
  if (known.length > 0) send({ name: 'incentive_changed', text: LOOK_AGAIN, values: [known] })
  return [...refused.values()]
}

type Resolved = {
  personOf: ReadonlyMap<string, string>
  /** Stored already. */
  files: ReadonlyMap<string, Batch>
  created: readonly NewPerson[]
  isFresh: ReadonlySet<unknown>
}

function storeRecords(send: Send, kept: readonly AcceptedRecord[], { personOf, files, created, isFresh }: Resolved, header: Header): void {
  const batches = byType(kept, personOf)
  const said = { identities: batches.get('person')?.rows, contacts: batches.get('contact')?.rows }
  insertPersons(send, created, said, header)
  for (const [name, rows] of batches) if (!files.has(name)) storeRows(send, rows, header, isFresh)
  sendCoverage(send, batches, header)
}

function claimSourceOf({ header: { source }, own, delivery, today }: DeliveryContext): ClaimSource {
  return { source, organisation: own?.id ?? null, consumer: own?.consumer ?? null, delivery, today }
}

/** Facts of these persons may have changed: what is to be decided about them is looked at again (src/activities/incentive/reassessment/reassess.ts). */
const LOOK_AGAIN = `update incentive.assessment set look_again = true where person_id = any($1::uuid[]) and state = 'OPEN'`

function byType(batch: readonly AcceptedRecord[], personOf: ReadonlyMap<string, string>): Map<string, Batch> {
  const batches = new Map<string, Batch>()
  for (const { type, insz, values } of batch) {
    const statement = STORE_STATEMENTS.get(type.name)
    if (statement === undefined) continue
    const found = batches.get(type.name) ?? { type, rows: new Map<string, Row>() }
    batches.set(type.name, found)
    for (const row of rowsOf(statement, type, personOf.get(insz) ?? '', values)) {
      const key = [row.person_id, ...statement.keyColumns.map((column) => row[column])].join('\n')
      found.rows.set(key, isPart(type) ? { ...found.rows.get(key), ...row } : row)
    }
  }
  return batches
}

/** A part says nothing about the fields that it does not have. */
const isPart = ({ ofPerson }: RecordType) => ofPerson?.only === 'PART'

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

/** @param fresh persons made in this batch: they are stored with identity and contact data, and have no earlier rows that could end. */
function storeRows(send: Send, { type, rows }: Batch, header: Header, fresh: ReadonlySet<unknown>): void {
  const statement = STORE_STATEMENTS.get(type.name)
  const withPerson = type.name === 'person' || type.name === 'contact'
  const storable = withPerson ? [...rows.values()].filter(({ person_id }) => !fresh.has(person_id)) : [...rows.values()]
  if (statement === undefined || storable.length === 0) return
  const json = JSON.stringify(storable)
  const sent = statement.older === undefined ? undefined : { rows: json, count: storable.length, older: statement.older }
  send({ name: statement.name, text: statement.text, values: [json, header.source, header.asOf] }, sent)
  if (statement.successive === undefined) return
  const persons = Map.groupBy(storable, ({ person_id }) => person_id)
  const following = [...persons].filter(([person, own]) => own.length > 1 || !fresh.has(person)).map(([person]) => person)
  if (following.length > 0) send({ ...statement.successive, values: [following] })
}

function capacitiesOf(batch: readonly AcceptedRecord[]): Set<DeliveredCapacity> {
  return new Set(batch.flatMap(({ type }) => (type.relation === undefined ? [] : [type.relation.capacity])))
}
