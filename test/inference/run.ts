/**
 * Inference: organisations with all their contracts ask about a thousand persons for thirty days, while others deliver, and try to learn facts that no
 * protocol shows them. Facts are independent of each other, so that what is named is named by what was shown.
 */
import { addDays } from '../../src/base/day.ts'
import type { RunningHub } from '../attack/running-hub.ts'
import { createDice } from '../non-interference/dice.ts'
import { ATTACKERS, type Attacker, createCrowd, passDay } from './crowd.ts'
import { type Asker, type Desk, openDesk, type Shown } from './desk.ts'
import { changesLookedBackAt, daysOfConcepts, groundOfOthers, groundWithoutRegistration } from './known-attacks.ts'
import { type Look, namedBy } from './naming.ts'
import { readTruth, type Truth } from './truth.ts'

/** @property named persons by attack, or by group and fact. @property told the same of what the catalogue names under `reveals`. */
export type InferenceResult = {
  seed: number
  persons: number
  days: number
  answers: number
  /** Facts of which each attacker tried to learn. */
  secrets: number
  named: Record<string, number>
  told: Record<string, number>
  breach: string | undefined
}

type Options = { seed: number; persons: number; days: number }

/** @property shown by incentive and day, of each person. */
type Watch = Attacker &
  Asker & { ids: readonly string[]; incentives: Desk['incentives']; shown: Map<string, (readonly (Shown | null)[])[]> }

/** Of so many persons each organisation keeps an assessment open. */
const KEPT = 60

export async function runInference(hub: RunningHub, { seed, persons: size, days }: Options): Promise<InferenceResult> {
  const dice = createDice(seed, 0)
  const persons = await createCrowd(hub.pool, dice, size, hub.today)
  const result: InferenceResult = { seed, persons: size, days, answers: 0, secrets: 0, named: {}, told: {}, breach: undefined }
  const desk = await openDesk(hub)
  try {
    const watches = await Promise.all(ATTACKERS.map((attacker) => watchOf(hub, desk, attacker, persons)))
    for (const watch of watches)
      for (const incentive of watch.incentives) await desk.open(watch, incentive, watch.ids.slice(0, KEPT), hub.today)
    let day = hub.today
    for (let passed = 0; passed < days; passed += 1) {
      day = addDays(hub.today, passed)
      await desk.lookAgain(day)
      for (const watch of watches) result.answers += await ask(desk, watch, day)
      const before = await keptOf(hub)
      if (passed < days - 1) await passDay(hub.pool, dice, persons, day)
      await desk.lookAgain(day)
      count(result.named, 'moment of a delivery, by a mark', movedSince(before, await keptOf(hub), closedTo(desk)))
    }
    await attack(hub, desk, watches, persons, day, result)
  } finally {
    await desk.close()
  }
  const [breach] = Object.entries(result.named).filter(([, found]) => found > 0)
  result.breach = breach && `seed ${seed}: ${breach[0]}: ${breach[1]} persons`
  return result
}

function count(counts: Record<string, number>, what: string, found: number): void {
  counts[what] = (counts[what] ?? 0) + found
}

async function watchOf({ pool }: RunningHub, desk: Desk, attacker: Attacker, persons: readonly string[]): Promise<Watch> {
  const { rows } = await pool.query<{ organisation: number; ids: string[] }>(
    `select o.id as organisation, array(
       select p.${attacker.id}::text from unnest($2::uuid[]) with ordinality q (id, place) join directory.person p on p.id = q.id order by q.place
     ) as ids from directory.organisation o where o.name = $1`,
    [attacker.name, persons],
  )
  const [row] = rows
  if (row === undefined) throw new Error(`There is no ${attacker.name}.`)
  const incentives = desk.incentives.filter((incentive) => incentive.file.grantedBy === attacker.recipient && !desk.isOpen(incentive))
  return { ...attacker, ...row, incentives, shown: new Map() }
}

async function ask(desk: Desk, watch: Watch, day: string): Promise<number> {
  let answers = 0
  for (const incentive of watch.incentives) {
    const shown = await desk.assess(watch, incentive, watch.ids, day)
    if (shown === undefined) throw new Error(`${watch.name} may not assess ${incentive.file.id}.`)
    watch.shown.set(incentive.file.id, [...(watch.shown.get(incentive.file.id) ?? []), shown])
    answers += shown.length
  }
  return answers
}

