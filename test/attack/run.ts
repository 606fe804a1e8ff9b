/** Runs the attack list, without any test framework. */
import { type Outcome, type Probe, runProbe } from './scene.ts'
import type { Shape } from './shape.ts'
import { SHAPES } from './shapes.ts'
import type { Target } from './target.ts'

export type ShapeResult = Outcome & { shape: Shape }

/** Every shape against every contract. Several shapes share a probe: it runs once per contract.
 *  @param stopAtBreach for known-bad builds, where one breach is enough. */
export async function runAttack(target: Target, options: { stopAtBreach?: boolean } = {}): Promise<ShapeResult[]> {
  const done = new Map<Probe, Outcome>()
  const results: ShapeResult[] = []
  for (const shape of SHAPES) {
    const result: ShapeResult = { shape, checks: 0, breaches: [] }
    for (const probe of shape.probes) {
      const outcome = done.get(probe) ?? (await everywhere(target, probe, options.stopAtBreach === true))
      done.set(probe, outcome)
      result.checks += outcome.checks
      result.breaches.push(...outcome.breaches)
    }
    results.push(result)
    if (options.stopAtBreach && result.breaches.length > 0) break
  }
  return results
}

async function everywhere(target: Target, probe: Probe, stopAtBreach: boolean): Promise<Outcome> {
  const total: Outcome = { checks: 0, breaches: [] }
  for (const contract of target.contracts) {
    const { checks, breaches } = await runProbe(target, contract, probe)
    total.checks += checks
    total.breaches.push(...breaches)
    if (stopAtBreach && breaches.length > 0) break
  }
  return total
}
