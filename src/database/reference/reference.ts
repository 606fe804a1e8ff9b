/** Loads the reference data (municipalities, organisations and their codes) at every start. */
import type { Pool } from 'pg'
import { takeLock } from '../locks.ts'
import { runInTransaction } from '../transaction.ts'
import { readReference } from './reference-files.ts'

export type ReferenceOptions = {
  folder: string
  /** True: codes that were made up for development stay out, so that nobody can log in with one. */
  production: boolean
}

export type ReferenceCounts = { municipalities: number; organisations: number; codes: number }

/**
 * Brings the directory to what the files say, in one transaction with one statement per table; a second run changes no row.
 * Codes that the files no longer have disappear; organisations and municipalities stay, because data points to them.
 * @returns how many rows the files hold.
 * @throws ReferenceProblems when the files are not usable; nothing is changed then.
 */
export async function loadReference(pool: Pool, options: ReferenceOptions): Promise<ReferenceCounts> {
  const { municipalities, organisations, codes } = await readReference(options.folder)
  const allowed = options.production ? codes.filter(({ placeholder }) => !placeholder) : codes
  await runInTransaction(pool, async (client) => {
    // Hubs that start together would otherwise wait for each other's rows in both directions.
    await client.query(takeLock('reference'))
    await client.query(MUNICIPALITIES, [JSON.stringify(municipalities)])
    await client.query(ORGANISATIONS, [JSON.stringify(organisations)])
    await client.query(CODES, [JSON.stringify(allowed)])
  })
  return { municipalities: municipalities.length, organisations: organisations.length, codes: allowed.length }
}

const MUNICIPALITIES = `
  insert into directory.municipality as old (nis_code, name, province, valid_from, valid_until, successor_code)
  select * from jsonb_to_recordset($1::jsonb)
    as new (nis_code char(5), name text, province text, valid_from date, valid_until date, successor_code char(5))
  on conflict (nis_code) do update set name = excluded.name, province = excluded.province,
    valid_from = excluded.valid_from, valid_until = excluded.valid_until, successor_code = excluded.successor_code
  where (old.name, old.province, old.valid_from, old.valid_until, old.successor_code)
    is distinct from (excluded.name, excluded.province, excluded.valid_from, excluded.valid_until, excluded.successor_code)`

const ORGANISATIONS = `
  insert into directory.organisation as old (id, kind, name, nis_code, valid_from, valid_until, successor_id)
  select * from jsonb_to_recordset($1::jsonb)
    as new (id int, kind directory.organisation_kind, name text, nis_code char(5), valid_from date, valid_until date, successor_id int)
  on conflict (id) do update set kind = excluded.kind, name = excluded.name, nis_code = excluded.nis_code,
    valid_from = excluded.valid_from, valid_until = excluded.valid_until, successor_id = excluded.successor_id
  where (old.kind, old.name, old.nis_code, old.valid_from, old.valid_until, old.successor_id)
    is distinct from (excluded.kind, excluded.name, excluded.nis_code, excluded.valid_from, excluded.valid_until, excluded.successor_id)`

const CODES = `
  with new as (
    select * from jsonb_to_recordset($1::jsonb)
      as row (scheme directory.organisation_code_scheme, code text, organisation_id int, placeholder boolean)
  ), gone as (
    delete from directory.organisation_code old
    where not exists (select from new where new.scheme = old.scheme and new.code = old.code)
  )
  insert into directory.organisation_code as old (scheme, code, organisation_id, placeholder)
  select * from new
  on conflict (scheme, code) do update set organisation_id = excluded.organisation_id, placeholder = excluded.placeholder
  where (old.organisation_id, old.placeholder) is distinct from (excluded.organisation_id, excluded.placeholder)`
