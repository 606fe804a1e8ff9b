/**
 * Claims: whatever another organisation delivers about a row that it does not hold, the holder reads the same bytes, the other gains nothing
 * of the holder's, and the evidence gains exactly who came to know whom. For every record type that is held and every organisation. Where only
 * one can hold a file, both see the conflict, and one hands over (conflict.ts).
 */
import { PUBLISHED } from '../../src/activities/delivery/record-types.ts'
import type { RecordType } from '../../src/domains/declaration/record-type.ts'
import type { RunningHub } from '../attack/running-hub.ts'
import type { Target } from '../attack/target.ts'
import { createDice } from '../non-interference/dice.ts'
import type { Bench, Case } from './bench.ts'
import { proveBeside } from './beside.ts'
import { proveConflicts } from './conflict.ts'
import { createDelivering } from './delivering.ts'
import { verifySealed } from './evidence.ts'
import { ORGANISATIONS, readGrants } from './organisations.ts'
import { createReader } from './reading.ts'
import { proveRefused } from './refused.ts'
import type { ClaimsResult } from './result.ts'

/** Cases at once: each has persons of its own. */
const AT_ONCE = 3

/** @param types how many record types, drawn by the seed; all when it is left out. */
export async function runClaims(hub: RunningHub, target: Target, options: { seed: number; types?: number }): Promise<ClaimsResult> {
  const result: ClaimsResult = {
    seed: options.seed,
    types: 0,
    organisations: 0,
    deliveries: 0,
    comparisons: 0,
    claims: 0,
    breach: undefined,
  }
  const bench: Bench = {
    hub,
    target,
    result,
    reader: await createReader(target),
    delivering: await createDelivering(hub, target, result),
    grants: readGrants(hub.protocolsDir, hub.today),
  }
  const waiting = drawCases(bench, options)
  result.types = new Set(waiting.map(({ type }) => type.name)).size
  result.organisations = new Set(waiting.flatMap(({ holder, other }) => [holder.code, other.code])).size
  const worker = async () => {
    for (let one = waiting.shift(); one !== undefined && result.breach === undefined; one = waiting.shift()) {
      const found = await prove(bench, one).catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
      if (found !== undefined) result.breach ??= `seed ${options.seed}, ${nameOf(one)}: ${found}`
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  result.breach ??= await proveConflicts(bench, options.seed).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  )
  result.breach ??= await verifySealed(hub)
  return result
}

const nameOf = ({ type, holder, other, knows }: Case) =>
  `${type.name} of ${holder.asks}, and ${other.asks}${knows ? ', which has a file of its own' : ''}`

async function prove(bench: Bench, one: Case): Promise<string | undefined> {
  return one.other.group === one.holder.group ? await proveBeside(bench, one) : await proveRefused(bench, one)
}

/** Every held record type, with every organisation that does not hold the row: of the same group as a stranger and with a file of its own. */
function drawCases({ grants }: Bench, { seed, types }: { seed: number; types?: number }): Case[] {
  const held = PUBLISHED.filter(({ holder }) => holder !== undefined)
  const drawn = types === undefined ? held : sampleOf(held, types, seed)
  return drawn.flatMap((type) => {
    const [holder] = ORGANISATIONS.filter(({ domains }) => domains.includes(type.domain))
    if (holder === undefined) throw new Error(`No application delivers for ${type.domain}: name one in the issuer.`)
    const others = ORGANISATIONS.filter((other) => other !== holder)
    const isGranted = grants(holder.group, type.name).length > 0
    return others
      .flatMap((other) =>
        (other.group === holder.group ? [false, true] : [false]).map((knows) => ({ type, holder, other, knows, isGranted })),
      )
      .map((one, index): Case => ({ ...one, dice: createDice(seed, 1000 * PUBLISHED.indexOf(type) + index) }))
  })
}

function sampleOf(types: readonly RecordType[], most: number, seed: number): RecordType[] {
  const dice = createDice(seed, -1)
  return types
    .map((type) => ({ type, place: dice.whole(1_000_000) }))
    .toSorted((a, b) => a.place - b.place)
    .slice(0, most)
    .map(({ type }) => type)
}
