/** Views of the schema `statistics_release`: the door for tools that speak SQL. */
import { createHash } from 'node:crypto'
import type { Client } from 'pg'
import { type Definition, measuresOf } from '../release/release.ts'

/** A view with its statement; the statement's digest in the comment tells whether the view is up to date. */
type View = { name: string; comment: string; sql: string }

type OutdatedView = View & { isMade: boolean }

const RELEASES: View = {
  name: 'release',
  comment: 'Releases: one row per table, period and version.',
  sql: `select table_name, period, version, version = max(version) over (partition by table_name, period) as latest, as_of,
      definition->'title'->>'nl' as title_nl, definition->'title'->>'en' as title_en, definition->'definition'->>'nl' as definition_nl,
      definition->'definition'->>'en' as definition_en, method, utility, audit, encode(digest, 'hex') as digest, reason, computed_at
    from statistics.release`,
}

const DICTIONARY: View = {
  name: 'dictionary',
  comment: 'Dictionary of the latest release of every table and period: dimensions, their codes, and measures.',
  sql: `with latest as (select distinct on (table_name, period) table_name, period, definition from statistics.release order by table_name, period, version desc)
    select table_name, period, 'DIMENSION' as kind, d->>'name' as name, null as code, null as parent, d->'title'->>'nl' as title_nl, d->'title'->>'en' as title_en,
      d->'definition'->>'nl' as definition_nl, d->'definition'->>'en' as definition_en, null as unit
    from latest, jsonb_array_elements(definition->'dimensions') d
    union all
    select table_name, period, 'CODE', d->>'name', c->>'code', c->>'parent', c->'label'->>'nl', c->'label'->>'en', null, null, null
    from latest, jsonb_array_elements(definition->'dimensions') d, jsonb_array_elements(d->'codes') c
    union all
    select table_name, period, 'MEASURE', m->>'name', null, null, m->'title'->>'nl', m->'title'->>'en', m->'definition'->>'nl', m->'definition'->>'en', m->>'unit'
    from latest, jsonb_array_elements(definition->'counts' || (definition->'shares') || (definition->'quantiles')) m`,
}

/** Same columns as the files: a column per dimension with its code. */
function cellsView({ name, title, dimensions, ...table }: Definition): View {
  const columns = dimensions.map((dimension) => `c.at->>'${dimension.name}' as "${dimension.name}"`)
  return {
    name,
    comment: `${title.en}. Measures: ${measuresOf(table)
      .map((measure) => measure.name)
      .join(', ')}.`,
    sql: `select r.period, r.version, r.latest, r.as_of, c.position, array_to_string(c.by, ' ') as levels, ${columns.join(', ')}, c.measure, c.value,
        case when c.value is null then 'SUPPRESSED' else 'PUBLISHED' end as state
      from statistics.cell c join (
        select id, period, version, as_of, version = max(version) over (partition by period) as latest from statistics.release where table_name = '${name}') r on r.id = c.release_id`,
  }
}

/**
 * Makes the views that are missing or out of date, one per released table. A reader in the middle of a transaction would make a view that changes wait
 * for as long as it likes, so its connection is ended.
 * @param client owner of the database of figures, in a transaction.
 */
export async function ensureViews(client: Client): Promise<void> {
  const { rows } = await client.query<{ definition: Definition }>(
    'select distinct on (table_name) definition from statistics.release order by table_name, period desc, version desc',
  )
  const outdated: OutdatedView[] = []
  for (const view of [RELEASES, DICTIONARY, ...rows.map(({ definition }) => cellsView(definition))]) {
    const comment = `${view.comment} [${createHash('sha256').update(view.sql).digest('hex').slice(0, 16)}]`
    const found = await client.query<{ comment: string | null; isMade: boolean }>(
      `select obj_description(to_regclass($1)) as comment, to_regclass($1) is not null as "isMade"`,
      [`statistics_release.${view.name}`],
    )
    if (found.rows[0]?.comment !== comment) outdated.push({ ...view, comment, isMade: found.rows[0]?.isMade === true })
  }
  if (outdated.some(({ isMade }) => isMade)) await endReaders(client)
  for (const { name, sql, comment } of outdated) {
    await client.query(`drop view if exists statistics_release.${name}`)
    await client.query(`create view statistics_release.${name} as ${sql}`)
    await client.query(`comment on view statistics_release.${name} is ${client.escapeLiteral(comment)}`)
  }
}

/** Members of the schema's readers: logins that were let in by name. */
async function endReaders(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(pg_get_userbyid(a.grantee)) as name from pg_namespace, aclexplode(nspacl) a
     where nspname = 'statistics_release' and a.grantee <> 0 and a.grantee <> nspowner`,
  )
  for (const { name } of rows) {
    // Ending a session takes the rights of its login, which whoever made the login may give itself.
    await client.query(`grant ${name} to current_user with inherit true, set false`)
    await client.query('select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and usename = $1', [
      name,
    ])
    await client.query(`revoke ${name} from current_user`)
  }
  await client.query(`set local lock_timeout = '5s'`)
}
