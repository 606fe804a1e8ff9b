/** Two persons that are one: every row of the lost one moves to the survivor, the newer word counts, and the ids given out stay traceable. */
import type { ClientBase } from 'pg'
import { FACT_SHEETS } from '../../../domains/all.ts'
import { columnOf, type RecordType } from '../../../domains/declaration/record-type.ts'
import { MENTION } from '../../../domains/directory/delivery.ts'
import { COVERING_SCHEMA, PERSON_TABLES } from '../record-types.ts'
import { endStatement } from './handovers.ts'
import type { Merge } from './numbers.ts'
import { STORE_STATEMENTS } from './statements.ts'

const IDENTITY = 'family_name given_names birth_date sex nationality country_of_birth deceased_on first_registered_on source as_of'.split(
  ' ',
)
const CONTACT = 'contact_language interpreter_needed phone email contact_as_of'.split(' ')

export async function mergePersons(client: ClientBase, { survivor, lost }: Merge): Promise<void> {
  for (const text of MARKS_MOVE) await client.query(text, [survivor, lost])
  for (const type of PERSON_TABLES) await moveRows(client, keptAs(type), survivor, lost)
  for (const schema of Object.values(COVERING_SCHEMA)) await moveRows(client, { table: `${schema}.dossier`, keys: [] }, survivor, lost)
  for (const text of DIRECTORY_MOVES) await client.query(text, [survivor, lost])
}

/** @property keys columns that make a row unique, with the person. @property after statements on the rows of the persons in $1, in this order. */
type Kept = {
  table: string
  keys: readonly string[]
  undated?: boolean | undefined
  after?: readonly { name: string; text: string }[]
}

function keptAs(type: RecordType): Kept {
  const keys = type.key.map((name) => columnOf(name, type.fields[name] ?? { schema: type.line, sqlType: '' }))
  const { settle, successive } = STORE_STATEMENTS.get(type.name) ?? {}
  return {
    table: type.table,
    keys,
    undated: type.undated,
    after: [settle, endStatement(type), successive].filter((one) => one !== undefined),
  }
}

/** Rows with the same key on both sides become one: the newer, or the survivor's when both are as old. */
async function moveRows(client: ClientBase, kept: Kept, survivor: string, lost: string): Promise<void> {
  const { table, keys, undated, after = [] } = kept
  const sameKey = ['true', ...keys.map((key) => `l.${key} is not distinct from s.${key}`)].join(' and ')
  const both = `s.person_id = $1 and l.person_id = $2 and ${sameKey}`
  if (undated)
    await client.query(`update ${table} s set valid_until = least(s.valid_until, l.valid_until) from ${table} l where ${both}`, [
      survivor,
      lost,
    ])
  const older = undated ? 'true' : 'l.as_of <= s.as_of'
  await client.query(`delete from ${table} l using ${table} s where ${both} and ${older}`, [survivor, lost])
  await client.query(`delete from ${table} s using ${table} l where ${both}`, [survivor, lost])
  await client.query(`update ${table} set person_id = $1 where person_id = $2`, [survivor, lost])
  for (const statement of after) await client.query({ ...statement, values: [[survivor]] })
}

/** Withdrawals, handovers and snapshots: of two alike the newer one. */
const MARKS_MOVE: readonly string[] = [
  { table: 'directory.withdrawn', same: '(l.record_type, l.key) = (s.record_type, s.key)' },
  { table: 'directory.handover', same: '(l.record_type, l.organisation_id, l.key) = (s.record_type, s.organisation_id, s.key)' },
  { table: 'directory.snapshot', same: '(l.record_type, l.source, l.begins_from) = (s.record_type, s.source, s.begins_from)' },
].flatMap(({ table, same }) => [
  `delete from ${table} l using ${table} s where s.person_id = $1 and l.person_id = $2 and ${same} and l.as_of <= s.as_of`,
  `delete from ${table} s using ${table} l where s.person_id = $1 and l.person_id = $2 and ${same}`,
  `update ${table} set person_id = $1 where person_id = $2`,
])

const set = (columns: readonly string[]) => columns.map((column) => `${column} = l.${column}`).join(', ')
const isMention = (alias: string) => `${alias}.source like '%${MENTION}'`
const isNameless = (alias: string) => `num_nonnulls(${alias}.family_name, ${alias}.given_names, ${alias}.birth_date) = 0`

/** $1 is the survivor, $2 the lost person. A register's word goes before a mention, a name before none, and the newer before the older. */
const DIRECTORY_MOVES: readonly string[] = [
  `update directory.person s set ${set(IDENTITY)} from directory.person l where s.id = $1 and l.id = $2
     and (not ${isMention('l')}, not (${isNameless('l')}), l.as_of) > (not ${isMention('s')}, not (${isNameless('s')}), s.as_of)`,
  `update directory.person s set ${set(CONTACT)} from directory.person l where s.id = $1 and l.id = $2
     and coalesce(l.contact_as_of, '-infinity') > coalesce(s.contact_as_of, '-infinity')`,
  'update directory.person_number set person_id = $1 where person_id = $2',
  // Relationships move. Two of the same source, capacity and first day are one, which keeps a claim.
  `update directory.relationship s set claim_id = coalesce(s.claim_id, l.claim_id) from directory.relationship l
     where l.person_id = $2 and s.person_id = $1
     and (l.organisation_id, l.capacity, l.valid_from, l.source) = (s.organisation_id, s.capacity, s.valid_from, s.source)`,
  `delete from directory.relationship l using directory.relationship s where l.person_id = $2 and s.person_id = $1
     and (l.organisation_id, l.capacity, l.valid_from, l.source) = (s.organisation_id, s.capacity, s.valid_from, s.source)`,
  `update directory.relationship l set person_id = s.id, evidence_ref = s.evidence_ref,
     newcomer_id = case l.newcomer_id when o.integration_id then s.integration_id when o.work_id then s.work_id else s.local_id end
     from directory.person s, directory.person o where s.id = $1 and o.id = $2 and l.person_id = $2`,
  // Two open referrals alike stay two until they end: the key of the lost one keeps naming the lost person.
  `update referral.referral l set person_id = $1, open_key = case
       when exists (select from referral.referral s where s.open_key = replace(l.open_key, l.person_id::text, $1::uuid::text)) then l.open_key
       else replace(l.open_key, l.person_id::text, $1::uuid::text) end
     where l.person_id = $2`,
  // One open assessment of each incentive remains; what was kept and decided stays with the person.
  `update incentive.assessment l
     set state = 'CLOSED', open_key = null, version = l.version + 1
     from incentive.assessment s
     where l.person_id = $2
       and s.person_id = $1
       and l.state = 'OPEN'
       and s.state = 'OPEN'
       and (l.organisation_id, l.incentive) = (s.organisation_id, s.incentive)`,
  `update incentive.assessment
     set open_key = replace(open_key, person_id::text, $1::uuid::text), person_id = $1, look_again = true
     where person_id = $2`,
  'update incentive.decision set person_id = $1 where person_id = $2',
  'update directory.merged_person set person_id = $1 where person_id = $2',
  `insert into directory.merged_person (evidence_ref, integration_id, work_id, local_id, person_id)
     select evidence_ref, integration_id, work_id, local_id, $1 from directory.person where id = $2`,
  ...FACT_SHEETS.map(({ table }) => `delete from ${table} where person_id = $2 and $1::uuid is not null`),
  'delete from directory.person where id = $2 and $1::uuid is not null',
]
