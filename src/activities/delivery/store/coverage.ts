/** What a delivery shows beside its records: that a domain has word of a person, and what its source covers about the persons in it. */
import type { AcceptedRecord } from '../accept.ts'
import type { Header } from '../item.ts'
import { COVERING_SCHEMA } from '../record-types.ts'
import type { Send } from './pipelined-query.ts'
import { STORE_STATEMENTS } from './statements.ts'

type Said = readonly Pick<AcceptedRecord, 'type' | 'insz'>[]

/** Notes the newest word about every person of each domain, and the coverage that the header declares about them. @param said records and withdrawals of a batch. */
export function sendCoverage(send: Send, said: Said, personOf: ReadonlyMap<string, string>, header: Header): void {
  const { source, asOf, covers } = header
  for (const [schema, persons] of personsBySchema(said, personOf)) {
    send({ name: `newest_${schema}`, text: newestText(schema), values: [persons, source, asOf] })
    if (covers === undefined || covers.types.length === 0) continue
    send({ name: `cover_${schema}`, text: coverText(schema), values: [persons, source, asOf, covers.types, covers.organisation] })
  }
}

function personsBySchema(said: Said, personOf: ReadonlyMap<string, string>): Map<string, string[]> {
  const known = new Map<string, Set<string>>()
  for (const { type, insz } of said) {
    const schema = COVERING_SCHEMA[type.domain]
    if (schema === undefined || !STORE_STATEMENTS.has(type.name)) continue
    const persons = known.get(schema) ?? new Set()
    known.set(schema, persons.add(personOf.get(insz) ?? ''))
  }
  return new Map([...known].map(([schema, persons]) => [schema, [...persons]]))
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
