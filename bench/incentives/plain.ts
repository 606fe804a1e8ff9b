/** What the hub's assessments are measured against: `node:http`, `pg` and one hand-written statement for this one rule, with scope join and data-use insert. */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openPool } from '../../src/database/client.ts'
import { ROLES } from '../../src/database/connection.ts'
import { BENCH_DAY } from '../setup/dataset.ts'

const [url = '', connections = '16'] = process.argv.slice(2)

const shown = (exists: string) => `case when exists (${exists}) then true`
const inForce = (row: string) => `${row}.valid_from <= $2::date and (${row}.valid_until is null or ${row}.valid_until > $2::date)`
const atWork = (exists: string) => `${shown(exists)} when wd.as_of is not null then false end`

/** I10 by hand: certificate or oral A2 (which stay), registered and without work (fresh for 31 days). SQL's own logic has three values too. */
const TEXT = `with asked as materialized (
  select q.id, q.person_id, q.evidence_ref, u.place from unnest($3::uuid[]) with ordinality u (given, place) left join lateral (
    select r.newcomer_id as id, r.person_id, p.evidence_ref from directory.relationship r join directory.person p on p.id = r.person_id
    where r.organisation_id = $1::int and r.capacity = 'JOBSEEKER' and ${inForce('r')} and r.newcomer_id = u.given limit 1) q on true),
page as materialized (select distinct on (id) * from asked where id is not null order by id),
proof as (insert into audit.data_use (operation_id, trace_id, organisation_id, consumer, user_ref, use_set_id, persons, open)
  select $4::uuid, $5::text, $1::int, $6::text, $7::text, $8::bigint, coalesce(array_agg(a.evidence_ref), '{}'), '{}'::int[] from page a returning id)
select (select json_agg(case when x.id is not null then json_build_object('newcomerId', x.id, 'outcome',
    case when (x.certificate or x.a2) and (x.registered and not x.employed) then 'ELIGIBLE'
      when ((x.certificate or x.a2) and (x.registered and not x.employed)) is null then 'UNKNOWN' else 'NOT_ELIGIBLE' end) end order by x.place)
  from (select a.id, a.place,
      ${shown("select from integration.certificate c where c.person_id = a.person_id and c.kind = 'INTEGRATION' and c.issued_on <= $2::date")} when i.as_of >= $2::date - 62 then false end as certificate,
      ${shown("select from integration.dutch_level l where l.person_id = a.person_id and l.mode = 'ORAL' and l.level >= 'A2' and l.reached_on <= $2::date")} when i.as_of >= $2::date - 62 then false end as a2,
      case when wd.as_of >= $2::date - 31 then ${atWork(`select from work.jobseeker_registration j where j.person_id = a.person_id and ${inForce('j')}`)} end as registered,
      case when wd.as_of >= $2::date - 31 then ${atWork(`select from work.employment e where e.person_id = a.person_id and not e.cancelled and ${inForce('e')}`)} end as employed
    from asked a left join integration.dossier i on i.person_id = a.person_id left join work.dossier wd on wd.person_id = a.person_id) x)::text as json
from proof`

const pool = openPool(url, ROLES.app, { connections: Number(connections) })
const useSet = await findUseSet()

async function findUseSet(): Promise<string> {
  await pool.query(
    `insert into audit.use_set (digest, recipient, purpose, protocols, coordinates, conditions) values ('\\x4c', 'L', 'L', '[]', '[]', '{}') on conflict (digest) do nothing`,
  )
  const { rows } = await pool.query<{ id: string }>(`select id::text as id from audit.use_set where digest = '\\x4c'`)
  return rows[0]?.id ?? '0'
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { ids } = JSON.parse(Buffer.concat(chunks).toString()) as { ids: string[] }
  const { organisation, consumer, user } = request.headers
  const values = [Number(organisation), BENCH_DAY, ids, randomUUID(), randomUUID(), consumer, user, useSet]
  const { rows } = await pool.query<{ json: string }>({ name: 'plain', text: TEXT, values })
  const text = `{"data":{"assessIncentives":${rows[0]?.json ?? '[]'}}}`
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
// The bench may have ended without a word.
process.once('disconnect', () => process.exit(0))
process.once('SIGTERM', () => {
  server.closeAllConnections()
  server.close()
  void pool.end().finally(() => process.exit(0))
})
// The bench may have ended without a word.
process.once('disconnect', () => process.exit(0))
