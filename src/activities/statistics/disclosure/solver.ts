/** Linear programs, solved by HiGHS. */
import { createRequire } from 'node:module'
import type highsLoader from 'highs'
import type { Model } from 'highs'

// The types describe the CommonJS build; imported as a module the same package has another shape than they say.
const loadHighs: typeof highsLoader.default = createRequire(import.meta.url)('highs')

/** One linear relation: `low <= sum of values[i] * x[columns[i]] <= high`. */
export type LinearRow = {
  readonly columns: readonly number[]
  readonly values: readonly number[]
  readonly low: number
  readonly high: number
}

/** Linear program without its goal: bounds of each unknown, and relations between them. */
export type LinearProgram = { readonly low: Float64Array; readonly high: Float64Array; readonly rows: readonly LinearRow[] }

/** Program held in memory, to be solved for one goal after the other. */
export type OpenProgram = {
  /** Values of all unknowns that make the sum of `weights[i] * x[i]` largest. @throws when there are none, which a true table excludes. */
  readonly largest: (weights: Float64Array) => Float64Array
  readonly close: () => void
}

/** Solver of linear programs. */
export type Solver = { readonly open: (program: LinearProgram) => OpenProgram }

/** Most unknowns of a program that counts as small. */
const SMALL = 2_000

/** Loads HiGHS (WebAssembly); solving blocks the thread. The same programs in the same order give the same answers. */
export async function createSolver(): Promise<Solver> {
  const highs = await loadHighs()
  return {
    open: (program) => {
      const model = highs.createModel({
        numCols: program.low.length,
        numRows: program.rows.length,
        sense: highs.constants.objectiveSense.maximize,
        colCost: new Float64Array(program.low.length),
        colLower: program.low,
        colUpper: program.high,
        rowLower: Float64Array.from(program.rows, ({ low }) => low),
        rowUpper: Float64Array.from(program.rows, ({ high }) => (high === Number.POSITIVE_INFINITY ? highs.infinity : high)),
        matrix: compress(program),
      })
      // Presolving pays for the first goal of a large program, and costs more than it saves in a small one.
      model.options.set({ output_flag: false, presolve: program.low.length <= SMALL ? 'off' : 'choose' })
      return { largest: (weights) => solve(model, weights, highs.constants.modelStatus.optimal), close: () => model.dispose() }
    },
  }
}

/** Simplex by the primal method (`simplex_strategy` of HiGHS), which goes on from the last solution: much faster when few goals change. */
const PRIMAL = 4
/** Dual method: faster when the goal is another altogether. */
const DUAL = 1

function solve(model: Model, weights: Float64Array, optimal: number): Float64Array {
  const goals = weights.reduce((count, weight) => (weight === 0 ? count : count + 1), 0)
  model.options.set('simplex_strategy', weights.length <= SMALL || goals <= 2 ? PRIMAL : DUAL)
  model.changeColsCost({ kind: 'range', from: 0, to: weights.length - 1 }, weights)
  model.run()
  if (model.getModelStatus() !== optimal)
    throw new Error(`The solver found no table that fits what is published (status ${model.getModelStatus()}).`)
  return Float64Array.from(model.getSolution().colValue)
}

function compress({ low, rows }: LinearProgram) {
  const starts = new Int32Array(rows.length + 1)
  rows.forEach(({ columns }, row) => {
    starts[row + 1] = (starts[row] ?? 0) + columns.length
  })
  return {
    format: 'csr' as const,
    numRows: rows.length,
    numCols: low.length,
    starts,
    indices: Int32Array.from(rows.flatMap(({ columns }) => columns)),
    values: Float64Array.from(rows.flatMap(({ values }) => values)),
  }
}
