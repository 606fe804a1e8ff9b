/** What comes at the same moment, to one process of the hub or to two, is one delivery or is refused; and what a dead process began goes on. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { CLOCK, countRows, importFiles, ndjson, PERSONS, refusalsIn, VAULT } from '../../../test/support/deliveries.ts'
import type { OrganisationCaller } from '../../access/identity/caller.ts'
import { deliveryGrants } from '../../access/protocols/delivery-protocol.ts'
import { loadDeliveryRegister } from '../../access/protocols/delivery-register.ts'
import { connectDatabase, type Database, openPool } from '../../database/client.ts'
import { ROLES } from '../../database/connection.ts'
import { bookBatch, DeliveryConflict, openDelivery } from './delivery-log.ts'
import { loadMunicipalityCodes } from './municipalities.ts'
import { loadOrganisationIds } from './organisations.ts'
import { findDelivery } from './own-deliveries.ts'
import { type DeliveryGrantPorts, httpStatusOf, receiveDelivery } from './receive.ts'
import { PUBLISHED } from './record-types.ts'

const { amina, olena, yusuf } = PERSONS
const VDAB: OrganisationCaller = {
  consumer: 'vdab-matching',
  human: false,
  userRef: null,
  recipient: 'VDAB',
  organisation: { id: 10, name: 'VDAB', recipient: 'VDAB' },
  subject: null,
  purposes: [],
  delivers: ['WORK'],
}
const ROUNDS = 20

/** Connections of two processes: they share nothing but the database. */
let hubs: Database[]
let places: Pick<DeliveryGrantPorts, 'organisations' | 'municipalities' | 'grantsOf'>
beforeAll(async () => {
  const first = await createTestDatabase()
  hubs = [first, connectDatabase(first.url, { connections: 8 })]
  const protocols = await loadDeliveryRegister('protocols', PUBLISHED, { production: false })
  places = {
    organisations: await loadOrganisationIds(first.pool),
    municipalities: await loadMunicipalityCodes(first.pool),
    grantsOf: (group) => deliveryGrants(protocols, group, CLOCK.today()),
  }
})
afterAll(async () => hubs[1]?.close())

async function post(hub: number, body: string) {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (let start = 0; start < body.length; start += 100) yield Buffer.from(body.slice(start, start + 100))
  }
  const database = hubs[hub] as Database
  const outcome = await receiveDelivery(bytes(), VDAB, { database, vault: VAULT, ...places, allowSynthetic: true, clock: CLOCK })
  return { ...outcome, http: httpStatusOf(outcome) }
}

test('the same delivery six times at once, at two processes, is one', { timeout: 120_000 }, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const lines = [amina, olena, yusuf].map((insz) => ({ record: 'controlTransmission', insz, transmittedOn: '2026-01-05' }))
    const body = ndjson({ domain: 'WORK', reference: `equal ${round}` }, lines)
    const answers = await Promise.all([0, 1, 0, 1, 0, 1].map((hub) => post(hub, body)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['IMPORTED', ...Array<string>(5).fill('UNCHANGED')])
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
  }
  expect(await countRows(hubs[0] as Database, 'directory.delivery')).toBe(ROUNDS)
})

test('six contents under one reference at once: one is taken in, and the others are refused', { timeout: 120_000 }, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const reference = `contents ${round}`
    const bodies = [1, 2, 3, 4, 5, 6].map((day) =>
      ndjson({ domain: 'WORK', reference }, [{ record: 'controlTransmission', insz: amina, transmittedOn: `19${70 + round}-02-0${day}` }]),
    )
    const answers = await Promise.all(bodies.map((body, index) => post(index % 2, body)))
    expect(answers.map(({ http }) => http).toSorted()).toEqual([200, 409, 409, 409, 409, 409])
    expect(answers.filter(({ problem }) => problem?.code === 'REFERENCE_REUSED')).toHaveLength(5)
    const { rows } = await (hubs[0] as Database).pool.query(
      'select from work.control_transmission where transmitted_on between $1::date and $1::date + 6',
      [`19${70 + round}-02-01`],
    )
    expect(rows).toHaveLength(1)
  }
})

test('a delivery whose process died can be sent again, and the dead one books nothing more', async () => {
  const [database] = hubs as [Database]
  const key = { organisation: VDAB.organisation.id, source: 'test', reference: 'died' }
  const opening = await openDelivery(database.pool, key, { domain: 'WORK', asOf: '2026-03-10' }, CLOCK.now())
  if (opening.state !== 'OPENED') throw new Error(opening.state)
  const { delivery } = opening
  const shown = () => findDelivery(database.pool, VDAB.organisation.id, delivery.publicId)
  expect(await shown()).toMatchObject({ status: 'RECEIVING', finished: null })
  const sent = post(
    1,
    ndjson({ domain: 'WORK', reference: 'died' }, [
      { record: 'workCoverage', insz: amina, covers: ['employment'], validFrom: '2026-01-01' },
    ]),
  )
  // It waits as long as the first one may still be alive.
  expect(await Promise.race([sent, wait(500, 'waits')])).toBe('waits')
  await database.pool.query("update directory.delivery set alive_until = clock_timestamp() - interval '1 second' where id = $1", [
    delivery.id,
  ])
  const { id, status } = await sent
  expect([id, status]).toEqual([delivery.publicId, 'IMPORTED'])
  const counts = { records: 1, applied: 1, ignored: 0, refused: 0, remarks: 0 }
  const client = await database.pool.connect()
  await expect(bookBatch(client, delivery, counts, [])).rejects.toBeInstanceOf(DeliveryConflict)
  client.release()
  expect(await shown()).toMatchObject({ status: 'IMPORTED', records: 1 })
})

