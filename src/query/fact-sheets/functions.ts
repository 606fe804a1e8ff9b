/**
 * Functions that compute one value of a fact sheet for a person on a day: what an answer falls back on when the sheet is not of the day.
 * They are made from the same declarations as the sheets, so they live in no migration: a hub that starts brings them to its own version.
 *
 * They act as the owner of the tables, on what their two arguments name, and on the snapshot of the statement that calls them (stable). So a
 * contract's login reads a granted fact without a right on the rows behind it. Nobody may call one who was not let (src/query/contract-logins).
 */
import type { Client } from 'pg'
import { ROLES, withLogin } from '../../database/connection.ts'
import { takeLock } from '../../database/locks.ts'
import { inTransaction } from '../../database/transaction.ts'
import { computedValue, type FactSheet, FUNCTION_PREFIX, functionOf, sheetFunctions } from '../fact-sheet.ts'

/** As PostgreSQL keeps it. @property name qualified. @property returns type of the sheet's column. @property body text of the query. */
type FactFunction = { name: string; returns: string; body: string }

/**
 * Makes the functions of these sheets, replaces those that say something else, act otherwise or were opened to everybody, and drops all others.
 * @param url a database that is migrated. @returns names of those that were made or replaced now.
 */
export async function ensureFactFunctions(url: string, sheets: readonly FactSheet[]): Promise<string[]> {
  return await withLogin(url, async (client) => {
    return await inTransaction(client, async () => {
      await client.query(`set local role ${ROLES.owner}`)
      await client.query(takeLock('fact_functions'))
      const [held, wanted] = [await readFunctions(client), await functionsOf(client, sheets)]
      const known = new Set(held.filter(({ isAsMade }) => isAsMade).map(textOf))
      const missing = wanted.filter((one) => !known.has(textOf(one)))
      // One that returns another type cannot be replaced.
      const returned = new Map(wanted.map(({ name, returns }) => [name, returns]))
      const leftOver = held.filter(({ name, returns }) => returned.get(name) !== returns)
      const statements = [...leftOver.map(({ name }) => `drop function ${name}${ARGUMENTS}`), ...missing.flatMap(toStatements)]
      if (statements.length > 0) await client.query(statements.join(';\n'))
      await outdate(client, sheets, missing)
      return missing.map(({ name }) => name)
    })
  })
}

/** A sheet that an earlier version of a value was computed for does not count any more. As the application, whose task it is to write sheets. */
async function outdate(client: Client, sheets: readonly FactSheet[], made: readonly FactFunction[]): Promise<void> {
  await client.query(`set local role ${ROLES.app}`)
  for (const sheet of sheets) {
    const names = new Set(Object.keys(sheetFunctions(sheet)).map((column) => functionOf(sheet.table, column)))
    if (made.some(({ name }) => names.has(name))) await client.query(`update ${sheet.table} set day = '-infinity' where day <> '-infinity'`)
  }
}

/** Prefixes of functions that earlier builds made; they are dropped. Processes of two builds do not serve one database (decision 24). */
const OLDER_PREFIXES = ['worked_out_']

/** Person and day. */
const ARGUMENTS = '(uuid, date)'
const SEARCH_PATH = 'pg_catalog, pg_temp'

const textOf = ({ name, returns, body }: FactFunction): string => JSON.stringify([name, returns, body])

function toStatements({ name, returns, body }: FactFunction): string[] {
  return [
    `create or replace function ${name}${ARGUMENTS} returns ${returns} language sql stable security definer set search_path = ${SEARCH_PATH} as $fact$${body}$fact$`,
    `revoke all on function ${name}${ARGUMENTS} from public`,
    `grant execute on function ${name}${ARGUMENTS} to ${ROLES.app}`,
  ]
}

/** @property isAsMade whether it acts as `toStatements` says, and is not open to everybody. */
type HeldFunction = FactFunction & { isAsMade: boolean }

async function readFunctions(client: Client): Promise<HeldFunction[]> {
  const { rows } = await client.query<HeldFunction>(
    `select format('%I.%I', n.nspname, p.proname) as name, format_type(p.prorettype, null) as returns, p.prosrc as body,
        p.prosecdef
          and p.provolatile = 's'
          and p.proconfig is not distinct from array['search_path=' || $3]
          and not exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) acl where acl.grantee = 0) as "isAsMade"
      from pg_proc p
      join pg_namespace n on n.oid = p.pronamespace
      where p.proname::text ^@ any ($1)
        and oidvectortypes(p.proargtypes) = 'uuid, date'
        and p.proowner = $2::regrole`,
    [[FUNCTION_PREFIX, ...OLDER_PREFIXES], ROLES.owner, SEARCH_PATH],
  )
  return rows
}

/** Functions of the sheets' columns, with the types that these have, and of the days of their facts. */
async function functionsOf(client: Client, sheets: readonly FactSheet[]): Promise<FactFunction[]> {
  const { rows } = await client.query<{ table: string; column: string; type: string }>(
    `select s.name as table, a.attname as column, format_type(a.atttypid, null) as type
      from unnest($1::text[]) s (name)
      join pg_attribute a on a.attrelid = to_regclass(s.name) and a.attnum > 0 and not a.attisdropped`,
    [sheets.map(({ table }) => table)],
  )
  const types = new Map(rows.map(({ table, column, type }) => [`${table}.${column}`, type]))
  return sheets.flatMap((sheet) =>
    Object.entries(sheetFunctions(sheet)).map(([column, { value, type }]) => {
      const returns = type ?? types.get(`${sheet.table}.${column}`)
      if (returns === undefined) throw missingColumn(sheet.table, column)
      return { name: functionOf(sheet.table, column), returns, body: `select ${computedValue(value, '$1', '$2')}` }
    }),
  )
}

function missingColumn(table: string, column: string): Error {
  const [schema] = table.split('.')
  return new Error(
    `${table} has no column ${column}. Add it in a migration: npm run generate:migration -- ${column} --empty, and write in it: SELECT hub.sheet_column('${schema}', '${column}', '<type>');`,
  )
}
