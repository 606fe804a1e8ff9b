/** True figures of every cell, summed from the leaves. */
import type { Lattice } from './lattice.ts'
import type { CountTable } from './table.ts'

/** True figures of every cell of the lattice, before protection: `values[cell * measures + measure]`, and distinct persons the same way. */
export type Totals = {
  readonly measures: number
  readonly values: Float64Array
  readonly persons: Float64Array
  /** By the same index: what the largest contributor brought, and the rest without the two largest; only for amounts. */
  readonly dominance: ReadonlyMap<number, { readonly largest: number; readonly rest: number }>
}

/** Sums the leaves up to every cell. @throws when a leaf is no leaf of the table, a value is no whole number, or a part exceeds its whole. */
export function sumUp(table: CountTable, lattice: Lattice): Totals {
  const measures = table.measures.length
  const values = new Float64Array(lattice.keys.length * measures)
  for (const { at, values: counts } of table.cells) {
    if (counts.length !== measures || counts.some((count) => !Number.isSafeInteger(count) || count < 0)) {
      throw new Error(`A cell of ${table.name} needs ${measures} whole numbers of 0 or more.`)
    }
    for (const cell of ancestorsOf(table, lattice, at)) {
      for (let m = 0; m < measures; m += 1) values[cell * measures + m] = (values[cell * measures + m] ?? 0) + (counts[m] ?? 0)
    }
  }
  assertParts(table, lattice, values)
  const persons = personsOf(table, lattice, values)
  return { measures, values, persons, dominance: dominanceOf(table, lattice, values) }
}

/** Every cell of the lattice that contains the leaf, itself included. */
function ancestorsOf(table: CountTable, lattice: Lattice, at: readonly string[]): number[] {
  const places = lattice.codes.map((list, d) => list.findIndex(({ code }) => code === at[d]))
  if (places.some((place, d) => place === -1 || lattice.codes[d]?.[place]?.children.length !== 0)) {
    throw new Error(`A cell of ${table.name} is at ${at.join(', ')}, which is not a leaf of the table.`)
  }
  return lattice.containing(places)
}

function assertParts(table: CountTable, lattice: Lattice, values: Float64Array): void {
  const measures = table.measures.length
  table.measures.forEach(({ name, within }, m) => {
    if (within === null) return
    const whole = table.measures.findIndex((measure) => measure.name === within)
    if (whole === -1) throw new Error(`Measure ${name} is within ${within}, which ${table.name} does not have.`)
    for (let cell = 0; cell < lattice.keys.length; cell += 1) {
      if ((values[cell * measures + m] ?? 0) > (values[cell * measures + whole] ?? 0))
        throw new Error(`${name} exceeds ${within} in ${table.name}.`)
    }
  })
}

/** Events hold at least as many persons as their fullest part; more only where the table says so. */
function personsOf(table: CountTable, lattice: Lattice, values: Float64Array): Float64Array {
  const measures = table.measures.length
  const persons = Float64Array.from(values)
  table.measures.forEach((measure, m) => {
    if (measure.kind === 'EVENTS') countEventPersons(table, lattice, persons, m)
  })
  table.measures.forEach((measure, m) => {
    if (measure.kind !== 'AMOUNT') return
    const counted = table.measures.findIndex(({ name }) => name === measure.personsOf)
    if (counted === -1)
      throw new Error(`Amount ${measure.name} has its persons in ${measure.personsOf}, which ${table.name} does not have.`)
    for (let cell = 0; cell < lattice.keys.length; cell += 1) persons[cell * measures + m] = persons[cell * measures + counted] ?? 0
  })
  return persons
}

function countEventPersons(table: CountTable, lattice: Lattice, persons: Float64Array, m: number): void {
  const measures = table.measures.length
  const stated = new Map(
    (table.persons ?? []).flatMap((row) => (row.measure === table.measures[m]?.name ? [[lattice.indexOf(row.at), row.persons]] : [])),
  )
  const deepestFirst = Array.from(lattice.keys.keys()).sort((a, b) => lattice.depthAt(b) - lattice.depthAt(a))
  for (const cell of deepestFirst) {
    const parts = lattice.codes.flatMap((_, d) => lattice.children(cell, d).map((child) => persons[child * measures + m] ?? 0))
    const floor = parts.length > 0 ? Math.max(...parts) : Math.min(1, persons[cell * measures + m] ?? 0)
    persons[cell * measures + m] = Math.min(persons[cell * measures + m] ?? 0, stated.get(cell) ?? floor)
  }
}

function dominanceOf(table: CountTable, lattice: Lattice, values: Float64Array): Totals['dominance'] {
  const measures = table.measures.length
  const byCell = new Map<number, Map<string, number>>()
  for (const { at, measure, largest } of table.contributions ?? []) {
    const m = table.measures.findIndex(({ name }) => name === measure)
    for (const cell of ancestorsOf(table, lattice, at)) {
      const amounts = byCell.get(cell * measures + m) ?? new Map<string, number>()
      for (const { contributor, amount } of largest) amounts.set(contributor, (amounts.get(contributor) ?? 0) + amount)
      byCell.set(cell * measures + m, amounts)
    }
  }
  return new Map(
    [...byCell].map(([index, amounts]) => {
      const [largest = 0, second = 0] = [...amounts.values()].sort((a, b) => b - a)
      return [index, { largest, rest: (values[index] ?? 0) - largest - second }]
    }),
  )
}
