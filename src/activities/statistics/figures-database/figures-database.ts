/** The database that holds released figures and nothing else, which BI tools reach with SQL: where it is, and what is in it before the first release. */
import type { Client } from 'pg'
import { databaseOf, FIGURES_SUFFIX, withDatabase, withLogin } from '../../../database/connection.ts'
import { adviseFigures } from './advice.ts'

/** Where figures go: beside the hub's own database unless `biDatabaseUrl` names another. */
type FiguresPlace = { url: string; biDatabaseUrl?: string | undefined }

/** Address of the database of figures, as the login that owns it: never log it. */
function figuresUrl({ url, biDatabaseUrl }: FiguresPlace): string {
  return biDatabaseUrl ?? withDatabase(url, `${databaseOf(url)}${FIGURES_SUFFIX}`)
}

/**
 * Makes what is missing: the database itself (only beside the hub's own), its tables, and the schema of the views.
 * @returns address of the database. @throws with the statements for an administrator when the login may not do it.
 */
export async function ensureFiguresDatabase(place: FiguresPlace): Promise<string> {
  const url = figuresUrl(place)
  try {
    if (place.biDatabaseUrl === undefined) await withLogin(place.url, (client) => createDatabase(client, databaseOf(url)))
    await withLogin(url, (client) => client.query(STRUCTURE))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === '42501')) throw error
    throw new Error(adviseFigures(url), { cause: error })
  }
  return url
}

async function createDatabase(client: Client, name: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
  if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
}

/** As in the hub's own database, without what a reader of figures has no use for. */
const STRUCTURE = `
  create schema if not exists statistics;
  create schema if not exists statistics_release;
  create table if not exists statistics.release (
    id int primary key,
    table_name text not null,
    period text not null,
    version int not null,
    as_of date not null,
    method jsonb not null,
    definition jsonb not null,
    utility jsonb not null,
    audit jsonb not null,
    digest bytea not null,
    reason text,
    computed_at timestamptz not null,
    unique (table_name, period, version)
  );
  create table if not exists statistics.cell (
    release_id int not null references statistics.release (id),
    position int not null,
    by text[] not null,
    at jsonb not null,
    measure text not null,
    value int,
    primary key (release_id, position)
  )`
