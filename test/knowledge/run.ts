/**
 * Knowledge: random sequences of deliveries, withdrawals, merges, erasures and mergers of municipalities, against a second evaluator. No fact moves by
 * a record that does not show it, there is no "no" without coverage, and the same newest statements give the same facts in whatever order.
 */
import type { Insz } from '../../src/base/insz.ts'
import type { RunningHub } from '../attack/running-hub.ts'
import { createDice, type Dice } from '../non-interference/dice.ts'
import { newPersons } from '../support/new-persons.ts'
import { type Applying, createApplying } from './applying.ts'
import { coverageOf, drawCoverage, drawStatement, lineOf, typesOf } from './draw.ts'
import { EXPECTED, expectedOf, type Known } from './expected.ts'
import { FACTS, type Facts, readFacts } from './facts.ts'
import { createMerging, type Merging } from './merging.ts'
import { coveredOn, join, keyOf, rowsOf, type Said, type Statement, say } from './said.ts'

export type KnowledgeResult = {
  seed: number
  sequences: number
  deliveries: number
  statements: number
  withdrawals: number
  merges: number
  erasures: number
  mergers: number
  /** Facts that the second evaluator told, by what it told; and facts that were compared with those before, or in another order. */
  yes: number
  no: number
  unknown: number
  compared: number
  /** The first thing that did not hold. */
  breach: string | undefined
}

const TOGETHER = 50
const STEPS = 8
const DOMAINS = ['INTEGRATION', 'WORK', 'LOCAL'] as const
type Domain = (typeof DOMAINS)[number]

/** One or two persons, who may turn out to be one. @property said of each. @property story for the report. */
type Sequence = { numbers: [Insz, Insz]; said: Said[]; story: string[] }

/** A round of sequences that share their deliveries. */
type Round = {
  dice: Dice
  today: string
  sequences: Sequence[]
  before: Map<Insz, Facts>
  merging: Merging
  touched: Map<Insz, Set<string>>
}

type Bench = { hub: RunningHub; applying: Applying; somebody: () => Promise<Insz>; result: KnowledgeResult }

/** @param options.from first round, to replay one. */
export async function runKnowledge(hub: RunningHub, options: { sequences: number; seed: number; from?: number }): Promise<KnowledgeResult> {
  const counts = {
    deliveries: 0,
    statements: 0,
    withdrawals: 0,
    merges: 0,
    erasures: 0,
    mergers: 0,
    yes: 0,
    no: 0,
    unknown: 0,
    compared: 0,
  }
  const result: KnowledgeResult = { seed: options.seed, sequences: 0, ...counts, breach: undefined }
  const applying = await createApplying(hub)
  const bench = { hub, applying, somebody: newPersons(hub.pool, hub.vault), result }
  try {
    for (let round = options.from ?? 0; result.sequences < options.sequences && result.breach === undefined; round += 1) {
      const size = Math.min(TOGETHER, options.sequences - result.sequences)
      const found = await oneRound(bench, createDice(options.seed, round), size)
      if (found !== undefined) result.breach = `round ${round} of seed ${options.seed}: ${found}`
      result.sequences += size
    }
  } finally {
    applying.close()
  }
  return result
}

async function oneRound(bench: Bench, dice: Dice, size: number): Promise<string | undefined> {
  const { hub, somebody } = bench
  const sequences: Sequence[] = []
  for (let made = 0; made < size; made += 1)
    sequences.push({ numbers: [await somebody(), await somebody()], said: [new Map(), new Map()], story: [] })
  const merging = await createMerging(hub)
  const round: Round = { dice, today: hub.today, sequences, before: new Map(), merging, touched: new Map() }
  const days = drawDays(dice)
  const mergesAt = dice.whole(STEPS)
  for (const [step, asOf] of days.entries()) {
    round.touched = new Map()
    await deliverStep(bench, round, asOf)
    const found = await check(bench, round)
    if (found !== undefined) return found
    await happen(bench, round, asOf)
    if (step === mergesAt) {
      await merging.merge()
      bench.result.mergers += 1
    }
    // A merger of municipalities concerns everybody, and changes no fact.
    const after = await check(bench, round, step === mergesAt ? undefined : new Set(round.touched.keys()))
    if (after !== undefined) return after
  }
  return await checkOrder(bench, round)
}

/** Days of the deliveries, each another, not in their order. */
function drawDays(dice: Dice): string[] {
  const days = Array.from(
    { length: STEPS },
    (_, step) => `2026-${String(3 + step).padStart(2, '0')}-${String(1 + dice.whole(28)).padStart(2, '0')}`,
  )
  return days
    .filter((day) => day < '2026-11-20')
    .map((day) => ({ day, place: dice.whole(1_000_000) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ day }) => day)
}

