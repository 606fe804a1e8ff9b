/** Acts and races: acts look again at the moment at which they write, and erasures and merges leave nothing behind beside them. */
import type { RunningHub } from '../attack/running-hub.ts'
import { CHECKS } from './acts.ts'
import { createRaceBench } from './bench.ts'
import { eraseBesideActs, mergeBesideActs, type RaceCounts } from './races.ts'

/** @property breach the first thing that did not hold. */
export type RacesResult = RaceCounts & { checks: number; breach: string | undefined }

/** @param options.acts that erasures run beside. @param options.merges how many pairs become one. */
export async function runRaces(hub: RunningHub, options: { acts: number; merges: number }): Promise<RacesResult> {
  const bench = await createRaceBench(hub)
  const result: RacesResult = { acts: 0, erasures: 0, merges: 0, milliseconds: 0, checks: 0, breach: undefined }
  for (const [about, check] of Object.entries(CHECKS)) {
    result.checks += 1
    const breach = await check(bench)
    if (breach !== undefined) return { ...result, breach: `${about}: ${breach}` }
  }
  const breach = (await eraseBesideActs(bench, options.acts, result)) ?? (await mergeBesideActs(bench, options.merges, result))
  return { ...result, breach }
}
