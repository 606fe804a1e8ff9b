import fc from 'fast-check'
import { expect, test } from 'vitest'
import { startTestHub } from '../support/hub.ts'
import { ACTS, type By, KEPT_STATES } from './model.ts'
import { AGII, ATLAS, makeClients, OCMW_GENT, VDAB } from './parties.ts'
import { type Drawn, type Played, playSequence } from './sequence.ts'

const SEQUENCES = 250
const LENGTH = 14
/** Sequences at a time: they share the hub, as users do. */
const LANES = 6
const STRANGERS = ['ocmw-mechelen', ATLAS.consumer, VDAB.consumer]
const SEED = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31)

const drawn: fc.Arbitrary<Drawn> = fc.record({
  command: fc.constantFrom(...ACTS),
  by: fc.oneof(
    { weight: 7, arbitrary: fc.constant<By>('SENDER') },
    { weight: 9, arbitrary: fc.constant<By>('RECEIVER') },
    { weight: 1, arbitrary: fc.constant<By>('SYSTEM') },
    { weight: 2, arbitrary: fc.constant<By>('STRANGER') },
  ),
  complete: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  ahead: fc.boolean(),
  stale: fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  choice: fc.nat(10_000),
})

test(`${SEQUENCES} random sequences by sender, receiver, system and strangers go as the model says, and nothing is shown to the wrong side (seed ${SEED})`, {
  timeout: 600_000,
}, async () => {
  const hub = await startTestHub({ persons: 0 })
  const clients = await makeClients(hub.database.pool, SEQUENCES)
  const consumers = [OCMW_GENT.consumer, AGII.consumer, ...STRANGERS]
  const tokens = Object.fromEntries(await Promise.all(consumers.map(async (consumer) => [consumer, await hub.token(consumer, 'REFERRAL')])))
  const sequences = fc.sample(fc.array(drawn, { minLength: LENGTH, maxLength: LENGTH }), { seed: SEED, numRuns: SEQUENCES })
  const played: Played[] = []
  const problems: string[] = []
  const waiting = sequences.entries()
  const lane = async () => {
    for (const [index, sequence] of waiting) {
      const result = await playSequence({ hub, tokens, newcomerId: clients[index] ?? '', strangers: STRANGERS }, sequence)
      played.push(result)
      problems.push(...result.problems.map((problem) => `sequence ${index}: ${problem}`))
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  const acts = played.reduce((sum, { acts: count }) => sum + count, 0)
  const verdicts = Map.groupBy(
    played.flatMap(({ verdicts: met }) => [...met]),
    ([verdict]) => verdict,
  )
  const counts = Object.fromEntries([...verdicts].map(([verdict, met]) => [verdict, met.reduce((sum, [, count]) => sum + count, 0)]))
  console.log(`referral sequences ${JSON.stringify({ seed: SEED, sequences: played.length, acts, ...counts })}`)
  expect(problems.slice(0, 5)).toEqual([])
  expect(Object.keys(counts).sort()).toEqual(['CONFLICT', 'DONE', 'ILLEGAL', 'INCOMPLETE', 'UNKNOWN'])
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(50)
  expect([...new Set(played.flatMap(({ states }) => [...states]))].sort()).toEqual([...KEPT_STATES].sort())
})