type Kept = ReadonlyMap<string, { incentive: string; state: string }>

/** Everything that an organisation sees of its open assessments. */
async function keptOf({ pool }: RunningHub): Promise<Kept> {
  const { rows } = await pool.query<{ id: string; incentive: string; state: string }>(
    "select id::text, incentive, concat_ws(' ', version, outcome, marked_at, looked_on, requirements) as state from incentive.assessment where state = 'OPEN'",
  )
  return new Map(rows.map(({ id, ...kept }) => [id, kept]))
}

/** Incentives that read facts which the organisation does not see. */
const closedTo = (desk: Desk) => new Set(desk.incentives.filter((incentive) => !desk.isOpen(incentive)).map(({ file }) => file.id))

const movedSince = (before: Kept, now: Kept, incentives: ReadonlySet<string>) =>
  [...now].filter(([id, { incentive, state }]) => incentives.has(incentive) && before.get(id)?.state !== state).length

async function attack(
  hub: RunningHub,
  desk: Desk,
  watches: readonly Watch[],
  persons: readonly string[],
  day: string,
  result: InferenceResult,
): Promise<void> {
  const truth = await readTruth(hub.pool, persons, day)
  const earlier = Array.from({ length: Math.min(5, result.days) }, (_, nth) => addDays(day, -1 - nth))
  for (const watch of watches) {
    for (const incentive of watch.incentives)
      count(result.named, 'day of a change, by looking back', await changesLookedBackAt(desk, watch, incentive, watch.ids, day, earlier))
    for (const told of (watch.shown.get('fee-exemption') ?? []).slice(-1)) {
      count(result.named, 'support of an OCMW, by a ground without registration', groundWithoutRegistration(told, truth))
      count(result.named, 'ground of persons outside the target group', groundOfOthers(told, truth))
      count(result.named, 'owner of a ground, by its day', daysOfConcepts(told))
    }
    learnFacts(desk, watch, truth, result)
  }
}

/** Every fact that the organisation does not see, by everything that it was shown. */
function learnFacts(desk: Desk, watch: Watch, truth: Truth, result: InferenceResult): void {
  const sees = desk.seenBy(watch.recipient)
  const [seen, secret] = [true, false].map((wanted) => new Map([...truth].filter(([coordinate]) => sees.has(coordinate) === wanted)))
  const looks = [...watch.shown.values()].flatMap(looksOf)
  const named = namesOf(watch)
  for (const [coordinate, values] of secret ?? []) {
    result.secrets += 1
    const found = namedBy(looks, seen ?? new Map(), values)
    count(named.has(coordinate) ? result.told : result.named, `${watch.recipient} ${coordinate}`, found.size)
  }
}

/** How persons look by one incentive: on the last day, on the first, over all days, and by which days of facts are equal. */
function looksOf(days: readonly (readonly (Shown | null)[])[]): Look[] {
  const short = (shown: Shown | null) => JSON.stringify([shown?.outcome, shown?.reasons, shown?.facts.map(({ state }) => state)])
  const equal = (shown: Shown | null) => {
    const all = shown?.facts.map(({ asOf }) => asOf) ?? []
    return JSON.stringify([short(shown), all.map((day) => all.indexOf(day))])
  }
  const [first = [], last = []] = [days[0], days.at(-1)]
  return [
    last.map(short),
    first.map(short),
    last.map(equal),
    last.map((_shown, place) => days.map((day) => day[place]?.outcome).join()),
    last.map((_shown, place) => days.map((day) => short(day[place] ?? null)).join()),
  ]
}

/** Coordinates that the catalogue names as told to be so, and what holds wherever these do. */
function namesOf({ incentives }: Watch): Set<string> {
  return new Set(
    incentives.flatMap(({ versions }) =>
      versions.flatMap(({ version, facts }) =>
        version.reveals
          .filter((told) => told.facts.length === 1 && !told.are.every((each) => each === 'NO'))
          .flatMap((told) =>
            facts.filter(({ name }) => name === told.facts[0]).flatMap(({ entry }) => [entry.coordinate, ...entry.onlyIf]),
          ),
      ),
    ),
  )
}
