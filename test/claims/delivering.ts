/** Deliveries as organisations send them, and persons to deliver about. */
import { randomUUID } from 'node:crypto'
import { PUBLISHED } from '../../src/activities/delivery/record-types.ts'
import type { Insz } from '../../src/base/insz.ts'
import type { Owner } from '../../src/base/owner.ts'
import type { TokenUse } from '../../src/development/issuer/request-token.ts'
import { columnOf, type RecordType } from '../../src/domains/declaration/record-type.ts'
import type { RunningHub } from '../attack/running-hub.ts'
import type { Target } from '../attack/target.ts'
import type { Dice } from '../non-interference/dice.ts'
import { newPersons } from '../support/new-persons.ts'
import type { ClaimsResult } from './result.ts'
import { drawRecord, FILES_FROM, type Values } from './samples.ts'

export type Sent = { domain: Owner; asOf: string; records: readonly Values[]; about: Insz }

/** @property status of HTTP. @property applied records that were stored. */
export type Received = { status: number; applied: number; text: string }

export type Delivering = {
  /** A fictional person whom the hub does not know. */
  somebody(): Promise<Insz>
  /** @param use what the token is for. */
  send(consumer: string, use: string, sent: Sent): Promise<Received>
  /** Stores a row of an organisation that may not deliver it any more. */
  store(type: RecordType, code: string, insz: Insz, record: Values): Promise<void>
}

export async function createDelivering(hub: RunningHub, { token }: Target, result: ClaimsResult): Promise<Delivering> {
  const { pool, vault, address } = hub
  const send = async (consumer: string, use: string, { domain, asOf, records, about }: Sent): Promise<Received> => {
    result.deliveries += 1
    const header = { source: 'claims', reference: randomUUID(), domain, asOf }
    const lines = [{ delivery: header }, ...records.map((record) => ({ insz: about, ...record }))]
    const response = await fetch(`${address}/deliveries`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await token(consumer, use as TokenUse)}`, 'content-type': 'application/x-ndjson' },
      body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    })
    const text = await response.text()
    const { applied = 0 } = response.headers.get('content-type')?.includes('json') ? (JSON.parse(text) as { applied?: number }) : {}
    return { status: response.status, applied, text }
  }
  const store = async (type: RecordType, code: string, insz: Insz, record: Values) => {
    const fields = Object.entries(type.fields).filter(([name]) => record[name] !== undefined && record[name] !== null)
    const columns = fields.map(([name, field]) => columnOf(name, field))
    const values = fields.map(([name]) => record[name])
    await pool.query(
      `insert into ${type.table} (person_id, organisation_id, source, as_of, ${columns.join(', ')})
       select n.person_id, o.organisation_id, 'claims', '${FILES_FROM}', ${fields.map(([, { sqlType }], place) => `$${place + 3}::${sqlType}`).join(', ')}
       from directory.person_number n, directory.organisation_code o where n.insz_hash = $1 and o.code = $2`,
      [vault.hashInsz(insz), code, ...values],
    )
  }
  return { somebody: newPersons(pool, vault), send, store }
}

/** Record types of a domain that make persons clients of who holds them. */
export const clientTypes = (domain: Owner): RecordType[] =>
  PUBLISHED.filter((type) => type.domain === domain && type.relation?.organisations.by === 'holder')

/** Files that make a person a client, of long ago. */
export const clientFiles = (dice: Dice, { domain }: RecordType, marker: string): Values[] =>
  clientTypes(domain).map((file) => drawRecord(dice, file, marker, { validFrom: FILES_FROM }))