/** One delivery of each of some domains, about many persons. */
async function deliverStep(bench: Bench, round: Round, asOf: string): Promise<void> {
  const { dice, sequences, merging } = round
  for (const domain of dice.some(DOMAINS, 2)) {
    const covers = dice.chance(40)
      ? dice.some(
          typesOf(domain).map(({ name }) => name),
          4,
        )
      : []
    const records: object[] = []
    for (const sequence of sequences) {
      if (dice.chance(40)) continue
      const person = dice.whole(sequence.said.length)
      const insz = sequence.numbers[person] as Insz
      const statements = drawStatements(dice, { domain, asOf, covers, more: [merging.code] })
      for (const statement of statements) records.push({ insz, ...lineOf(statement) })
      const header = statements.length === 0 ? [] : covers.flatMap((entry) => coverByHeader(domain, asOf, entry))
      bench.result.statements += statements.length + header.length
      bench.result.withdrawals += statements.filter(({ withdrawn }) => withdrawn).length
      for (const statement of [...statements, ...header]) say(sequence.said[person] as Said, statement)
      if (statements.length > 0) sequence.story.push(`${insz} ${asOf} ${JSON.stringify(statements.map(lineOf))} covers ${covers}`)
      touch(round, insz, [...statements, ...header])
    }
    await bench.applying.deliver({ domain, asOf, ...(covers.length === 0 ? {} : { covers }), records })
    bench.result.deliveries += 1
  }
}

type Drawing = { domain: Domain; asOf: string; covers: readonly string[]; more: readonly string[] }

/** Of each key one statement; by records of coverage only where the header covers nothing. */
function drawStatements(dice: Dice, { domain, asOf, covers, more }: Drawing): Statement[] {
  const drawn = Array.from({ length: 1 + dice.whole(3) }, () => drawStatement(dice, dice.pick(typesOf(domain)), asOf, more))
  const coverage = covers.length === 0 && dice.chance(60) ? drawCoverage(dice, domain, asOf, more) : undefined
  const all = coverage === undefined ? drawn : [...drawn, coverage]
  return [...new Map(all.map((statement) => [keyOf(statement), statement])).values()]
}

function coverByHeader(domain: Domain, asOf: string, entry: string): Statement[] {
  const type = coverageOf(domain)
  return type === undefined ? [] : [{ type, values: { validFrom: asOf }, asOf, entry }]
}

/** Record types of which something was said about a person since the last check, or whose coverage was. */
function touch({ touched }: Round, insz: Insz, statements: readonly Statement[]): void {
  const names = touched.get(insz) ?? new Set()
  for (const { type, entry } of statements) names.add(entry ?? type.name)
  touched.set(insz, names)
}

const EVERYTHING = 'everything'

/** Two numbers turn out to be one person; a person is erased. */
async function happen({ applying, result }: Bench, round: Round, asOf: string): Promise<void> {
  round.touched = new Map()
  const { dice, sequences, touched } = round
  const all = ({ numbers }: Sequence) => {
    for (const insz of numbers) touched.set(insz, new Set([EVERYTHING]))
  }
  const joining = sequences.filter(({ said }) => said.length === 2 && dice.chance(12))
  const records = joining.map(({ numbers: [one, other] }) => ({ record: 'replacement', insz: one, replaces: [other] }))
  await applying.deliver({ domain: 'DIRECTORY', asOf, records })
  for (const sequence of joining) {
    const [one = new Map(), other = new Map()] = sequence.said
    sequence.said = [join(one, other)]
    sequence.story.push(`${sequence.numbers} are one`)
    all(sequence)
    result.merges += 1
  }
  for (const sequence of sequences.filter(() => dice.chance(4))) {
    const person = dice.whole(sequence.said.length)
    const insz = sequence.numbers[person] as Insz
    await applying.erase(insz)
    // Erased, the numbers are not known to be of one person any more.
    sequence.said =
      sequence.said.length === 1 ? [new Map(), new Map()] : sequence.said.map((said, place) => (place === person ? new Map() : said))
    sequence.story.push(`${insz} is erased`)
    all(sequence)
    result.erasures += 1
  }
}

