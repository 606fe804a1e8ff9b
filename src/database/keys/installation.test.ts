import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { loadConfig } from '../../base/config.ts'
import type { Database } from '../client.ts'
import { openPool } from '../client.ts'
import { ROLES } from '../connection.ts'
import { assertKeys, compareKeys, replaceSigningKey } from './installation.ts'

const OWN = { masterKey: Buffer.alloc(32, 1), signingKeyId: 'a'.repeat(16) }
const OTHER_MASTER = { ...OWN, masterKey: Buffer.alloc(32, 2) }
const OTHER_SIGNING = { ...OWN, signingKeyId: 'b'.repeat(16) }
const MASTER_KEY_PROBLEM =
  'HUB_MASTER_KEY: must be the key with which this database was first started, because ids and encrypted numbers depend on it; set that key, or give another database'
const SIGNING_KEY_PROBLEM =
  'AUDIT_SIGNING_KEY: must be the key of the seals in this database; set that key, or hand over to a new one with "hub rotate signing-key"'

describe('a database without persons', () => {
  let database: Database
  beforeAll(async () => {
    database = await createTestDatabase()
  })

  test('takes the keys of the hub that starts first, of several at once', async () => {
    expect(await compareKeys(database.url, OWN)).toEqual({ master: null, signing: null })
    const starts = await Promise.allSettled([OWN, OTHER_MASTER, OWN, OTHER_MASTER].map((keys) => assertKeys(database.url, keys)))
    expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    const owner = openPool(database.url, ROLES.owner, { connections: 1 })
    await owner.query('delete from hub.installation')
    await owner.end()
    await assertKeys(database.url, OWN)
  })

  test('lets in the same keys again, and no others', async () => {
    await assertKeys(database.url, OWN)
    await expect(assertKeys(database.url, OTHER_MASTER)).rejects.toThrow(new RegExp(`^${MASTER_KEY_PROBLEM}$`))
    await expect(assertKeys(database.url, OTHER_SIGNING)).rejects.toThrow(SIGNING_KEY_PROBLEM)
    await expect(assertKeys(database.url, { ...OTHER_MASTER, signingKeyId: 'b'.repeat(16) })).rejects.toMatchObject({
      problems: [MASTER_KEY_PROBLEM, SIGNING_KEY_PROBLEM],
    })
    expect(await compareKeys(database.url, OTHER_MASTER)).toEqual({ master: false, signing: true })
  })

  test('is not the application’s to hand to another key', async () => {
    await expect(database.pool.query('select from hub.installation')).rejects.toMatchObject({ code: '42501' })
  })

  test('has another signing key once it is replaced, and only by who has the key of before', async () => {
    await replaceSigningKey(database.url, OWN.signingKeyId, OTHER_SIGNING.signingKeyId)
    await assertKeys(database.url, OTHER_SIGNING)
    await expect(assertKeys(database.url, OWN)).rejects.toThrow(SIGNING_KEY_PROBLEM)
    await expect(replaceSigningKey(database.url, OWN.signingKeyId, 'c'.repeat(16))).rejects.toThrow(SIGNING_KEY_PROBLEM)
  })
})

describe('a database with persons and seals, of before keys were written down', () => {
  const { masterKey } = loadConfig({})
  let database: Database
  let owner: ReturnType<typeof openPool>
  beforeAll(async () => {
    database = await createTestDatabase(400)
    owner = openPool(database.url, ROLES.owner, { connections: 1 })
    await owner.query(
      `insert into audit.batch (number, checkpoint, snapshot, server, floor) values (1, '{"key":"${OWN.signingKeyId}"}', '', '', '{}')`,
    )
  })
  afterAll(() => owner.end())

  test('is refused to a key that does not open its numbers, which leaves it as it was', async () => {
    await expect(assertKeys(database.url, OWN)).rejects.toThrow(MASTER_KEY_PROBLEM)
    expect((await owner.query('select from hub.installation')).rowCount).toBe(0)
  })

  test('is refused to a key that did not sign its last checkpoint', async () => {
    await expect(assertKeys(database.url, { masterKey, signingKeyId: 'b'.repeat(16) })).rejects.toThrow(SIGNING_KEY_PROBLEM)
    expect((await owner.query('select from hub.installation')).rowCount).toBe(0)
  })

  test('is opened by its own keys', async () => {
    await assertKeys(database.url, { masterKey, signingKeyId: OWN.signingKeyId })
    expect(await compareKeys(database.url, { masterKey, signingKeyId: OWN.signingKeyId })).toEqual({ master: true, signing: true })
  })
})
