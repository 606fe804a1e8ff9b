/** PostgreSQL's own account of the hub's statements: as the application runs them, prepared and with a generic plan. */

import { openHub } from '../../src/app/hub.ts'
import { connectDatabase, type Database } from '../../src/database/client.ts'
import { FUNCTION_PREFIX } from '../../src/query/fact-sheet.ts'
import type { QuestionName } from '../questions.ts'
import { hubEncoder } from '../systems/hub/encode.ts'
import type { Ask } from './asks.ts'
import type { Statement } from './changed-pool.ts'
import type { Dataset } from './dataset.ts'
import { recording } from './recording.ts'

type Parts = { dataset: Pick<Dataset, 'database' | 'config'>; issuer: string; asks: ReadonlyMap<QuestionName, readonly Ask[]> }

/** How PostgreSQL is asked: in what form, and with what settings of the planner. */
export type Asking = { form: string; settings: readonly string[] }

const MEASURED: Asking = { form: 'analyze, buffers, costs, summary', settings: [] }

/** A question, and how its statement ran: alone, or shared by several who asked at once. */
export type ExplainedName = QuestionName | 'Q1-shared'
export type Explained = { name: ExplainedName; text: string; plan: string }

/** Requests at once: the first runs alone, the others share a statement where they can, once all are known to the hub. */
const AT_ONCE = 8
const TIMES = 2

/** Plans of the functions that work out what a fact sheet does not have, by name. */
export async function explainFunctions(database: Database, asking: Asking): Promise<Map<string, string>> {
  const { rows } = await database.pool.query<{ name: string; body: string }>(
    `select format('%I.%I', n.nspname, p.proname) as name, p.prosrc as body
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace where starts_with(p.proname, $1) order by 1`,
    [FUNCTION_PREFIX],
  )
  const plans = new Map<string, string>()
  for (const { name, body } of rows)
    plans.set(name, await explain(database, { text: body, types: ['uuid', 'date'], values: [NOBODY, '2026-11-23'] }, asking))
  return plans
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

/** Asks the hub each question, and explains the statements that it ran, with a generic plan. The plans hold no person's data. */
export async function explainHub({ dataset, issuer, asks }: Parts, asking: Asking = MEASURED): Promise<Explained[]> {
  const database = connectDatabase(dataset.database.url, { connections: 1 })
  const ran: Statement[] = []
  const hub = await openHub(dataset.config, recording(database, ran), issuer)
  const encode = hubEncoder(dataset)
  const plans: Explained[] = []
  for (const [question, list] of asks) {
    ran.length = 0
    const requests = list.slice(0, AT_ONCE).map(encode)
    const askAll = async () =>
      Promise.all(requests.map(({ method, path, headers, body }) => hub.server.inject({ method, url: path, headers, payload: body })))
    const answers = []
    for (let time = 0; time < TIMES; time++) answers.push(...(await askAll()))
    const answering = new Map(ran.filter(({ text }) => text.includes('proof as (')).map((statement) => [statement.text, statement]))
    if (answers.some(({ statusCode }) => statusCode !== 200) || answering.size === 0)
      throw new Error(`${question} was answered ${answers.map(({ statusCode }) => statusCode)}, by ${answering.size} statements`)
    for (const statement of answering.values()) {
      const name = statement.text.includes('asker as materialized') ? `${question}-shared` : question
      plans.push({ name: name as ExplainedName, text: statement.text, plan: await explain(database, statement, asking) })
    }
  }
  await hub.close()
  await database.close()
  return plans
}

/** @property types of the parameters, where the text does not say. */
type Explaining = Statement & { types?: readonly string[] }

async function explain(database: Database, { text, values, types }: Explaining, { form, settings }: Asking): Promise<string> {
  const client = await database.pool.connect()
  try {
    await client.query('begin')
    // As the logins of contracts have it, but always the generic plan.
    for (const setting of ['plan_cache_mode = force_generic_plan', 'enable_memoize = off', ...settings])
      await client.query(`set local ${setting}`)
    await client.query(`prepare explained ${types === undefined ? '' : `(${types.join(', ')})`} as ${text}`)
    const literals = values.map((value) => literal((text) => client.escapeLiteral(text), value)).join(', ')
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (${form}) execute explained(${literals})`)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  } finally {
    await client.query('rollback')
    await client.query('deallocate explained')
    client.release()
  }
}

function literal(quote: (text: string) => string, value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return quote(`{${value.join(',')}}`)
  return value instanceof Buffer ? `'\\x${value.toString('hex')}'` : quote(String(value))
}
