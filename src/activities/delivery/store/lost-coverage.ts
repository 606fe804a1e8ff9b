/** Coverage of a delivery of which something was refused: what the hub refused is there at the source, so that its absence here is unknown and not "no". */
import type { ClientBase } from 'pg'
import type { Insz } from '../../../base/insz.ts'
import { COVERING_SCHEMA, RECORD_TYPES } from '../record-types.ts'
import type { RefusedRecord } from '../refused-records.ts'
import { type DeliveryContext, lookAgain } from './apply-batch.ts'

/** Takes back what this delivery covers about a person and a record type of which a record was refused. */
export async function takeCoverageBack(client: ClientBase, refusedRecords: readonly RefusedRecord[], of: DeliveryContext): Promise<void> {
  await inEachSchema(client, async (schema) => {
    const lost = refusedRecords.filter(({ type }) => schemaOf(type) === schema)
    if (lost.length === 0) return []
    const rows = lost.map(({ insz, type }) => ({ hash: of.keys.hashOf(insz), record_type: type }))
    const text = `delete from ${schema}.coverage t
      using json_to_recordset($4::json) as l(hash text, record_type text) join directory.person_number n on n.insz_hash = decode(l.hash, 'hex')
      where t.person_id = n.person_id and t.record_type = l.record_type and ${OF_DELIVERY} returning t.person_id`
    return await personsOf(client, text, [...keyOf(of), JSON.stringify(rows)])
  })
}

/**
 * Takes back what this delivery covers about everybody in it, of these record types: a line of them was refused that could be about any person.
 * @param about persons of the delivery: another one of the same source and day keeps what it covers.
 */
export async function takeCoverageOfAllBack(
  client: ClientBase,
  types: readonly string[] | 'ALL',
  about: Iterable<Insz>,
  of: DeliveryContext,
): Promise<void> {
  if (types.length === 0) return
  const hashes = [...about].map((insz) => of.keys.hashOf(insz))
  for (let first = 0; first < hashes.length; first += AT_ONCE) {
    const some = hashes.slice(first, first + AT_ONCE)
    await inEachSchema(client, async (schema) => {
      const text = `delete from ${schema}.coverage t using unnest($5::text[]) hash join directory.person_number n on n.insz_hash = decode(hash, 'hex')
        where t.person_id = n.person_id and ${OF_DELIVERY} and ($4::text[] is null or t.record_type = any($4)) returning t.person_id`
      return await personsOf(client, text, [...keyOf(of), types === 'ALL' ? null : types, some])
    })
  }
}

/** Persons of one statement. */
const AT_ONCE = 5_000

const OF_DELIVERY = 't.source = $1 and t.as_of = $2::date and ($3::int is null or t.organisation_id = $3)'

function keyOf({ header, own }: DeliveryContext): unknown[] {
  return [header.source, header.asOf, own?.id ?? null]
}

async function inEachSchema(client: ClientBase, takeBack: (schema: string) => Promise<readonly string[]>): Promise<void> {
  const persons = new Set<string>()
  for (const schema of Object.values(COVERING_SCHEMA)) for (const person of await takeBack(schema)) persons.add(person)
  lookAgain((statement) => void client.query(statement), [...persons])
}

async function personsOf(client: ClientBase, text: string, values: unknown[]): Promise<string[]> {
  const { rows } = await client.query<{ person_id: string }>(text, values)
  return rows.map(({ person_id }) => person_id)
}

function schemaOf(type: string): string | undefined {
  const domain = RECORD_TYPES.get(type)?.domain
  return domain === undefined ? undefined : COVERING_SCHEMA[domain]
}
