/** Proof that hidden figures stay open, by search for other tables that give the same release. */
import { Random } from '../../../base/random.ts'
import type { AuditedWorld, OpenTarget } from './audit-world.ts'
import type { OpenProgram, Solver } from './solver.ts'
import { type Block, blockAround, fits, openBlock, type ProvenValue, valueIn, weigh, widen } from './witness.ts'

/** Worlds of up to this many figures are solved both ways for every target of a final release: the intervals are exact then. */
const EXACT = 200
/** Most figures that vary together. A larger world is taken in blocks of this size, and the rest stays as in truth meanwhile. */
const BLOCK = 40_000
/** Pairs of opposite goals per block: each pair settles about half of what is left. */
const PAIRS = 24

/** Open question of the auditor: a target, and what is proven of it so far. */
type Question = { readonly target: OpenTarget; readonly proven: ProvenValue }

/** Means of the auditor. Of a draft it only matters what is too narrow. `worlds` are tables that fitted an earlier draft; those that still fit are used again, new ones are added. */
export type Means = {
  readonly solver: Solver
  readonly draft: boolean
  readonly worlds: Float64Array[]
  readonly settled: (count: number) => void
}

/**
 * Interval of each target of a world, in its order: at least as wide as returned, because each end of it is the value in a table that gives
 * the same release.
 */
export function proveOpen(world: AuditedWorld, means: Means): ProvenValue[] {
  const questions = world.targets.map((target) => {
    const value = valueIn(wholeBlock(world), world.truth, target)
    return { target, proven: { low: value, high: value } }
  })
  useAgain(world, means.worlds, questions)
  solveBlocks(world, means, questions)
  if (!means.draft && world.truth.length <= EXACT) solveEach(world, means.solver, questions)
  means.settled(questions.length)
  return questions.map(({ proven }) => proven)
}

function wholeBlock({ truth }: AuditedWorld): Block {
  return { figures: Array.from(truth.keys()), placeOf: (figure) => figure }
}

function isNarrow({ target: { demanded }, proven: { low, high } }: Question): boolean {
  return high - low < demanded
}

function solveEach(world: AuditedWorld, solver: Solver, questions: readonly Question[]): void {
  const block = wholeBlock(world)
  const program = openBlock(world, block, Number.POSITIVE_INFINITY, solver)
  for (const question of questions) solveAlone(program, block, question, [question])
  program.close()
}

function useAgain(world: AuditedWorld, worlds: readonly Float64Array[], questions: readonly Question[]): void {
  const block = wholeBlock(world)
  for (const other of worlds) {
    if (!fits(world, other)) continue
    for (const { target, proven } of questions) widen(proven, valueIn(block, other, target))
  }
}

function solveBlocks(world: AuditedWorld, means: Means, questions: readonly Question[]): void {
  if (world.truth.length <= BLOCK) {
    solveBlock(world, means, wholeBlock(world), questions)
    return
  }
  const tried = new Set<Question>()
  questions.forEach((question, i) => {
    means.settled(i)
    if (tried.has(question) || !isNarrow(question)) return
    const block = blockAround(world, question.target, BLOCK)
    const inside = questions.filter(
      ({ target: { whole, part } }) => block.placeOf(whole) !== -1 && (part === null || block.placeOf(part) !== -1),
    )
    solveBlock(world, means, block, inside)
    for (const one of inside) tried.add(one)
  })
}

/** Pulls all narrow targets of a block at once, each up or down by lot, then the other way round; what stays narrow is solved by itself. */
function solveBlock(world: AuditedWorld, { solver, worlds, settled }: Means, block: Block, questions: readonly Question[]): void {
  let narrow = questions.filter(isNarrow)
  if (narrow.length === 0) return
  const reach = Math.max(...questions.map(({ target: { demanded } }) => demanded)) + 3
  const program = openBlock(world, block, reach, solver)
  const draw = new Random(block.figures.length, block.figures[0] ?? 0, 0)
  for (let pair = 0, idle = 0; pair < PAIRS && idle < 3 && narrow.length > 0; pair += 1) {
    const weights = new Float64Array(block.figures.length)
    for (const { target } of narrow) weigh(block, weights, target, draw.chance(0.5) ? -1 : 1)
    for (const goal of [weights, weights.map((weight) => -weight)]) {
      const solution = program.largest(goal)
      for (const { target, proven } of questions) widen(proven, valueIn(block, solution, target))
      worlds.push(asWorld(world, block, solution))
    }
    const left = narrow.filter(isNarrow)
    idle = left.length > 0.9 * narrow.length ? idle + 1 : 0
    narrow = left
    settled(questions.length - narrow.length)
  }
  // Where a published sum leaves room for few of its parts at a time, pulling all settles few. One by one, each world is tried on all.
  for (const question of narrow) if (isNarrow(question)) solveAlone(program, block, question, narrow)
  program.close()
}

function asWorld({ truth }: AuditedWorld, { figures }: Block, solution: Float64Array): Float64Array {
  const world = truth.slice()
  figures.forEach((figure, place) => {
    world[figure] = solution[place] ?? 0
  })
  return world
}

function solveAlone(program: OpenProgram, block: Block, { target }: Question, others: readonly Question[]): void {
  for (const direction of [1, -1]) {
    const weights = new Float64Array(block.figures.length)
    weigh(block, weights, target, direction)
    const solution = program.largest(weights)
    for (const other of others) widen(other.proven, valueIn(block, solution, other.target))
  }
}
