/** Releases in the database: added once, read by everybody, changed by nobody. */
import type { ClientBase, Pool } from 'pg'
import { z } from 'zod'
import { takeLock } from '../../../database/locks.ts'
import { inTransaction } from '../../../database/transaction.ts'
import type { ProtectedCell, ProtectedTable } from '../disclosure/table.ts'
import type { Figure } from './figures.ts'
import { type AuditSummary, type Definition, digestOf, type Method, type ReleaseContent } from './release.ts'

/** A stored release without its figures. */
export type StoredRelease = Omit<ReleaseContent, 'figures'> & {
  readonly id: number
  readonly version: number
  /** SHA-256, hexadecimal. */
  readonly digest: string
  readonly reason: string | null
}

/** Stores the next version. @param client as `doorstroom_statistics`, outside a transaction. @returns its number. */
export async function storeRelease(client: ClientBase, content: ReleaseContent, reason: string | null): Promise<number> {
  const { table, period } = content
  return await inTransaction(client, async () => {
    await client.query(takeLock('release'))
    const [latest] = await listReleases(client, { table, period })
    const version = (latest?.version ?? 0) + 1
    await insertRelease(client, content, { version, digest: digestOf(content), reason })
    return version
  })
}

type Head = { version: number; digest: Buffer; reason: string | null }

async function insertRelease(client: ClientBase, content: ReleaseContent, { version, digest, reason }: Head): Promise<void> {
  const { table, period, asOf, method, seed, definition, utility, audit, figures } = content
  const json = [method, seed, definition, utility, audit].map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
  const { rows } = await client.query<{ id: number }>(
    `insert into statistics.release (table_name, period, version, as_of, method, seed, definition, utility, audit, digest, reason)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id`,
    [table, period, version, asOf, ...json, digest, reason],
  )
  await insertCells(client, rows[0]?.id ?? 0, definition, figures)
}

/** Figures of a release that was just inserted. */
export async function insertCells(client: ClientBase, id: number, definition: Definition, figures: readonly Figure[]): Promise<void> {
  const names = definition.dimensions.map(({ name }) => name)
  await client.query(
    `insert into statistics.cell (release_id, position, by, at, measure, value)
     select $1, position, array(select jsonb_array_elements_text(f->'by')), f->'at', f->>'measure', (f->>'value')::int
     from jsonb_array_elements($2::jsonb) with ordinality figure (f, position)`,
    [id, JSON.stringify(figures.map((figure) => ({ ...figure, at: toObject(names, figure.at) })))],
  )
}

const toObject = (names: readonly string[], at: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name, index) => [name, at[index] ?? '']))

/** What the rows of JSON columns hold: written by `storeRelease` alone, so only their outer shape is checked. */
const Row = z.object({
  id: z.number(),
  table: z.string(),
  period: z.string(),
  version: z.number(),
  asOf: z.iso.date(),
  method: z.string().transform((text): Method => JSON.parse(text)),
  seed: z.string(),
  definition: z.string().transform((text): Definition => JSON.parse(text)),
  utility: z.string().transform((text): ReleaseContent['utility'] => JSON.parse(text)),
  audit: z.string().transform((text): AuditSummary => JSON.parse(text)),
  digest: z.string(),
  reason: z.string().nullable(),
})

/** Releases, newest version first; of one table, one period or one version when these are given. */
export async function listReleases(
  database: Pick<Pool | ClientBase, 'query'>,
  asked: { table?: string | undefined; period?: string | undefined; version?: number | undefined } = {},
): Promise<StoredRelease[]> {
  const { rows } = await database.query(
    `select id, table_name as table, period, version, as_of::text as "asOf", method::text, seed, definition::text, utility::text, audit::text,
       encode(digest, 'hex') as digest, reason
     from statistics.release where ($1::text is null or table_name = $1) and ($2::text is null or period = $2) and ($3::int is null or version = $3)
     order by table_name collate "C", period collate "C" desc, version desc`,
    [asked.table ?? null, asked.period ?? null, asked.version ?? null],
  )
  return z.array(Row).parse(rows)
}

/** A release with the figures that were asked for, in the order of the release. */
export type FiguresAnswer = { readonly release: StoredRelease; readonly figures: readonly Figure[] }

/** Figures of a release in its order, as the door asked: `by` exactly these levels, `where` these codes. Everything when left out. */
export async function readFigures(
  database: Pick<Pool | ClientBase, 'query'>,
  { id, definition }: StoredRelease,
  asked: { by?: readonly string[] | undefined; where?: Readonly<Record<string, readonly string[]>> | undefined } = {},
): Promise<Figure[]> {
  const names = definition.dimensions.map(({ name }) => name)
  const where = Object.entries(asked.where ?? {}).map(([dimension, codes]) => ({ dimension, codes }))
  const { rows } = await database.query<(string[] | string | number | null)[]>({
    rowMode: 'array',
    text: `select by, measure, value, ${names.map((_, index) => `at->>$${index + 4}`).join(', ')} from statistics.cell
     where release_id = $1 and ($2::text[] is null or by = $2)
       and not exists (select from jsonb_to_recordset($3::jsonb) w (dimension text, codes jsonb) where not w.codes ? (at->>w.dimension))
     order by position`,
    values: [id, asked.by ?? null, JSON.stringify(where), ...names],
  })
  return rows.map(([by, measure, value, ...at]) => ({
    by: by as string[],
    measure: String(measure),
    value: value === null ? null : Number(value),
    at: at.map(String),
  }))
}

/** A stored release as the disclosure control knows it, for the releases that come after it. */
export async function readProtected(database: Pick<Pool | ClientBase, 'query'>, release: StoredRelease): Promise<ProtectedTable> {
  const { definition, method, seed } = release
  const counted = new Set(definition.counts.map(({ name }) => name))
  const figures = await readFigures(database, release)
  const cells = figures
    .filter(({ measure }) => counted.has(measure))
    .map(
      ({ at, measure, value }): ProtectedCell =>
        value === null ? { at, measure, state: 'SUPPRESSED', value } : { at, measure, state: 'PUBLISHED', value },
    )
  return {
    name: definition.name,
    sensitive: definition.sensitive,
    margins: definition.margins,
    dimensions: definition.dimensions.map(({ name, sensitive, codes }) => ({
      name,
      sensitive,
      codes: codes.map(({ code, parent }) => ({ code, parent })),
    })),
    measures: definition.counts.map(({ name, kind, within }) => ({ name, kind, within })),
    ...method,
    seed,
    cells,
  }
}
