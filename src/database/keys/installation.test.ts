import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { loadConfig } from '../../base/config.ts'
import type { Database } from '../client.ts'
import { openPool } from '../client.ts'
import { ROLES } from '../connection.ts'
import { assertKeys, compareKeys, MASTER_KEY_PROBLEM, replaceSigningKey } from './installation.ts'
import { openDataKey } from './kept-keys.ts'
import { rotateMasterKey } from './rotate-keys.ts'

const OWN = { masterKey: Buffer.alloc(32, 1), signingKeyId: 'a'.repeat(16) }
const OTHER_MASTER = { ...OWN, masterKey: Buffer.alloc(32, 2) }
const OTHER_SIGNING = { ...OWN, signingKeyId: 'b'.repeat(16) }
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
    await expect(assertKeys(database.url, OTHER_MASTER)).rejects.toMatchObject({ message: MASTER_KEY_PROBLEM })
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

describe('the master key', () => {
  const [old, next] = [Buffer.alloc(32, 1), Buffer.alloc(32, 3)]
  const order = { actor: 'operations', reason: 'case 12' }
  const both = { masterKey: next, previousMasterKey: old }
  let database: Database
  beforeAll(async () => {
    database = await createTestDatabase()
  })

  test('opens a data key of the database’s own, which nobody derives from it', async () => {
    await assertKeys(database.url, { ...OWN, production: true })
    const dataKey = await openDataKey(database.url, OWN)
    expect(dataKey).toHaveLength(32)
    expect(dataKey).not.toEqual(old)
    await assertKeys(database.url, { ...OWN, production: true })
    expect(await openDataKey(database.url, OWN)).toEqual(dataKey)
    await expect(openDataKey(database.url, OTHER_MASTER)).rejects.toThrow(MASTER_KEY_PROBLEM)
  })

  test('is replaced once, by who has both; the data key stays', async () => {
    const dataKey = await openDataKey(database.url, OWN)
    expect(await openDataKey(database.url, both)).toEqual(dataKey)
    await expect(rotateMasterKey(database.url, { masterKey: next }, order)).rejects.toThrow(MASTER_KEY_PROBLEM)
    await expect(rotateMasterKey(database.url, { ...both, previousMasterKey: Buffer.alloc(32, 2) }, order)).rejects.toThrow(
      MASTER_KEY_PROBLEM,
    )
    const several = await Promise.all([1, 2, 3].map(() => rotateMasterKey(database.url, both, order)))
    expect(several.toSorted()).toEqual(['ROTATED', 'UNCHANGED', 'UNCHANGED'])
    expect(await openDataKey(database.url, { masterKey: next })).toEqual(dataKey)
    await assertKeys(database.url, { ...OWN, masterKey: next })
    await expect(assertKeys(database.url, OWN)).rejects.toThrow(MASTER_KEY_PROBLEM)
    await expect(openDataKey(database.url, OWN)).rejects.toThrow(MASTER_KEY_PROBLEM)
    const { rows } = await database.pool.query(`select actor, detail from audit.event where kind = 'MASTER_KEY'`)
    expect(rows).toEqual([{ actor: 'operations', detail: expect.stringMatching(/^replaces [0-9a-f]{16}: case 12$/) }])
  })

  test('of before is not needed for a hub that has both settings when the new one is in place', async () => {
    await assertKeys(database.url, { ...OWN, ...both })
    expect(await openDataKey(database.url, both)).toEqual(await openDataKey(database.url, { masterKey: next }))
  })

  test('opens no key that somebody changed', async () => {
    const owner = openPool(database.url, ROLES.owner, { connections: 1 })
    await owner.query('update hub.installation set data_key = set_byte(data_key, 40, get_byte(data_key, 40) # 1)')
    await owner.end()
    await expect(openDataKey(database.url, both)).rejects.toThrow('The key in hub.installation for DATA was changed')
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
    await assertKeys(database.url, { masterKey, signingKeyId: OWN.signingKeyId, production: true })
    expect(await compareKeys(database.url, { masterKey, signingKeyId: OWN.signingKeyId })).toEqual({ master: true, signing: true })
    // What it holds was made with the master key itself, in production too.
    expect(await openDataKey(database.url, { masterKey })).toEqual(masterKey)
  })
})
