/** What a delivery shows beside its records: that a domain has word of a person, and what its source covers about the persons in it. */
import type { RecordType } from '../../../domains/declaration/record-type.ts'
import type { Header } from '../item.ts'
import { COVERING_SCHEMA } from '../record-types.ts'
import type { Send } from './pipelined-query.ts'

/** Rows of a batch, by record type. */
type Rows = ReadonlyMap<string, { type: RecordType; rows: ReadonlyMap<string, { person_id: string }> }>

/** Notes the newest word about every person of each domain, and the coverage that the header declares about them. */
export function sendCoverage(send: Send, batches: Rows, header: Header): void {
  const { source, asOf, covers } = header
  for (const [schema, persons] of personsBySchema(batches)) {
    send({ name: `newest_${schema}`, text: newestText(schema), values: [persons, source, asOf] })
    if (covers === undefined || covers.types.length === 0) continue
    send({ name: `cover_${schema}`, text: coverText(schema), values: [persons, source, asOf, covers.types, covers.organisation] })
  }
}

function personsBySchema(batches: Rows): Map<string, string[]> {
  const persons = new Map<string, Set<string>>()
  for (const { type, rows } of batches.values()) {
    const schema = COVERING_SCHEMA[type.domain]
    if (schema === undefined) continue
    const known = persons.get(schema) ?? new Set()
    for (const { person_id } of rows.values()) known.add(person_id)
    persons.set(schema, known)
  }
  return new Map([...persons].map(([schema, known]) => [schema, [...known]]))
}

const newestText = (schema: string) => `insert into ${schema}.dossier as t (person_id, source, as_of)
  select p, $2, $3::date from unnest($1::uuid[]) p
  on conflict (person_id) do update set source = excluded.source, as_of = excluded.as_of where t.as_of < excluded.as_of`

/** From the day of the delivery on; a record of the same delivery about coverage says it better. A period that runs already goes on from its own first day; one that has ended by then begins again. */
const coverText = (
  schema: string,
) => `insert into ${schema}.coverage as t (person_id, organisation_id, record_type, valid_from, source, as_of)
  select p, $5::int, covered, $3::date, $2, $3::date from unnest($1::uuid[]) p, unnest($4::text[]) covered
  on conflict (person_id, organisation_id, record_type) do update
  set valid_from = case when t.valid_until is null or t.valid_until > $3::date then least(t.valid_from, excluded.valid_from) else excluded.valid_from end,
    valid_until = null, source = excluded.source, as_of = excluded.as_of
  where t.as_of < excluded.as_of`
