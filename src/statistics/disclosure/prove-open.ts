import { Draw } from '../../population/draw.ts'
import type { OpenTarget, World } from './audit-world.ts'
import type { OpenProgram, Solver } from './solver.ts'
import { type Block, blockAround, openBlock, type Proven, valueIn, weigh, widen } from './witness.ts'

/** Worlds of up to this many figures are solved whole, both ways for every target: the intervals are exact then. */
const WHOLE = 1_500
/** Sizes of the blocks that are tried, one after the other, for a target that stays narrow; the last one is judged for good. */
const BLOCKS = [1_500, 6_000, 30_000]
/** Pairs of opposite goals per block before targets are taken one by one. */
const PAIRS = 12

/**
 * Interval of each target of a world, in its order. In a large world blocks of it vary while the rest stays as in truth: an interval is
 * then at least what is returned, and every end of it is a table that gives the same release.
 */
export function proveOpen(world: World, solver: Solver, settled: (count: number) => void): Proven[] {
  const truthOf = ({ whole, part }: OpenTarget) => (world.truth[whole] ?? 0) - (part === null ? 0 : (world.truth[part] ?? 0))
  const proven = world.targets.map((target) => ({ low: truthOf(target), high: truthOf(target) }))
  if (world.truth.length <= WHOLE) solveWhole(world, solver, proven)
  else for (const size of BLOCKS) solveBlocks(world, solver, proven, size, settled)
  settled(world.targets.length)
  return proven
}

function solveWhole(world: World, solver: Solver, proven: readonly Proven[]): void {
  const figures = Array.from(world.truth.keys())
  const block: Block = { figures, place: new Map(figures.map((figure) => [figure, figure])) }
  const program = openBlock(world, block, Number.POSITIVE_INFINITY, solver)
  world.targets.forEach((target, i) => {
    solveAlone(program, block, target, proven[i])
  })
  program.close()
}

function isNarrow({ low, high }: Proven, { demanded }: OpenTarget): boolean {
  return high - low < demanded
}

function solveBlocks(world: World, solver: Solver, proven: readonly Proven[], size: number, settled: (count: number) => void): void {
  const byFigure = new Map<number, number[]>()
  world.targets.forEach(({ whole }, i) => {
    byFigure.set(whole, [...(byFigure.get(whole) ?? []), i])
  })
  world.targets.forEach((target, i) => {
    settled(i)
    const mine = proven[i]
    if (mine === undefined || !isNarrow(mine, target)) return
    const block = blockAround(world, target, size)
    const open = block.figures
      .flatMap((figure) => byFigure.get(figure) ?? [])
      .flatMap((number) => {
        const other = world.targets[number]
        const range = proven[number]
        if (other === undefined || range === undefined || (other.part !== null && !block.place.has(other.part))) return []
        return [{ target: other, range }]
      })
    solveBlock(world, solver, block, target, mine, open)
  })
}

type Open = { readonly target: OpenTarget; readonly range: Proven }

function solveBlock(world: World, solver: Solver, block: Block, target: OpenTarget, mine: Proven, open: readonly Open[]): void {
  const reach = 3 * Math.max(...open.map(({ target: { demanded } }) => demanded), target.demanded)
  const program = openBlock(world, block, reach, solver)
  pullApart(program, block, open)
  if (isNarrow(mine, target)) solveAlone(program, block, target, mine)
  program.close()
}

/** Pulls all narrow targets of a block at once, each up or down by lot, then the other way round: most are wide after a few worlds. */
function pullApart(program: OpenProgram, block: Block, open: readonly Open[]): void {
  const draw = new Draw(block.figures.length, block.figures[0] ?? 0, 0)
  let narrow = open.filter(({ target, range }) => isNarrow(range, target))
  for (let pair = 0, idle = 0; pair < PAIRS && idle < 2 && narrow.length > 1; pair += 1) {
    const weights = new Float64Array(block.figures.length)
    for (const { target } of narrow) weigh(block, weights, target, draw.chance(0.5) ? -1 : 1)
    for (const goal of [weights, weights.map((weight) => -weight)]) {
      const solution = program.largest(goal)
      for (const { target, range } of open) widen(range, valueIn(block, solution, target))
    }
    const left = narrow.filter(({ target, range }) => isNarrow(range, target))
    idle = left.length === narrow.length ? idle + 1 : 0
    narrow = left
  }
}

function solveAlone(program: OpenProgram, block: Block, target: OpenTarget, range: Proven | undefined): void {
  if (range === undefined) return
  for (const direction of [1, -1]) {
    const weights = new Float64Array(block.figures.length)
    weigh(block, weights, target, direction)
    widen(range, valueIn(block, program.largest(weights), target))
  }
}
