/** Parts a person who is two: some of the numbers become a person of their own. What was delivered about both goes, for nothing says about whom it was. */
import type { Insz } from '../../../base/insz.ts'
import type { Vault } from '../../../base/vault.ts'
import { FACT_SHEETS } from '../../../domains/all.ts'
import { MENTION } from '../../../domains/directory/delivery.ts'
import { COVERING_SCHEMA, PERSON_TABLES } from '../record-types.ts'
import type { StorePorts } from './apply-batch.ts'
import { insertPersons } from './insert-persons.ts'
import { createPerson } from './numbers.ts'

/** @property persons evidence references of both. */
export type PartedPerson = { kept: string; made: string; persons: [string, string] }

/** Older than anything that is delivered. */
const FIRST_DAY = '1850-01-01'

/** Ends the source of a person's identity until something is delivered again. */
const PARTED = `parted${MENTION}`

export async function partPerson({ client, send }: StorePorts, vault: Vault, numbers: readonly Insz[]): Promise<PartedPerson | undefined> {
  const hashes = numbers.map((number) => vault.hashInsz(number))
  const { rows } = await client.query<{ id: string; evidence_ref: string; asked: number; known: number }>(
    `select p.id, p.evidence_ref, count(*) filter (where n.insz_hash = any($1::bytea[]))::int as asked, count(*)::int as known
     from directory.person p
     join directory.person_number n on n.person_id = p.id
     where p.id in (select person_id from directory.person_number where insz_hash = any($1::bytea[]))
     group by p.id`,
    [hashes],
  )
  const [kept, another] = rows
  if (kept === undefined || another !== undefined || kept.asked !== new Set(numbers).size || kept.asked === kept.known) return undefined
  const made = createPerson()
  insertPersons(send, { created: [made], identities: undefined, contacts: undefined }, vault, {
    source: 'parted',
    reference: '',
    asOf: FIRST_DAY,
  })
  // Whoever says again that they are one is not believed.
  send({
    text: `insert into directory.held_merge (number_hash, replaced_hash, contradicts, state, source, as_of)
      select n.insz_hash, o.insz_hash, '{}', 'REJECTED', 'operator', greatest(n.as_of, o.as_of)
      from directory.person_number n, directory.person_number o
      where n.person_id = $1 and o.person_id = $1 and (n.insz_hash = any($2::bytea[])) <> (o.insz_hash = any($2::bytea[]))
      on conflict (number_hash, replaced_hash) do update set state = 'REJECTED'`,
    values: [kept.id, hashes],
  })
  send({
    text: 'update directory.person_number set person_id = $2 where person_id = $1 and insz_hash = any($3::bytea[])',
    values: [kept.id, made.personId, hashes],
  })
  for (const table of EMPTIED) send({ text: `delete from ${table} where person_id = $1`, values: [kept.id] })
  send({ text: NAMELESS, values: [kept.id, PARTED] })
  send({ text: CURRENT, values: [[kept.id, made.personId]] })
  send({
    text: `update incentive.decision set facts_withdrawn_at = clock_timestamp()
      where person_id = $1 and state = 'IN_FORCE' and facts_withdrawn_at is null`,
    values: [kept.id],
  })
  return { kept: kept.id, made: made.personId, persons: [kept.evidence_ref, made.evidenceRef] }
}

/** Acts of organisations (referrals, assessments, decisions) stay with the person who keeps the ids. */
const EMPTIED: readonly string[] = [
  ...new Set([
    ...PERSON_TABLES.map(({ table }) => table),
    ...Object.values(COVERING_SCHEMA).map((schema) => `${schema}.dossier`),
    'directory.withdrawn',
    'directory.handover',
    'directory.snapshot',
    ...FACT_SHEETS.map(({ table }) => table),
  ]),
]

const NAMELESS = `update directory.person
  set family_name = null, given_names = null, birth_date = null, sex = 'UNKNOWN', nationality = null, country_of_birth = null,
    deceased_on = null, first_registered_on = null, contact_language = null, interpreter_needed = null, phone = null, email = null,
    contact_as_of = null, source = $2, as_of = '${FIRST_DAY}'
  where id = $1`

/** What was said about numbers of the other one is not said any more: of each person the number said last is current. */
const CURRENT = `update directory.person_number n
  set current = c.place = 1, named_on = null
  from (
    select insz_hash, row_number() over (partition by person_id order by current desc, named_on desc nulls last, insz_hash) as place
    from directory.person_number
    where person_id = any($1::uuid[])
  ) c
  where c.insz_hash = n.insz_hash`
