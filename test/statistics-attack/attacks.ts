/** The attacks. Each takes what is published and says of hidden quantities from where to where they lie. */

import { roundToBase } from '../../src/activities/statistics/disclosure/policy.ts'
import type { CountTable, ProtectedTable } from '../../src/activities/statistics/disclosure/table.ts'
import { Random } from '../../src/base/random.ts'
import type { Merger } from './merged-codes.ts'
import { firstNotes, type Notes, nameOf, type Sum, sumsOf, truthOf, workOut } from './reader.ts'
import type { Attacked } from './scene.ts'

/** Releases under the codes of before and after a merger, with the tables behind them. */
export type MergedReleases = Merger & { readonly before: ProtectedTable; readonly after: ProtectedTable }

/** What is published under one regime, with the truth behind it. */
export type Build = {
  readonly name: 'unprotected' | 'protected'
  readonly releases: readonly Attacked[]
  readonly mergers: readonly MergedReleases[]
  /** Whether shares are made of exact counts, and counts are rounded anew for each request. */
  readonly careless: boolean
}

/** Claim about one hidden quantity, and what it is in truth. */
export type Claim = { readonly name: string; readonly low: number; readonly high: number; readonly truth: number }

/** One way to turn figures back. */
export type Attack = { readonly name: string; readonly run: (build: Build) => Claim[] }

const ROUNDS = 40

/** Claims on everything that is hidden and small: suppressed figures, and gaps that would not be published. */
function claimsOn(table: CountTable, release: ProtectedTable, notes: Notes, only: (name: string) => boolean = () => true): Claim[] {
  const truth = truthOf(table, release)
  const shown = new Set(release.cells.flatMap(({ at, measure, value }) => (value === null ? [] : [nameOf(measure, at)])))
  return [...truth].flatMap(([name, value]) => {
    const isGap = name.includes(' - ')
    if (shown.has(name) || (isGap && value >= release.threshold) || !only(name)) return []
    const { low, high } = notes.get(name) ?? { low: 0, high: 1e9 }
    return [{ name, low, high, truth: value }]
  })
}

function bySums(build: Build, kinds: readonly Sum['kind'][], rounds: number): Claim[] {
  return build.releases.flatMap(({ table, release }) => {
    const sums = sumsOf(release).filter(({ kind }) => kinds.includes(kind))
    return claimsOn(table, release, workOut(firstNotes(release), sums, rounds), (name) =>
      sums.some(({ whole, parts }) => whole === name || parts.includes(name)),
    )
  })
}

/** Whatever both notes say; what contradicts is left as the first says. */
function meet(first: Notes, second: Notes): Notes {
  return new Map(
    [...first].map(([name, range]) => {
      const other = second.get(name)
      if (other === undefined || other.low > range.high || other.high < range.low) return [name, range]
      return [name, { low: Math.max(range.low, other.low), high: Math.min(range.high, other.high) }]
    }),
  )
}

/**
 * The same table a month earlier, by somebody who knows which figures did not change since: more than any reader knows, so that no claim rests on
 * luck. What that month published and still holds is no target: it was told then.
 */
function monthToMonth({ releases }: Build): Claim[] {
  return releases.flatMap(({ table, release, day }) => {
    const before = releases.find((other) => other.table.name === table.name && other.day < day)
    if (before === undefined) return []
    const truth = truthOf(table, release)
    const then = truthOf(before.table, before.release)
    const unchanged = new Map([...firstNotes(before.release)].filter(([name]) => truth.get(name) === then.get(name)))
    const told = new Set(before.release.cells.flatMap(({ at, measure, value }) => (value === null ? [] : [nameOf(measure, at)])))
    const notes = workOut(meet(firstNotes(release), unchanged), sumsOf(release), ROUNDS)
    return claimsOn(table, release, notes, (name) => !told.has(name) || !unchanged.has(name))
  })
}

/** Where one group holds everybody, the figures of the others follow: a cell that is all of its row says something of each person in it. */
function groupOfOne({ releases }: Build): Claim[] {
  return releases.flatMap(({ table, release }) => {
    const truth = truthOf(table, release)
    const full = sumsOf(release).filter(
      ({ whole, parts }) => truth.get(whole) !== 0 && parts.some((part) => truth.get(part) === truth.get(whole)),
    )
    const others = new Set(full.flatMap(({ parts }) => parts))
    return claimsOn(table, release, workOut(firstNotes(release), full, 1), (name) => others.has(name))
  })
}

/** New municipality minus the published one of the two that merged into it. */
function mergedCodes({ mergers }: Build): Claim[] {
  return mergers.flatMap(({ old, before, after, recoded }) => {
    const notes = new Map([...firstNotes(after), ...firstNotes(before)])
    const parts = Map.groupBy(Object.entries(recoded), ([, code]) => code)
    const merging = after.cells.flatMap(({ at: [place = '', ...rest], measure }): Sum[] => {
      const merged = parts.get(place)
      if (merged === undefined) return []
      return [
        { kind: 'hierarchy', whole: nameOf(measure, [place, ...rest]), parts: merged.map(([code]) => nameOf(measure, [code, ...rest])) },
      ]
    })
    return claimsOn(old, before, workOut(notes, [...merging, ...sumsOf(before), ...sumsOf(after)], ROUNDS))
  })
}

