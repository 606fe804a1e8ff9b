/** Readers of a release, by what each of them already knows. */
import { insideOf } from './insider.ts'
import type { Lattice } from './lattice.ts'
import type { Policy, ProtectedTable } from './table.ts'

/** Somebody who reads a release: an insider or not, with the earlier releases at hand or without them. */
export type FigureReader = {
  readonly insider: string | null
  readonly remembers: boolean
  /** Whether the reader knows a figure (cell * measures + measure) by its own work. */
  readonly knows: (figure: number) => boolean
  /** Whether a hidden figure is this reader's to narrow: nobody who knows more is judged on it. `told`: an earlier release published it and it still holds. */
  readonly judges: (figure: number, told: boolean) => boolean
}

/**
 * Readers of a release, by whom every hidden figure is judged. Who knows more can say more: so what an insider does not know itself is
 * judged by the insider, and what no earlier release told by who remembers them; the others are left with the rest.
 */
export function readersOf(
  { insiders, earlier }: Pick<Policy, 'insiders' | 'earlier'>,
  release: Pick<ProtectedTable, 'dimensions' | 'measures'>,
  lattice: Lattice,
): FigureReader[] {
  const inside = insiders.map((insider) => ({ insider: insider.code, knows: insideOf(insider, release, lattice) }))
  const nobody = () => false
  const memories = earlier.length > 0 ? [true, false] : [false]
  return memories.flatMap((remembers) => {
    const isDue = (told: boolean) => earlier.length === 0 || told !== remembers
    return [
      ...inside.map((one): FigureReader => ({ ...one, remembers, judges: (figure, told) => isDue(told) && !one.knows(figure) })),
      {
        insider: null,
        remembers,
        knows: nobody,
        judges: (figure: number, told: boolean) => isDue(told) && inside.every(({ knows }) => knows(figure)),
      },
    ]
  })
}
