/**
 * What the hub is measured against: `node:http` and `pg`, the same rows in one transaction, one statement after the other as they are mostly
 * written. No token, no GraphQL, no machine. Forked with the address of the database; tells its port; ends on SIGTERM.
 */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PoolClient } from 'pg'
import { openPool } from '../../src/database/client.ts'
import { ROLES } from '../../src/database/connection.ts'
import { RECEIVER } from './persons.ts'
import type { WriteName } from './writes.ts'

const [, , url = '', connections = '16'] = process.argv
const pool = openPool(url, ROLES.app, { connections: Number(connections) })

type Asked = { organisation: number; consumer: string; user: string; key: string; newcomer: string; referral: string }

async function findUseSet(): Promise<string> {
  await pool.query(
    `insert into audit.use_set (digest, recipient, purpose, protocols, coordinates, conditions) values ('\\x504c', 'PLAIN', 'PLAIN', '[]', '[]', '{}') on conflict (digest) do nothing`,
  )
  const { rows } = await pool.query<{ id: string }>(`select id::text as id from audit.use_set where digest = '\\x504c'`)
  return rows[0]?.id ?? '0'
}
const useSet = await findUseSet()

/** Prepared by name on each connection, as the hub's are. */
const run = (client: PoolClient, name: string, text: string, values: unknown[]) => client.query({ name, text, values })

async function submit(client: PoolClient, { organisation, newcomer }: Asked): Promise<string> {
  const id = randomUUID()
  const { rows } = await run(
    client,
    'person',
    `select person_id from directory.relationship where organisation_id = $1 and newcomer_id = $2 and valid_until is null limit 1`,
    [organisation, newcomer],
  )
  await run(
    client,
    'make',
    `insert into referral.referral (id, person_id, sender_id, receiver_id, sender_kind, receiver_kind, state, version, reason, agreement, open_key, created_at, sent_at, changed_at, deadline, due_at)
     values ($1, $2, $3, $4, 'OCMW', 'INTEGRATION_AGENCY', 'SENT', 1, 'NT2_INTAKE', 'INFORMED', $5, now(), now(), now(), 'RECEIPT', now() + interval '30 days')`,
    [id, rows[0]?.person_id, organisation, RECEIVER.organisation, `${rows[0]?.person_id} plain`],
  )
  return id
}

async function receive(client: PoolClient, { referral }: Asked): Promise<string> {
  await run(client, 'find', 'select state, version from referral.referral where id = $1 for update', [referral])
  const moved = await run(
    client,
    'move',
    `update referral.referral set state = 'RECEIVED', version = version + 1, changed_at = now(), deadline = 'ANSWER', due_at = now() + interval '14 days' where id = $1 and version = 1 and state = 'SENT'`,
    [referral],
  )
  if (moved.rowCount !== 1) throw new Error('the referral moved on')
  return referral
}

const ACTS: Record<WriteName, (client: PoolClient, asked: Asked) => Promise<string>> = { submit, receive }

/** What every act brings along, and what the answer says. */
async function finish(client: PoolClient, write: WriteName, id: string, asked: Asked): Promise<string> {
  const { organisation, consumer, user, key } = asked
  await run(
    client,
    'event',
    `insert into referral.event (referral_id, version, at, organisation_id, user_ref, act, state) select id, version, now(), $2, $3, $4, state from referral.referral where id = $1`,
    [id, organisation, user, write.toUpperCase()],
  )
  await run(
    client,
    'known',
    `insert into directory.relationship (organisation_id, newcomer_id, person_id, evidence_ref, capacity, valid_from, source)
     select $2::int, case when $2::int = r.sender_id then p.local_id else p.integration_id end, p.id, p.evidence_ref, 'REFERRAL_PARTY', current_date, 'REFERRAL ' || r.id
     from referral.referral r join directory.person p on p.id = r.person_id where r.id = $1 on conflict do nothing`,
    [id, organisation],
  )
  await run(client, 'noted', `insert into audit.event (kind, actor, subject, detail) values ('REFERRAL', $1, $2, $3)`, [
    `${organisation} ${user}`,
    id,
    write.toUpperCase(),
  ])
  await run(
    client,
    'kept',
    `insert into directory.idempotency_key (organisation_id, consumer, key, fingerprint, outcome) values ($1, $2, $3, sha256($3::text::bytea), json_build_object('id', $4::text))`,
    [organisation, consumer, key, id],
  )
  await run(
    client,
    'used',
    `insert into audit.data_use (operation_id, trace_id, organisation_id, consumer, user_ref, use_set_id, persons, open)
     select $1, $2, $3, $4, $5, $6, array[p.evidence_ref], '{}' from referral.referral r join directory.person p on p.id = r.person_id where r.id = $7`,
    [randomUUID(), randomUUID(), organisation, consumer, user, useSet, id],
  )
  const { rows } = await run(
    client,
    'seen',
    `select json_build_object('id', r.id, 'state', r.state, 'version', r.version, 'person', json_build_object('familyName', p.family_name, 'givenNames', p.given_names, 'birthDate', p.birth_date, 'contactLanguage', p.contact_language))::text as referral
     from referral.referral r join directory.person p on p.id = r.person_id where r.id = $1`,
    [id],
  )
  return rows[0]?.referral ?? 'null'
}

async function inTransaction(work: (client: PoolClient) => Promise<string>): Promise<string> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const answer = await work(client)
    await client.query('commit')
    client.release()
    return answer
  } catch (error) {
    client.release(true)
    throw error
  }
}

async function readAsked(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { organisation, consumer, user, 'idempotency-key': key } = request.headers
  const told = { organisation: Number(organisation), consumer: String(consumer), user: String(user), key: String(key) }
  return { ...told, ...(JSON.parse(Buffer.concat(chunks).toString()) as { newcomer: string; referral: string }) }
}

const server = createServer(async (request, response) => {
  try {
    const write = request.url?.slice(1) as WriteName
    const asked = await readAsked(request)
    const referral = await inTransaction(async (client) => finish(client, write, await ACTS[write](client, asked), asked))
    const text = `{"data":{"${write}Referral":{"referral":${referral},"userErrors":[]}}}`
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
  } catch (error) {
    response.writeHead(500).end(String(error))
  }
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
// The bench may have ended without a word.
process.once('disconnect', () => process.exit(0))
process.once('SIGTERM', () => {
  server.closeAllConnections()
  server.close()
  void pool.end().finally(() => process.exit(0))
})