/** A share times the published whole is the hidden part. */
function ratios({ releases, careless }: Build): Claim[] {
  return releases.flatMap(({ table, release, content }) => {
    const notes = firstNotes(release)
    const truth = truthOf(table, release)
    const values = new Map(content.figures.map(({ at, measure, value }) => [nameOf(measure, at), value]))
    const shares =
      content.definition.shares.length > 0
        ? content.definition.shares.map(({ name, of, in: whole }) => ({ name, of, whole }))
        : conversions(table)
    const worked = new Map(notes)
    for (const { at } of content.figures) {
      for (const { name, of, whole } of shares) {
        const all = notes.get(nameOf(whole, at))
        const exact = (100 * (truth.get(nameOf(of, at)) ?? 0)) / (truth.get(nameOf(whole, at)) ?? 0)
        const percent = careless ? Math.round(10 * exact) / 10 : values.get(nameOf(name, at))
        const half = careless ? 0.05 : 0.5
        // Shares are made of rounded figures, so that they bound the rounded part, and that only when it is published itself.
        if (all === undefined || percent == null || Number.isNaN(percent)) continue
        const low = Math.max(0, Math.ceil(((percent - half) / 100) * all.low - 1e-9))
        const high = Math.floor(((percent + half) / 100) * all.high + 1e-9)
        if (low <= high) worked.set(nameOf(of, at), { low, high })
      }
    }
    const parts = new Set(shares.map(({ of }) => of))
    return claimsOn(table, release, worked, (name) => parts.has(name.split(' @ ')[0] ?? '') && !name.includes(' - '))
  })
}

/** Each step as a share of the one before: what a page of figures is tempted to add. */
function conversions({ measures }: CountTable): { name: string; of: string; whole: string }[] {
  return measures.flatMap(({ name, within }) => (within === null ? [] : [{ name: `${name}_SHARE`, of: name, whole: within }]))
}

/** Asks for the same figures again and again and keeps what all answers allow. A careless door draws its rounding anew each time. */
function repeatedQueries({ releases, careless }: Build): Claim[] {
  return releases.flatMap(({ table, release, day }) => {
    if (careless) return averaged(table, release)
    const answers = releases
      .filter((other) => other.table.name === table.name && other.day === day)
      .map((other) => firstNotes(other.release))
    return claimsOn(table, release, workOut(answers.reduce(meet), sumsOf(release), 1))
  })
}

function averaged(table: CountTable, release: ProtectedTable): Claim[] {
  const draw = new Random(1, release.cells.length, 0)
  const truth = truthOf(table, release)
  return release.cells.flatMap(({ at, measure, value }) => {
    if (value !== null) return []
    const count = truth.get(nameOf(measure, at)) ?? 0
    let [low, high] = [0, 1e9]
    for (let request = 0; request < 10; request += 1) {
      const answer = draw.chance((count % 5) / 5) ? roundToBase(count - (count % 5), 5) + 5 : count - (count % 5)
      low = Math.max(low, answer - 4)
      high = Math.min(high, answer + 4)
    }
    return [{ name: nameOf(measure, at), low, high, truth: count }]
  })
}

/** Somebody who counts its own clients exactly takes them from the total. */
function worklists({ releases }: Build): Claim[] {
  return releases.flatMap(({ table, release, insiders }) =>
    insiders.flatMap(({ dimension, code }) => {
      const d = release.dimensions.findIndex(({ name }) => name === dimension)
      const truth = truthOf(table, release)
      const notes = firstNotes(release)
      const own = new Set<string>()
      for (const { at, measure } of release.cells) {
        if (at[d] !== code) continue
        const value = truth.get(nameOf(measure, at)) ?? 0
        notes.set(nameOf(measure, at), { low: value, high: value })
        own.add(at.join(' '))
      }
      return claimsOn(table, release, workOut(notes, sumsOf(release), ROUNDS), (name) => !own.has(name.split(' @ ')[1] ?? ''))
    }),
  )
}

/** All attacks, in the order of the report. */
export const ATTACKS: readonly Attack[] = [
  { name: 'margin subtraction', run: (build) => bySums(build, ['margin'], 1) },
  { name: 'hierarchy subtraction', run: (build) => bySums(build, ['hierarchy'], 1) },
  { name: 'month to month', run: monthToMonth },
  { name: 'complement', run: (build) => bySums(build, ['gap'], 1) },
  { name: 'group of one', run: groupOfOne },
  { name: 'old against new codes', run: mergedCodes },
  { name: 'ratio back-calculation', run: ratios },
  { name: 'repeated queries', run: repeatedQueries },
  { name: 'own worklist', run: worklists },
  { name: 'everything together', run: (build) => bySums(build, ['margin', 'hierarchy', 'gap'], ROUNDS) },
]
