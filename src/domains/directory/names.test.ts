import { expect, test } from 'vitest'
import { dataOf } from '../../../test/support/answer.ts'
import { startTestHub } from '../../../test/support/hub.ts'

const hub = await startTestHub()

/** In the order in which a Dutch register has them: no letter stands behind all others for its case or its accent. */
const NAMES = ['Adam', 'Elodia', 'Élodie', 'Eloy', 'van den Broeck', 'Van den Broecke', 'Vandenberghe', 'Zaïd', 'zoé', 'Zzz']

const PAGE =
  'query ($after: String) { newcomers(first: 7, order: FAMILY_NAME, after: $after) { nodes { id familyName } pageInfo { hasNextPage endCursor } } }'

type Page = { newcomers: { nodes: { id: string; familyName: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } }

const pageAfter = async (after: string | null): Promise<Page['newcomers']> =>
  dataOf(await hub.ask<Page>('ocmw-gent', 'REFERRAL', PAGE, { after })).newcomers

async function readAll(): Promise<{ id: string; familyName: string }[]> {
  const read: { id: string; familyName: string }[] = []
  let after: string | null = null
  do {
    const { nodes, pageInfo } = await pageAfter(after)
    read.push(...nodes)
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null
  } while (after !== null)
  return read
}

test('persons by family name are in their Dutch order, each once over all pages', async () => {
  const before = await readAll()
  expect(before.length).toBeGreaterThan(NAMES.length)
  for (const [index, name] of NAMES.toReversed().entries())
    await hub.database.pool.query('update directory.person set family_name = $1 where local_id = $2', [name, before[index]?.id])
  const after = await readAll()
  expect(new Set(after.map(({ id }) => id)).size).toBe(before.length)
  expect(after.length).toBe(before.length)
  expect(after.map(({ familyName }) => familyName).filter((name) => NAMES.includes(name))).toEqual(NAMES)
})

test('the database takes names in composed form only', async () => {
  const decomposed = 'Élodie'.normalize('NFD')
  await expect(hub.database.pool.query('update directory.person set family_name = $1', [decomposed])).rejects.toThrow(
    'person_family_name_composed',
  )
  await expect(hub.database.pool.query('update directory.person set given_names = $1', [decomposed])).rejects.toThrow(
    'person_given_names_composed',
  )
})
