import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { addDays } from '../../base/day.ts'
import { withLogin } from '../../database/connection.ts'
import { hashOf } from './manifest.ts'
import { listStanding, registerManifest, STANDING_DAYS, withdrawManifest } from './manifest-versions.ts'
import { openOperationRegistry } from './registry.ts'
import { listOperations } from './store.ts'

const { prisma, pool, url } = await createTestDatabase()

const TODAY = '2026-11-23'
const ONE = '{ one }'
const TWO = '{ two }'
const THREE = '{ three }'

let owners = 0
/** A consumer of its own for a test. */
function consumerOf() {
  owners += 1
  const owner = { consumer: `consumer-${owners}`, contract: 'OCMW/REFERRAL' }
  return {
    owner,
    register: (documents: readonly string[], standingDays?: number, today = TODAY) =>
      registerManifest(
        prisma,
        owner,
        documents.map((document) => ({ hash: hashOf(document), name: null, document })),
        { today, ...(standingDays === undefined ? {} : { standingDays }) },
      ),
    withdraw: (version: number, on = TODAY) => withdrawManifest(prisma, { ...owner, version }, { today: TODAY, on }),
    versions: async (today = TODAY) => (await listStanding(prisma, today, owner)).map(({ version, validUntil }) => [version, validUntil]),
    documents: async (today = TODAY) =>
      (await listOperations(prisma, today)).flatMap(({ consumer, document }) => (consumer === owner.consumer ? [document] : [])).toSorted(),
  }
}

test('a new version stands beside the one before it, which ends after thirty days', async () => {
  const { register, versions, documents } = consumerOf()
  expect(await register([ONE, TWO])).toEqual({ version: 1, isNew: true })
  expect(await register([TWO, THREE])).toEqual({ version: 2, isNew: true })
  const end = addDays(TODAY, STANDING_DAYS)
  expect([end, await versions()]).toEqual([
    '2026-12-23',
    [
      [2, null],
      [1, end],
    ],
  ])
  expect(await documents()).toEqual([ONE, THREE, TWO])
  expect(await documents(addDays(end, -1))).toEqual([ONE, THREE, TWO])
  expect(await documents(end)).toEqual([THREE, TWO])
  expect(await versions(end)).toEqual([[2, null]])
})

test('a manifest that is registered again changes nothing, in whatever order it names its operations', async () => {
  const { register, versions } = consumerOf()
  await register([ONE, TWO])
  expect(await register([TWO, ONE])).toEqual({ version: 1, isNew: false })
  expect(await register([TWO, ONE, ONE])).toEqual({ version: 1, isNew: false })
  expect(await versions()).toEqual([[1, null]])
})

test('a version that ends earlier still does when others are registered', async () => {
  const { register, versions } = consumerOf()
  await register([ONE])
  await register([TWO], 3)
  await register([THREE])
  expect(await versions()).toEqual([
    [3, null],
    [2, '2026-12-23'],
    [1, '2026-11-26'],
  ])
})

test('with no days the versions before end at once, and their documents are forgotten but for those that a later one names', async () => {
  const { owner, register, versions, documents } = consumerOf()
  await register([ONE, TWO])
  await register([TWO], 0)
  expect([await versions(), await documents()]).toEqual([[[2, null]], [TWO]])
  const { rows } = await pool.query('select document from directory.registered_operation where consumer = $1', [owner.consumer])
  expect(rows).toEqual([{ document: TWO }])
})

test('what was withdrawn is unknown, and what another version names stays', async () => {
  const { register, withdraw, versions, documents } = consumerOf()
  await register([ONE, TWO])
  await register([TWO, THREE])
  expect(await withdraw(1)).toMatchObject({ version: 1, validUntil: TODAY })
  expect([await versions(), await documents()]).toEqual([[[2, null]], [THREE, TWO]])
  expect(await withdraw(1)).toBeUndefined()
  expect(await withdraw(7)).toBeUndefined()
})

