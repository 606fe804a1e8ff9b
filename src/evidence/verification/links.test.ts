/** The link from a person to its evidence: nobody changes it, and whoever does it all the same is found. */
import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { addPersons } from '../../../test/support/add-persons.ts'
import { createTestDatabase } from '../../../test/support/database.ts'
import { createEvidenceBench } from '../../../test/support/evidence.ts'
import { ROLES, withLogin } from '../../database/connection.ts'
import { erasePerson } from '../retention/erase.ts'
import { findOrphans } from '../retention/orphans.ts'
import { sealOnce } from '../sealing/seal-pass.ts'

const bench = createEvidenceBench(await createTestDatabase())
const { pool, url } = bench.database
let person: string

beforeEach(async () => {
  person = randomUUID()
  await addPersons(pool, [person])
  await sealOnce(bench.parts)
})

/** As the owner of the tables, with triggers switched off. */
const asOwner = (...statements: string[]) =>
  withLogin(url, async (client) => {
    await client.query('begin; set local role doorstroom_owner; alter table directory.person disable trigger user')
    for (const statement of statements) await client.query(statement)
    await client.query('alter table directory.person enable trigger user; commit')
  })

const broken = async () => (await bench.verify()).problems.filter(({ kind }) => kind === 'LINK_BROKEN').map(({ message }) => message)

describe('nobody changes it', () => {
  test.each([
    'update directory.person set evidence_ref = gen_random_uuid()',
    'update directory.person set id = gen_random_uuid()',
    'update directory.person set local_id = gen_random_uuid()',
    'update directory.merged_person set evidence_ref = gen_random_uuid()',
    `insert into audit.event (kind, actor, subject, detail) values ('LINK', 'x', '1', '{}')`,
    'select audit.note_links_again(array[1::bigint])',
  ])('the application may not: %s', async (statement) => {
    await expect(pool.query(statement)).rejects.toMatchObject({ code: '42501' })
  })

  test('nor may the owner of the tables', async () => {
    await expect(bench.as(ROLES.owner).query('update directory.person set evidence_ref = gen_random_uuid()')).rejects.toMatchObject({
      code: '42501',
    })
  })

  test('a relationship names no other reference than its person', async () => {
    const relate = (reference: string) =>
      pool.query(
        `insert into directory.relationship (organisation_id, newcomer_id, person_id, evidence_ref, capacity, valid_from, source)
         values (1, gen_random_uuid(), $1, $2, 'RESIDENT', '2026-01-01', 'TEST')`,
        [person, reference],
      )
    await expect(relate(randomUUID())).rejects.toMatchObject({ code: '23503' })
    await relate(person)
    await expect(
      pool.query('update directory.relationship set evidence_ref = gen_random_uuid() where person_id = $1', [person]),
    ).rejects.toMatchObject({ code: '23503' })
  })
})

describe('verification finds', () => {
  test('nothing while links are as they were noted, and after an erasure', async () => {
    expect(await broken()).toEqual([])
    await erasePerson({ pool, subject: { by: 'EVIDENCE_REFERENCE', evidenceReference: person }, actor: 'dpo', reason: 'request' })
    expect(await broken()).toEqual([])
  })

  test('a reference that was changed with everything switched off', async () => {
    const other = randomUUID()
    await asOwner(`update directory.person set evidence_ref = '${other}' where id = '${person}'`)
    expect(await broken()).toEqual([
      'a person has an evidence reference that was never noted',
      'it notes the evidence reference of a person who is not there, and was not erased',
    ])
    await asOwner(`update directory.person set evidence_ref = '${person}' where id = '${person}'`)
  })

  test('a person who was deleted and made again with the ids of before', async () => {
    await pool.query('delete from directory.person where id = $1', [person])
    expect(await broken()).toEqual(['it notes the evidence reference of a person who is not there, and was not erased'])
    await addPersons(pool, [person])
    expect(await broken()).toEqual([])
  })

  test('two persons whose references were exchanged', async () => {
    const other = randomUUID()
    await addPersons(pool, [other])
    const [a, b] = [person, other]
    await asOwner(
      `update directory.person set evidence_ref = gen_random_uuid() where id = '${a}'`,
      `update directory.person set evidence_ref = '${a}' where id = '${b}'`,
      `update directory.person set evidence_ref = '${b}' where id = '${a}'`,
    )
    expect(await broken()).toEqual(Array.from({ length: 2 }, () => 'the evidence reference of one person was noted for another person'))
    await asOwner(
      `update directory.person set evidence_ref = gen_random_uuid() where id = '${a}'`,
      `update directory.person set evidence_ref = '${b}' where id = '${b}'`,
      `update directory.person set evidence_ref = '${a}' where id = '${a}'`,
    )
  })
})

test('rows about nobody cannot be written, and are found where the keys were switched off', async () => {
  const nobody = randomUUID()
  const insert = `insert into local.living_wage (person_id, valid_from, source, as_of) values ('${nobody}', '2026-01-01', 'TEST', '2026-01-01')`
  await expect(pool.query(insert)).rejects.toMatchObject({ code: '23503' })
  expect(await findOrphans(pool)).toEqual([])
  await asOwner('alter table local.living_wage drop constraint living_wage_person_fkey', insert)
  expect(await findOrphans(pool)).toEqual([{ table: 'local.living_wage', rows: 1 }])
  await asOwner(`delete from local.living_wage where person_id = '${nobody}'`)
})
