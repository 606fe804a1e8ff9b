/** Commands `merges` and `part`, run as an operator runs them: by their own process, against a real database. */
import { beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { countRows, importContent, MASTER_KEY, ndjson, PERSONS } from '../../../test/support/deliveries.ts'
import { type Ran, runCommand } from '../../../test/support/run-command.ts'
import type { Database } from '../../database/client.ts'

const { amina, yusuf, olena } = PERSONS
const BY = ['--actor', 'desk 4', '--reason', 'file 12']

let database: Database
beforeEach(async () => {
  database = await createTestDatabase()
})

/** Runs a command; what it says names nobody. */
async function hub(given: readonly string[], input = ''): Promise<Ran> {
  const ran = await runCommand(database.url, given, { env: { HUB_MASTER_KEY: MASTER_KEY.toString('base64') }, input })
  for (const said of [ran.out, ...ran.errors])
    expect(said).not.toMatch(new RegExp([amina, yusuf, olena, 'Haddad', 'Demir', '1980-02-03'].join('|')))
  return ran
}

let delivered = 0
async function deliver(...lines: object[]): Promise<void> {
  delivered += 1
  await importContent(database, 'x.ndjson', ndjson({ domain: 'DIRECTORY', asOf: '2026-02-10', reference: `${delivered}` }, lines))
}

const WOMAN = { record: 'person', insz: amina, familyName: 'Haddad', birthDate: '1980-02-03', sex: 'FEMALE' }
const MAN = { record: 'person', insz: yusuf, familyName: 'Demir', birthDate: '2001-07-20', sex: 'MALE' }
const ONE = { record: 'replacement', insz: yusuf, replaces: [amina] }

const persons = () => countRows(database, 'directory.person')
const references = async () => {
  const { rows } = await database.pool.query<{ evidence_ref: string }>('select evidence_ref from directory.person order by 1')
  return rows.map(({ evidence_ref }) => evidence_ref)
}
const events = async () => {
  const { rows } = await database.pool.query("select kind, actor, detail from audit.event where kind ~ 'MERGE|PART' order by id")
  return rows
}

describe('hub merges', () => {
  test('says that no merge waits', async () => {
    expect(await hub(['merges'])).toEqual({ code: 0, out: 'No merge waits.\n', errors: [] })
  })

  test('lists what waits by id, day, contradiction and source, and names nobody but by reference', async () => {
    await deliver(WOMAN, MAN, ONE)
    const { code, out, errors } = await hub(['merges'])
    expect({ code, errors }).toEqual({ code: 0, errors: [] })
    const [line, named, ...more] = out.trimEnd().split('\n')
    expect(line).toMatch(/^1 {2}\d{4}-\d{2}-\d{2} {2}BIRTH_DATE, SEX {2}test, as of 2026-02-10$/)
    expect(named?.replace('  persons ', '').split(' and ').toSorted()).toEqual(await references())
    expect(more).toEqual([])
  })

  test('dates what waits by the day in Brussels', async () => {
    await deliver(WOMAN, MAN, ONE)
    await database.pool.query("update directory.held_merge set held_at = '2026-02-10T23:30:00Z'")
    expect((await hub(['merges'])).out).toContain('1  2026-02-11  ')
  })

  test('accepts one: the two are one person, on record as the act of who says so', async () => {
    await deliver(WOMAN, MAN, ONE)
    expect(await hub(['merges', 'accept', '1', ...BY])).toEqual({ code: 0, out: 'done: accept 1\n', errors: [] })
    expect(await persons()).toBe(1)
    expect(await events()).toEqual(Array(2).fill({ kind: 'MERGE_ACCEPTED', actor: 'desk 4', detail: 'file 12' }))
    expect((await hub(['merges'])).out).toBe('No merge waits.\n')
  })

  test('rejects one: the two stay two, also when it is said again', async () => {
    await deliver(WOMAN, MAN, ONE)
    expect(await hub(['merges', 'reject', '1', ...BY])).toEqual({ code: 0, out: 'done: reject 1\n', errors: [] })
    await deliver(ONE)
    expect([await persons(), (await hub(['merges'])).out]).toEqual([2, 'No merge waits.\n'])
  })

  test.each([
    ['an id that does not wait', ['accept', '7', ...BY], ['No merge with id 7 waits.']],
    [
      'an id that is no number',
      ['reject', 'x', ...BY],
      ["error: command-argument value 'x' is invalid for argument 'id'. expected the id of a merge", '(add --help for the options)'],
    ],
    [
      'no actor',
      ['accept', '1', '--reason', 'file 12'],
      ["error: required option '--actor <name>' not specified", '(add --help for the options)'],
    ],
    [
      'no reason',
      ['reject', '1', '--actor', 'desk 4'],
      ["error: required option '--reason <text>' not specified", '(add --help for the options)'],
    ],
  ])('given %s, changes nothing and says why in a line', async (_, given, errors) => {
    await deliver(WOMAN, MAN, ONE)
    expect(await hub(['merges', ...given])).toEqual({ code: 1, out: '', errors })
    expect([await persons(), await countRows(database, 'directory.held_merge'), await events()]).toEqual([2, 1, []])
  })
})

describe('hub part', () => {
  /** One person with both numbers: nothing contradicted when it was said. */
  beforeEach(() => deliver(ONE))

  test('makes the numbers on standard input a person of their own, and says how each gets back what is its own', async () => {
    await deliver(WOMAN)
    const { code, out, errors } = await hub(['part', ...BY], `${yusuf}\n\n`)
    expect({ code, errors }).toEqual({ code: 0, errors: [] })
    const [named, ...advice] = out.trimEnd().split('\n')
    expect(named?.split(' ').toSorted()).toEqual(await references())
    expect(advice).toEqual(['Both lost what was delivered about them: read the archive again (npm run hub -- import --again PATH…).'])
    expect(await persons()).toBe(2)
    expect(await events()).toEqual(Array(2).fill({ kind: 'PERSON_PARTED', actor: 'desk 4', detail: 'file 12' }))
  })

  const NONE = 'Give INSZ numbers on standard input, one a line.'
  const NOT_SOME = 'These numbers are not some, and not all, of the numbers of one person.'
  test.each([
    ['no number', '', NONE],
    ['a number with a typing error', `${yusuf.slice(0, -1)}0\n`, NONE],
    ['all numbers of the person', `${yusuf}\n${amina}\n`, NOT_SOME],
    ['a number that nobody has', `${olena}\n`, NOT_SOME],
  ])('given %s, changes nothing and says why in a line', async (_, input, error) => {
    expect(await hub(['part', ...BY], input)).toEqual({ code: 1, out: '', errors: [error] })
    expect([await persons(), await events()]).toEqual([1, []])
  })
})
