/** Erasures and merges of persons beside acts about them: nothing of somebody erased stays, and nothing is about nobody. */
import { OCMW, type RaceBench, referring, type Someone } from './bench.ts'

/** Acts at once about one person, as fast as they are answered. */
const LANES = 8

export type RaceCounts = { acts: number; erasures: number; merges: number; milliseconds: number }

/** Drafts, referrals and withdrawals about a person, in a loop, until it is told to stop. @returns how many. */
async function actOn({ act }: RaceBench, newcomers: readonly string[], isOver: () => boolean): Promise<number> {
  let acts = 0
  const lane = async (place: number) => {
    for (let round = 0; !isOver(); round += 1) {
      const newcomer = newcomers[(place + round) % newcomers.length] ?? ''
      const { referral } = await act(OCMW.consumer, 'submit', referring(newcomer, { asDraft: place % 2 === 0 }))
      acts += 1
      if (referral === null || isOver()) continue
      await act(OCMW.consumer, 'withdraw', { referral: { id: referral.id, expectedVersion: referral.version }, change: { code: 'MOVED' } })
      acts += 1
    }
  }
  await Promise.all(Array.from({ length: LANES }, (_, place) => lane(place)))
  return acts
}

/** Tables that hold an id of a person, read from the catalogue. */
async function tablesWith({ pool }: RaceBench, ids: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ place: string; column: string }>(
    `select format('%I.%I', n.nspname, c.relname) as place, quote_ident(a.attname) as column
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and a.atttypid = 'uuid'::regtype and not a.attisdropped
       and n.nspname in ('directory', 'integration', 'work', 'local', 'referral', 'incentive')`,
  )
  const found: string[] = []
  for (const { place, column } of rows) {
    const { rowCount } = await pool.query(`select from ${place} where ${column} = any($1::uuid[]) limit 1`, [ids])
    if (rowCount !== 0) found.push(`${place}.${column}`)
  }
  return found
}

const idsOf = ({ id, newcomer, reference }: Someone) => [id, newcomer, reference]

/** Runs `work` while acts about somebody go on, and a little longer. */
async function beside(bench: RaceBench, newcomers: readonly string[], work: () => Promise<void>): Promise<number> {
  let over = false
  const acting = actOn(bench, newcomers, () => over)
  await new Promise((resolve) => setTimeout(resolve, 40))
  try {
    await work()
    await new Promise((resolve) => setTimeout(resolve, 20))
  } finally {
    over = true
  }
  return await acting
}

/** Erases persons, each beside acts about that person, until there were so many acts. @returns a breach, or undefined. */
export async function eraseBesideActs(bench: RaceBench, wanted: number, counts: RaceCounts): Promise<string | undefined> {
  while (counts.acts < wanted) {
    const [person] = await bench.knowing(OCMW.code, 'LIVING_WAGE_CLIENT', 1)
    if (person === undefined) return 'nobody'
    const subject = { by: 'NEWCOMER_ID', newcomerId: person.newcomer } as const
    const begun = performance.now()
    counts.acts += await beside(bench, [person.newcomer], async () => {
      await bench.erasePerson({ pool: bench.pool, subject, actor: 'proof', reason: 'proof' })
      counts.milliseconds = Math.max(counts.milliseconds, Math.round(performance.now() - begun))
    })
    counts.erasures += 1
    const left = await tablesWith(bench, idsOf(person))
    if (left.length > 0) return `after an erasure beside acts the person is still in ${left.join(', ')}`
  }
  return undefined
}

/** Merges pairs of persons, beside acts about both. @returns a breach, or undefined. */
export async function mergeBesideActs(bench: RaceBench, merges: number, counts: RaceCounts): Promise<string | undefined> {
  const persons = await bench.knowing(OCMW.code, 'LIVING_WAGE_CLIENT', 2 * merges)
  for (let place = 0; place < persons.length; place += 2) {
    const [survivor, lost] = persons.slice(place, place + 2)
    if (survivor === undefined || lost === undefined) break
    const merge = { survivor: survivor.id, lost: lost.id }
    counts.acts += await beside(bench, [lost.newcomer, survivor.newcomer], async () => {
      const client = await bench.pool.connect()
      try {
        await client.query('begin')
        await bench.merging.lockMerged(client, [merge])
        await bench.merging.mergePersons(client, merge)
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw error
      } finally {
        client.release()
      }
    })
    counts.merges += 1
    const left = (await tablesWith(bench, [lost.id])).concat(
      (await bench.findOrphans(bench.pool)).map(({ table }) => `${table} (of nobody)`),
    )
    if (left.length > 0) return `after a merge beside acts the lost person is still in ${left.join(', ')}`
  }
  return undefined
}