test('a delivery that broke off is interrupted, keeps what came whole, and can be sent again', async () => {
  const [database] = hubs as [Database]
  const body = ndjson({ domain: 'WORK', reference: 'broke off' }, [
    { record: 'workCoverage', insz: amina, covers: ['employment'], validFrom: '2026-01-01' },
    { record: 'workCoverage', insz: olena, covers: ['employment'], validFrom: '2026-01-01' },
  ])
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(body.slice(0, -20))
    throw new Error('the connection is gone')
  }
  const ports = { database, vault: VAULT, ...places, allowSynthetic: true, clock: CLOCK }
  await expect(receiveDelivery(broken(), VDAB, ports)).rejects.toThrow('gone')
  const { rows } = await database.pool.query<{ public_id: string }>(
    "select public_id from directory.delivery where reference = 'broke off'",
  )
  const id = rows[0]?.public_id ?? ''
  expect(await findDelivery(database.pool, VDAB.organisation.id, id)).toMatchObject({ status: 'INTERRUPTED', records: 1, applied: 1 })
  expect(await post(0, body)).toMatchObject({ id, status: 'IMPORTED', records: 2 })
})

test('equal files that are refused, many times in one import, are noted once, and the files between them are imported', async () => {
  const database = await createTestDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'doorstroom-refused-'))
  for (let number = 10; number < 30; number++) {
    const good = ndjson({ domain: 'WORK', reference: String(number) }, [
      { record: 'workCoverage', insz: amina, covers: ['employment'], validFrom: '2026-01-01' },
    ])
    writeFileSync(join(folder, `${number}.ndjson`), number % 5 === 0 ? good : 'no header')
  }
  const { summary, log } = await importFiles(database, [folder])
  rmSync(folder, { recursive: true })
  expect(summary.files).toMatchObject({ imported: 4, refused: 16 })
  expect(log).toHaveLength(16)
  expect(await refusalsIn(database)).toEqual(['0 HEADER_INVALID'])
})

test('a file that the hub itself cannot store is refused alone', async () => {
  const database = await createTestDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'doorstroom-fault-'))
  for (const number of [1, 2, 3])
    writeFileSync(
      join(folder, `${number}.ndjson`),
      ndjson({ domain: 'WORK', reference: String(number) }, [
        { record: 'workCoverage', insz: amina, covers: ['employment'], validFrom: '2026-01-01' },
      ]),
    )
  // What no check foresaw: the database refuses what the second file holds.
  await asOwnerOf(
    database,
    `create function directory.refuse_two() returns trigger language plpgsql as $$
    begin if new.reference = '2' and new.applied > 0 then raise exception using errcode = '23514'; end if; return new; end $$;
    create trigger refuse_two before update on directory.delivery for each row execute function directory.refuse_two()`,
  )
  const { summary, log } = await importFiles(database, [folder])
  rmSync(folder, { recursive: true })
  expect(summary.files).toMatchObject({ imported: 2, refused: 1 })
  expect(log).toEqual([expect.stringMatching(/2\.ndjson \(sha256 \w+…\): HUB_FAULT, a fault in the hub \(SQLSTATE 23514\)/)])
})

test('the last records of a file are applied before the first ones of the next file', async () => {
  const database = await createTestDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'doorstroom-order-'))
  const coverageFrom = (validFrom: string) => ({ record: 'workCoverage', insz: amina, covers: ['employment'], validFrom })
  // As many records as one transaction takes, so that the last one comes in a transaction of its own.
  const many = Array.from({ length: 5000 }, () => ({ record: 'controlTransmission', insz: amina, transmittedOn: '2026-01-05' }))
  writeFileSync(join(folder, '1.ndjson'), ndjson({ domain: 'WORK', reference: 'long' }, [...many, coverageFrom('2026-01-01')]))
  writeFileSync(join(folder, '2.ndjson'), ndjson({ domain: 'WORK', reference: 'short' }, [coverageFrom('2026-02-01')]))
  await importFiles(database, [folder])
  rmSync(folder, { recursive: true })
  const { rows } = await database.pool.query<{ valid_from: string }>('select valid_from from work.coverage')
  expect(rows).toEqual([{ valid_from: '2026-02-01' }])
})

async function asOwnerOf({ url }: Database, text: string): Promise<void> {
  const pool = openPool(url, ROLES.owner, { connections: 1 })
  await pool.query(text)
  await pool.end()
}
