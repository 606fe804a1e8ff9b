/**
 * Evidence as text: each row is one JSON array of strings and nulls, table and id first. This line is what is hashed, exported
 * and verified, byte for byte: quotes and commas separate the fields, so no byte can move from one to the next unseen, and
 * whoever can hash a line of a file can verify it without knowing PostgreSQL or this program.
 */

export const EVIDENCE_TABLES = ['use_set', 'data_use', 'access_log', 'event', 'claim'] as const
export type EvidenceTable = (typeof EVIDENCE_TABLES)[number]

/** SQL: time as text, to the microsecond, whatever the settings of the connection. */
export const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/** SQL text of every field after table and id, in order. A column that is added later is added at the end, by a new version of this list. */
const FIELDS: Record<EvidenceTable, readonly string[]> = {
  use_set: [
    instant('at'),
    `encode(digest, 'hex')`,
    'recipient',
    'purpose',
    'protocols::text',
    'coordinates::text',
    'to_json(conditions)::text',
  ],
  data_use: [
    instant('at'),
    'operation_id::text',
    'trace_id',
    'organisation_id::text',
    'consumer',
    'user_ref',
    'use_set_id::text',
    'persons::text',
    'open::text',
  ],
  access_log: [
    instant('at'),
    'operation_id::text',
    'trace_id',
    'organisation_id::text',
    'consumer',
    'user_ref',
    `encode(operation_hash, 'hex')`,
    'contract',
    'decision',
    'code',
    'policy_version',
  ],
  event: [instant('at'), 'kind', 'actor', 'subject', 'detail'],
  claim: [
    instant('at'),
    'organisation_id::text',
    'capacity',
    'record_types::text',
    'source',
    'deliverer_id::text',
    'consumer',
    'delivery_id::text',
    'persons::text',
  ],
}

/** Tables whose rows name persons, and the column of audit.person_use that finds them by person. */
export const FOUND_BY_PERSON = { data_use: 'uses', claim: 'claims' } as const satisfies Partial<Record<EvidenceTable, string>>
export type PersonTable = keyof typeof FOUND_BY_PERSON
export const PERSON_TABLES = Object.keys(FOUND_BY_PERSON) as PersonTable[]

/** One value for each table. */
export function byTable<T>(make: (table: EvidenceTable) => T): Record<EvidenceTable, T> {
  return Object.fromEntries(EVIDENCE_TABLES.map((table) => [table, make(table)])) as Record<EvidenceTable, T>
}

/** Select list of a table's fields, each as text; for `rowMode: 'array'`. The first is the id. */
export function fieldsSql(table: EvidenceTable): string {
  return ['id::text', ...FIELDS[table]].join(', ')
}

/** Line of a row. @param fields as selected by `fieldsSql`. */
export function toLine(table: EvidenceTable, fields: readonly (string | null)[]): Buffer {
  return Buffer.from(JSON.stringify([table, ...fields]))
}

/** Table and id of a line; undefined when the line is no evidence. */
export function readLineKey(line: string): { table: EvidenceTable; id: number } | undefined {
  const match = /^\["(\w+)","(\d{1,15})",/.exec(line)
  const table = EVIDENCE_TABLES.find((name) => name === match?.[1])
  return table === undefined ? undefined : { table, id: Number(match?.[2]) }
}
