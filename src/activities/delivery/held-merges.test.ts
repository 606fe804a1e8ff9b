/** Numbers of persons who contradict each other: nothing is merged until the operator says so, and two who were taken for one can be parted. */
import { beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { countRows, importContent, ndjson, PERSONS, refusalsIn, rowsAbout, VAULT } from '../../../test/support/deliveries.ts'
import type { Insz } from '../../base/insz.ts'
import type { Database } from '../../database/client.ts'
import { acceptMerge, listHeldMerges, type OperatorAct, part, rejectMerge } from './decide-merges.ts'

const { amina, aminaBefore, olena, yusuf } = PERSONS

let database: Database
let act: OperatorAct
beforeEach(async () => {
  database = await createTestDatabase()
  act = { pool: database.bulk, actor: 'desk 4', reason: 'file 12', today: '2026-06-15' }
})

let delivered = 0
async function deliver(asOf: string, lines: readonly object[], domain = 'DIRECTORY'): Promise<void> {
  delivered += 1
  await importContent(database, 'x.ndjson', ndjson({ domain, asOf, reference: `${delivered}` }, lines))
}

const WOMAN = { birthDate: '1980-02-03', sex: 'FEMALE', familyName: 'Haddad' }
const MAN = { birthDate: '2001-07-20', sex: 'MALE', familyName: 'Demir' }
const person = (insz: Insz, identity: object) => ({ record: 'person', insz, ...identity })
const replaces = (insz: Insz, old: Insz) => ({ record: 'replacement', insz, replaces: [old] })

/** Name, birth day and current number of each person, by name. */
async function persons(): Promise<unknown[]> {
  const { rows } = await database.pool.query<{ name: string | null; numbers: string[] }>(
    `select p.family_name as name, array_agg(encode(n.insz_hash, 'hex') || ' ' || n.current order by 1) as numbers
     from directory.person p join directory.person_number n on n.person_id = p.id group by p.id order by 1 nulls last`,
  )
  const known = [amina, aminaBefore, olena, yusuf].map((insz): [string, string] => [VAULT.hashInsz(insz).toString('hex'), insz])
  return rows.map(({ name, numbers }) => [
    name,
    numbers.map((text) => text.replace(/^[0-9a-f]+/, (hash) => new Map(known).get(hash) ?? '?')).toSorted(),
  ])
}

const events = async () => {
  const { rows } = await database.pool.query<{ kind: string; actor: string; detail: string }>(
    "select kind, actor, detail from audit.event where kind ~ 'MERGE|PART' order by id",
  )
  return rows
}

const APART = [
  ['Demir', [`${yusuf} true`]],
  ['Haddad', [`${amina} true`]],
]

describe('a number that would join persons of other birth dates and sex', () => {
  test.each([
    ['in a statement of its own', (identity: object) => [[person(yusuf, identity)], [replaces(yusuf, amina)]]],
    ['with the person', (identity: object) => [[{ ...person(yusuf, identity), replaces: [amina] }]]],
    ['in the batch of both', (identity: object) => [[person(yusuf, identity), person(amina, WOMAN), replaces(yusuf, amina)]]],
  ])('is kept aside %s: both stay as they were', async (_, deliveries) => {
    await deliver('2026-01-10', [person(amina, WOMAN)])
    for (const lines of deliveries(MAN)) await deliver('2026-02-10', lines)
    expect(await persons()).toEqual(APART)
    expect((await refusalsIn(database)).map((line) => line.split(' ').slice(-2).join(' '))).toEqual(['replaces MERGE_HELD'])
    const held = await listHeldMerges(database.pool)
    expect(held).toMatchObject([{ contradicts: ['BIRTH_DATE', 'SEX'], source: 'test', asOf: '2026-02-10' }])
    expect(JSON.stringify(held)).not.toMatch(new RegExp([amina, yusuf, 'Haddad', '1980'].join('|')))
  })

  test('is merged when the operator accepts it, on record as the operator’s act', async () => {
    await deliver('2026-01-10', [person(amina, WOMAN), person(yusuf, MAN)])
    await deliver('2026-02-10', [replaces(yusuf, amina)])
    const [held] = await listHeldMerges(database.pool)
    expect(await acceptMerge(act, (held?.id ?? 0) + 1)).toBe(false)
    expect(await acceptMerge(act, held?.id ?? 0)).toBe(true)
    expect(await persons()).toEqual([['Demir', [`${yusuf} true`, `${amina} false`].toSorted()]])
    expect(await listHeldMerges(database.pool)).toEqual([])
    expect(await events()).toEqual([1, 2].map(() => ({ kind: 'MERGE_ACCEPTED', actor: 'desk 4', detail: 'file 12' })))
  })

  test('stays kept aside when the operator rejects it, also when it is said again', async () => {
    await deliver('2026-01-10', [person(amina, WOMAN), person(yusuf, MAN)])
    await deliver('2026-02-10', [replaces(yusuf, amina)])
    const [held] = await listHeldMerges(database.pool)
    expect(await rejectMerge(act, held?.id ?? 0)).toBe(true)
    // Even though nothing contradicts any more.
    await deliver('2026-03-10', [person(yusuf, { ...WOMAN, familyName: 'Demir' })])
    await deliver('2026-03-11', [replaces(yusuf, amina)])
    expect(await persons()).toEqual(APART)
    expect(await listHeldMerges(database.pool)).toEqual([])
  })

  test('through a number between them is kept aside too', async () => {
    await deliver('2026-01-10', [person(amina, WOMAN), person(yusuf, MAN)])
    await deliver('2026-02-10', [replaces(yusuf, olena), replaces(olena, amina)])
    expect(await countRows(database, 'directory.person')).toBe(3)
    expect(await listHeldMerges(database.pool)).toHaveLength(2)
  })

  test('is not held when nothing contradicts', async () => {
    await deliver('2026-01-10', [person(amina, WOMAN), person(aminaBefore, { familyName: 'Haddad' })])
    await deliver('2026-02-10', [replaces(amina, aminaBefore)])
    expect(await persons()).toEqual([['Haddad', [`${amina} true`, `${aminaBefore} false`].toSorted()]])
    expect(await refusalsIn(database)).toEqual([])
  })
})

describe('two persons who were taken for one', () => {
  const archive: [string, object[], string][] = [
    ['2026-01-10', [replaces(yusuf, amina)], 'DIRECTORY'],
    ['2026-01-11', [person(amina, WOMAN), person(yusuf, MAN)], 'DIRECTORY'],
    ['2026-01-12', [{ record: 'residence', insz: amina, nisCode: '44021', validFrom: '2020-01-01' }], 'DIRECTORY'],
    ['2026-01-13', [{ record: 'certificate', insz: yusuf, kind: 'INTEGRATION', issuedOn: '2025-01-05' }], 'INTEGRATION'],
  ]

  test('are parted: both lose what was delivered, and each gets its own when the archive is read again', async () => {
    for (const [asOf, lines, domain] of archive) await deliver(asOf, lines, domain)
    expect(await countRows(database, 'directory.person')).toBe(1)
    const parted = await part(act, VAULT, [yusuf])
    expect(parted?.persons).toHaveLength(2)
    const nameless = [amina, yusuf].map((insz) => [null, [`${insz} true`]])
    expect((await persons()).toSorted()).toEqual(nameless.toSorted())
    expect(await rowsAbout(database, 'directory.residence', amina)).toEqual([])
    expect(await countRows(database, 'integration.certificate')).toBe(0)
    const { rows } = await database.pool.query('select from directory.relationship where valid_until is distinct from valid_from')
    expect(rows).toEqual([])

    for (const [asOf, lines, domain] of archive) await deliver(asOf, lines, domain)
    expect(await persons()).toEqual(APART)
    expect(await rowsAbout(database, 'directory.residence', amina)).toHaveLength(1)
    expect(await rowsAbout(database, 'integration.certificate', yusuf)).toHaveLength(1)
    expect(await events()).toEqual([1, 2].map(() => ({ kind: 'PERSON_PARTED', actor: 'desk 4', detail: 'file 12' })))
  })

  test.each([
    ['all numbers of the person', [amina, yusuf]],
    ['a number that nobody has', [olena]],
    ['a number twice', [yusuf, yusuf, amina]],
  ])('are not parted by %s', async (_, numbers) => {
    for (const [asOf, lines, domain] of archive) await deliver(asOf, lines, domain)
    expect(await part(act, VAULT, numbers)).toBeUndefined()
    expect(await countRows(database, 'directory.person')).toBe(1)
  })
})
