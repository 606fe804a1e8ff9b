/** Linear relations between the cells of a table. */
import type { Lattice } from './lattice.ts'
import type { CountTable } from './table.ts'

/** `whole` is the sum of `parts`; cells of the lattice, the same for every measure. */
export type SumRow = { readonly whole: number; readonly parts: readonly number[] }

/** Linear relations between the cells of a table: sums between levels, and parts of measures (`whole` and `part` are indexes of measures). */
export type Relations = {
  readonly sums: readonly SumRow[]
  /** Rows of `sums` in which a cell occurs. */
  readonly rowsOf: readonly (readonly number[])[]
  readonly orders: readonly { readonly whole: number; readonly part: number }[]
}

/** Lists the relations of a table over its lattice. */
export function relationsOf(table: Pick<CountTable, 'measures'>, lattice: Lattice): Relations {
  const sums: SumRow[] = []
  const rowsOf: number[][] = Array.from(lattice.keys, () => [])
  for (let whole = 0; whole < lattice.keys.length; whole += 1) {
    for (let d = 0; d < lattice.codes.length; d += 1) {
      const parts = lattice.children(whole, d)
      if (parts.length === 0) continue
      for (const cell of [whole, ...parts]) rowsOf[cell]?.push(sums.length)
      sums.push({ whole, parts })
    }
  }
  const orders = table.measures.flatMap(({ within }, part) => {
    const whole = table.measures.findIndex(({ name }) => name === within)
    return whole === -1 ? [] : [{ whole, part }]
  })
  return { sums, rowsOf, orders }
}
