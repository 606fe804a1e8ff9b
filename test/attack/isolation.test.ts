import { expect, test } from 'vitest'
import { gatherInGhent } from '../support/dense-population.ts'
import { post, startTestHub } from '../support/hub.ts'

const REQUESTS = 200
const DOCUMENT = '{ newcomers(first: 10) { totalCount nodes { id familyName contractSigned } } }'

test('two callers with 200 interleaved requests on the same document never get an answer of the other', { timeout: 60_000 }, async () => {
  const { address, database, token } = await startTestHub({ persons: 120 })
  await gatherInGhent(database.pool)
  const callers = await Promise.all(['ocmw-gent', 'vdab-matching'].map((consumer) => token(consumer, 'REFERRAL')))
  const ask = async (caller: number) => (await post(address, callers[caller] ?? '', 'REFERRAL', { query: DOCUMENT })).text
  const alone = [await ask(0), await ask(1)]
  expect(alone[0]).not.toBe(alone[1])
  const answers = await Promise.all(
    Array.from({ length: 2 * REQUESTS }, async (_, index) => ({ caller: index % 2, text: await ask(index % 2) })),
  )
  expect(answers.filter(({ caller, text }) => text !== alone[caller])).toEqual([])
})