/** Everything that must hold of every person now. @param only of these numbers. */
async function check({ hub, result }: Bench, round: Round, only?: ReadonlySet<Insz>): Promise<string | undefined> {
  const { sequences, before, today, touched } = round
  const numbers = sequences.flatMap((sequence) => sequence.numbers.slice(0, sequence.said.length))
  const asked = numbers.filter((insz) => only?.has(insz) ?? true)
  if (asked.length === 0) return undefined
  const now = await readFacts(hub.pool, hub.vault, asked, today)
  for (const sequence of sequences)
    for (const [person, said] of sequence.said.entries()) {
      const insz = sequence.numbers[person] as Insz
      if (!asked.includes(insz)) continue
      const facts = now.get(insz) ?? NOBODY
      const wrong = tellWrong(result, facts, said, today) ?? tellMoved(result, before.get(insz) ?? NOBODY, facts, touched.get(insz))
      if (wrong !== undefined) return `${wrong} of ${insz}\n${sequence.story.join('\n')}`
      before.set(insz, facts)
    }
  return undefined
}

/** Of a person whom the hub does not know. */
const NOBODY: Facts = new Map()
const UNKNOWN: Known = { value: null, day: null }
const same = (one: Known, other: Known) => JSON.stringify(one) === JSON.stringify(other)
const shown = ({ value, day }: Known) => `${JSON.stringify(value)} as of ${day}`

/** By the second evaluator; and no "no" without coverage, whatever the fact. */
function tellWrong(result: KnowledgeResult, facts: Facts, said: Said, today: string): string | undefined {
  for (const { name, shownBy, deniedBy } of FACTS) {
    const known = facts.get(name) ?? UNKNOWN
    const shows = EXPECTED[name]
    if (shows !== undefined) {
      const expected = expectedOf(said, shows, today)
      result[expected.value === true ? 'yes' : expected.value === false ? 'no' : 'unknown'] += 1
      if (!same(known, expected)) return `${name} is ${shown(known)} instead of ${shown(expected)}`
    }
    const isNo = known.value === false
    const isDenied = deniedBy.length > 0 && deniedBy.every((type) => coveredOn(said, type, today) !== undefined)
    if (isNo && !isDenied && shownBy.every((type) => rowsOf(said, type).length === 0)) return `${name} is "no" without coverage`
  }
  return undefined
}

/** No fact moves by what does not show it. */
function tellMoved(result: KnowledgeResult, before: Facts, now: Facts, touched: ReadonlySet<string> = new Set()): string | undefined {
  if (touched.has(EVERYTHING)) return undefined
  for (const { name, shownBy, deniedBy } of FACTS) {
    if ([...shownBy, ...deniedBy].some((type) => touched.has(type))) continue
    const [was, is] = [before.get(name) ?? UNKNOWN, now.get(name) ?? UNKNOWN]
    result.compared += 1
    if (!same(was, is)) return `${name} moved from ${shown(was)} to ${shown(is)} by ${[...touched].join(', ') || 'nothing'}`
  }
  return undefined
}

/** The newest statements alone, in another order, about persons of whom nothing else was ever said. */
async function checkOrder({ hub, applying, somebody, result }: Bench, { sequences, dice, today }: Round): Promise<string | undefined> {
  const pairs: { insz: Insz; twin: Insz; statements: Statement[]; story: string[] }[] = []
  for (const { numbers, said, story } of sequences)
    for (const [person, own] of said.entries())
      if (own.size > 0) pairs.push({ insz: numbers[person] as Insz, twin: await somebody(), statements: [...own.values()], story })
  const lines = pairs.flatMap(({ twin, statements }) => statements.map((statement) => ({ twin, statement })))
  const deliveries = Map.groupBy(lines, ({ statement: { type, asOf } }) => `${type.domain} ${asOf}`)
  const shuffled = [...deliveries.values()].map((own) => ({ own, place: dice.whole(1_000_000) })).toSorted((a, b) => a.place - b.place)
  for (const { own } of shuffled) {
    const { type, asOf } = (own[0] as (typeof own)[number]).statement
    await applying.deliver({ domain: type.domain, asOf, records: own.map(({ twin, statement }) => ({ insz: twin, ...lineOf(statement) })) })
    result.deliveries += 1
  }
  const facts = await readFacts(
    hub.pool,
    hub.vault,
    pairs.flatMap(({ insz, twin }) => [insz, twin]),
    today,
  )
  for (const { insz, twin, story } of pairs)
    for (const { name } of FACTS) {
      const [one, other] = [facts.get(insz)?.get(name) ?? UNKNOWN, facts.get(twin)?.get(name) ?? UNKNOWN]
      result.compared += 1
      if (!same(one, other)) return `${name} of ${insz} is ${shown(one)}, and ${shown(other)} in another order\n${story.join('\n')}`
    }
  return undefined
}