test('a version is withdrawn on a later day, or its day is put off', async () => {
  const { register, withdraw, versions } = consumerOf()
  await register([ONE])
  await register([TWO], 3)
  await withdraw(1, '2027-02-01')
  await withdraw(2, '2027-01-01')
  expect(await versions()).toEqual([
    [2, '2027-01-01'],
    [1, '2027-02-01'],
  ])
  // The newest has an end now, so the same operations make another version.
  expect(await register([TWO])).toEqual({ version: 3, isNew: true })
})

test('the number of a version that was withdrawn is never given again, and its operations can be registered again', async () => {
  const { register, withdraw, versions, documents } = consumerOf()
  await register([ONE])
  await register([TWO])
  await withdraw(2)
  expect(await documents()).toEqual([ONE])
  expect(await register([TWO])).toEqual({ version: 3, isNew: true })
  expect((await versions()).map(([version]) => version)).toEqual([3, 1])
})

test('who registers at the same moment gets a version of its own', async () => {
  const { register, versions, documents } = consumerOf()
  const texts = Array.from({ length: 6 }, (_, index) => `{ same${index} }`)
  const registered = await Promise.all(texts.map((text) => register([text])))
  expect(registered.map(({ version }) => version).toSorted()).toEqual([1, 2, 3, 4, 5, 6])
  expect([(await versions()).length, await documents()]).toEqual([6, texts])
})

test('versions of another consumer, or for another purpose, are not touched', async () => {
  const [mine, others] = [consumerOf(), consumerOf()]
  await mine.register([ONE])
  await others.register([ONE])
  await registerManifest(
    prisma,
    { ...mine.owner, contract: 'OCMW/INCENTIVE_DECISION' },
    [{ hash: hashOf(TWO), name: null, document: TWO }],
    {
      today: TODAY,
    },
  )
  await mine.register([THREE], 0)
  expect([await others.versions(), await others.documents()]).toEqual([[[1, null]], [ONE]])
  expect(await mine.documents()).toEqual([THREE, TWO])
})

test('a hub knows every version that stands, also where only registered operations may be sent, and none from the day on which it ends', async () => {
  const { owner, register } = consumerOf()
  await register([ONE])
  await register([TWO])
  let today = TODAY
  let seconds = 0
  const registry = await openOperationRegistry(prisma, { registeredOnly: true, today: () => today, now: () => seconds * 1000 })
  const find = (document: string) => registry.find(owner.consumer, owner.contract, hashOf(document))
  expect([find(ONE), find(TWO)]).toEqual([ONE, TWO])
  today = '2026-12-23'
  seconds = 10
  await registry.refresh()
  expect(() => find(ONE)).toThrow('This consumer may send registered operations only.')
  expect(find(TWO)).toBe(TWO)
})

test('what was registered before there were versions stands as the first one', async () => {
  const text = readFileSync(new URL('../../../prisma/migrations/20261130160000_manifest_versions/migration.sql', import.meta.url), 'utf8')
  await withLogin(url, async (client) => {
    await client.query('set role doorstroom_owner; drop table directory.manifest_operation, directory.manifest_version')
    await client.query('truncate directory.registered_operation')
    await client.query(
      `insert into directory.registered_operation (consumer, contract, hash, document) values
      ('old', 'OCMW/REFERRAL', $1, '{ one }'), ('old', 'OCMW/REFERRAL', $2, '{ two }'), ('other', 'VDAB/MATCHING', $1, '{ one }')`,
      [hashOf(ONE), hashOf(TWO)],
    )
    await client.query(text)
  })
  const versions = await listStanding(prisma, TODAY)
  expect(
    versions.map(({ consumer, contract, version, validUntil, hashes }) => [consumer, contract, version, validUntil, hashes.length]),
  ).toEqual([
    ['old', 'OCMW/REFERRAL', 1, null, 2],
    ['other', 'VDAB/MATCHING', 1, null, 1],
  ])
  expect((await listOperations(prisma, TODAY)).map(({ consumer, document }) => [consumer, document])).toHaveLength(3)
})
