import type { ClientBase } from 'pg'
import { NEWCOMER_RECORDS } from '../../domains/newcomer/delivery.ts'
import { columnOf } from '../../record/declare.ts'
import type { Header } from '../item.ts'
import type { NewPerson } from './numbers.ts'
import { MENTION } from './statements.ts'

const IDENTITY = Object.entries(NEWCOMER_RECORDS.person.fields).map(([name, field]) => ({
  column: columnOf(name, field),
  sqlType: field.sqlType,
}))
const IDS = ['id', 'integration_id', 'work_id', 'local_id', 'evidence_ref']

const names = (alias?: string) =>
  [...IDS, ...IDENTITY.map(({ column }) => column)].map((name) => (alias === undefined ? name : `${alias}.${name}`)).join(', ')
const INSERT = `insert into directory.person (${names()}, source, as_of)
  select ${names('r').replace('r.sex', "coalesce(r.sex, 'UNKNOWN')")}, case when r.named then $2 else $2 || '${MENTION}' end, $3::date
  from json_to_recordset($1::json) as r(${[...IDS.map((id) => `${id} uuid`), ...IDENTITY.map(({ column, sqlType }) => `${column} ${sqlType}`)].join(', ')}, named boolean)`

/** Stores new persons; those whose identity the batch holds at once with it. @param identities rows of `person` records by person. */
export async function insertPersons(
  client: ClientBase,
  created: readonly NewPerson[],
  identities: ReadonlyMap<string, Record<string, unknown>>,
  header: Header,
): Promise<void> {
  if (created.length === 0) return
  const rows = created.map(({ personId, integrationId, workId, localId, evidenceRef }) => {
    const identity = identities.get(personId)
    const ids = { id: personId, integration_id: integrationId, work_id: workId, local_id: localId, evidence_ref: evidenceRef }
    return { ...identity, ...ids, named: identity !== undefined }
  })
  await client.query({ name: 'insert_persons', text: INSERT, values: [JSON.stringify(rows), header.source, header.asOf] })
}
