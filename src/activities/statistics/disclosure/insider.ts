/** Figures that an insider knows from its own work. */
import type { Lattice } from './lattice.ts'
import type { Policy, ProtectedTable } from './table.ts'

/** Tells of a figure (cell * measures + measure) whether the insider knows it by its own work: its code, and every code below. */
export function insideOf(
  { dimension, code }: Policy['insiders'][number],
  release: Pick<ProtectedTable, 'dimensions' | 'measures'>,
  lattice: Lattice,
): (figure: number) => boolean {
  const d = release.dimensions.findIndex(({ name }) => name === dimension)
  const codes = lattice.codes[d] ?? []
  const top = codes.findIndex((one) => one.code === code)
  if (top === -1) throw new Error(`An insider has code ${code} of ${dimension}, which the table does not have.`)
  const within = codes.map((_, place) => {
    for (let at = place; at >= 0; at = codes[at]?.parent ?? -1) if (at === top) return true
    return false
  })
  const known = Uint8Array.from(lattice.keys, (_, cell) => (within[lattice.codesAt(cell)[d] ?? -1] ? 1 : 0))
  return (figure) => known[Math.floor(figure / release.measures.length)] === 1
}
