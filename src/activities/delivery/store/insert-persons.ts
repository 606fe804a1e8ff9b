/** Insertion of new persons from a batch of records. */
import type { Vault } from '../../../base/vault.ts'
import { columnOf, type RecordType } from '../../../domains/declaration/record-type.ts'
import { MENTION, NEWCOMER_RECORDS } from '../../../domains/directory/delivery.ts'
import type { Header } from '../item.ts'
import type { NewPerson } from './numbers.ts'
import type { Send } from './pipelined-query.ts'
import { arraysOf, rowsSql } from './row-arrays.ts'

const columnsOf = ({ fields }: RecordType) =>
  Object.entries(fields).map(([name, field]) => ({ column: columnOf(name, field), sqlType: field.sqlType }))
const SAID = [...columnsOf(NEWCOMER_RECORDS.person), ...columnsOf(NEWCOMER_RECORDS.contact)]
const IDS = ['id', 'integration_id', 'work_id', 'local_id', 'evidence_ref']

const COLUMNS = [...IDS, ...SAID.map(({ column }) => column)]
const selected = (column: string) => (column === 'sex' ? "coalesce(r.sex, 'UNKNOWN')" : `r.${column}`)
const ROWS = [
  ...IDS.map((name) => ({ name, sqlType: 'uuid' })),
  ...SAID.map(({ column, sqlType }) => ({ name: column, sqlType })),
  { name: 'named', sqlType: 'boolean' },
  { name: 'reachable', sqlType: 'boolean' },
]
const INSERT = `insert into directory.person (${COLUMNS.join(', ')}, source, as_of, contact_as_of)
  select ${COLUMNS.map(selected).join(', ')},
    case when r.named then $1 else $1 || '${MENTION}' end, $2::date, case when r.reachable then $2::date end
  from ${rowsSql(ROWS)}`

type RowsByPerson = ReadonlyMap<string, Record<string, unknown>>

/** @property identities,contacts rows of `person` and `contact` records by person. */
type Newcomers = { created: readonly NewPerson[]; identities: RowsByPerson | undefined; contacts: RowsByPerson | undefined }

/** Stores new persons; those whose identity or contact data the batch holds at once with it. */
export function insertPersons(send: Send, { created, identities, contacts }: Newcomers, vault: Vault, header: Header): void {
  if (created.length === 0) return
  const rows = created.map(({ personId, evidenceRef }) => {
    const [identity, contact] = [identities?.get(personId), contacts?.get(personId)]
    return {
      ...identity,
      ...contact,
      id: personId,
      integration_id: vault.pseudonym(personId, 'INTEGRATION'),
      work_id: vault.pseudonym(personId, 'WORK'),
      local_id: vault.pseudonym(personId, 'LOCAL'),
      evidence_ref: evidenceRef,
      named: identity !== undefined,
      reachable: contact !== undefined,
    }
  })
  send({ name: 'insert_persons', text: INSERT, values: [header.source, header.asOf, ...arraysOf(ROWS, rows)] })
}
