/** Cells of a table: every combination of codes of its dimensions. */
import type { Dimension, Margin } from './table.ts'

/** One code with its place in the tree of its dimension: indexes into the same list, `parent` -1 for the root. */
export type LatticeCode = { readonly code: string; readonly parent: number; readonly children: readonly number[]; readonly depth: number }

/**
 * Cells of a table, numbered. A cell is one code per dimension; its key is that combination as one number, its index the place in `keys`.
 * `published` is 1 for cells of a published margin; others are there only because the published ones are linked through them.
 */
export type Lattice = {
  readonly codes: readonly (readonly LatticeCode[])[]
  readonly roots: readonly number[]
  readonly keys: Int32Array
  readonly published: Uint8Array
  readonly indexOfKey: (key: number) => number
  readonly indexOf: (at: readonly string[]) => number
  readonly codesAt: (cell: number) => readonly number[]
  readonly at: (cell: number) => readonly string[]
  /** Levels below the top of the table, over all dimensions. */
  readonly depthAt: (cell: number) => number
  /** Parts of a cell along one dimension; empty when it has none or they are not published. */
  readonly children: (cell: number, dimension: number) => readonly number[]
  /** Cells that contain the combination of these codes (by place), itself included. */
  readonly containing: (codes: readonly number[]) => number[]
}

/** Numbers all cells of the published margins. @throws when a tree, a margin or the size of the cross cannot be right. */
export function createLattice(dimensions: readonly Dimension[], margins: readonly Margin[]): Lattice {
  const codes = dimensions.map(treeOf)
  const strides = stridesOf(codes)
  const size = codes.reduce((product, list) => product * list.length, 1)
  if (size > 50_000_000) throw new Error(`The cross of all dimensions has ${size} cells; publish fewer dimensions in one table.`)
  const depths = margins.map((margin) => depthsOf(margin, dimensions, codes))
  const { keys, published } = collectCells(codes, strides, depths)
  const indexes = new Int32Array(size).fill(-1)
  keys.forEach((key, index) => {
    indexes[key] = index
  })
  const codesAt = (cell: number) => codes.map((list, d) => Math.floor((keys[cell] ?? 0) / (strides[d] ?? 1)) % list.length)
  const places = codes.map((list) => new Map(list.map(({ code }, index) => [code, index])))
  return {
    codes,
    roots: codes.map((list) => list.findIndex(({ parent }) => parent === -1)),
    keys,
    published,
    indexOfKey: (key) => indexes[key] ?? -1,
    indexOf: (at) => indexes[keyOf(at, places, strides)] ?? -1,
    codesAt,
    at: (cell) => codesAt(cell).map((code, d) => codes[d]?.[code]?.code ?? ''),
    depthAt: (cell) => codesAt(cell).reduce((sum, code, d) => sum + (codes[d]?.[code]?.depth ?? 0), 0),
    children: (cell, dimension) => {
      const key = keys[cell] ?? 0
      const code = codesAt(cell)[dimension] ?? 0
      const stride = strides[dimension] ?? 1
      const list = (codes[dimension]?.[code]?.children ?? []).map((child) => indexes[key + (child - code) * stride] ?? -1)
      return list.includes(-1) ? [] : list
    },
    containing: (leaf) => keysContaining(codes, strides, leaf).flatMap((key) => (indexes[key] === -1 ? [] : [indexes[key] ?? -1])),
  }
}

function treeOf({ name, codes }: Dimension): LatticeCode[] {
  const places = new Map(codes.map(({ code }, index) => [code, index]))
  if (places.size !== codes.length) throw new Error(`Dimension ${name} has a duplicate code.`)
  const parents = codes.map(({ parent }) => (parent === null ? -1 : (places.get(parent) ?? -2)))
  if (parents.includes(-2) || parents.filter((parent) => parent === -1).length !== 1) {
    throw new Error(`Dimension ${name} must be one tree with one root.`)
  }
  const depthOf = (index: number, steps = 0): number => {
    if (steps > codes.length) throw new Error(`Dimension ${name} has a cycle of parents.`)
    const parent = parents[index] ?? -1
    return parent < 0 ? 0 : 1 + depthOf(parent, steps + 1)
  }
  const children: number[][] = codes.map(() => [])
  parents.forEach((parent, index) => {
    children[parent]?.push(index)
  })
  return codes.map(({ code }, index) => ({ code, parent: parents[index] ?? -1, children: children[index] ?? [], depth: depthOf(index) }))
}

function stridesOf(codes: readonly (readonly LatticeCode[])[]): number[] {
  return codes.map((_, d) => codes.slice(d + 1).reduce((product, list) => product * list.length, 1))
}

function depthsOf(margin: Margin, dimensions: readonly Dimension[], codes: readonly (readonly LatticeCode[])[]): number[] {
  for (const { dimension } of margin) {
    if (!dimensions.some(({ name }) => name === dimension))
      throw new Error(`A margin names ${dimension}, which is not a dimension of the table.`)
  }
  return dimensions.map(({ name }, d) => {
    const part = margin.find(({ dimension }) => dimension === name)
    if (part === undefined) return 0
    return Math.min(part.depth ?? Number.POSITIVE_INFINITY, Math.max(...(codes[d] ?? []).map(({ depth }) => depth)))
  })
}

/** Margins that only agree through the full cross can be joined to what no sum of published cells shows; then that cross is part of the system. */
function collectCells(codes: readonly (readonly LatticeCode[])[], strides: readonly number[], depths: readonly (readonly number[])[]) {
  const shown = new Set<number>()
  for (const depth of depths) for (const key of keysOf(codes, strides, depth)) shown.add(key)
  const all = new Set(shown)
  if (!isDecomposable(depths)) {
    const deepest = codes.map((_, d) => Math.max(...depths.map((depth) => depth[d] ?? 0)))
    for (const key of keysOf(codes, strides, deepest)) all.add(key)
  }
  const keys = Int32Array.from(all).sort()
  return { keys, published: Uint8Array.from(keys, (key) => (shown.has(key) ? 1 : 0)) }
}

function keysOf(codes: readonly (readonly LatticeCode[])[], strides: readonly number[], depths: readonly number[]): number[] {
  return codes.reduce<number[]>(
    (keys, list, d) => {
      const within = list.flatMap((code, index) => (code.depth <= (depths[d] ?? 0) ? [index * (strides[d] ?? 1)] : []))
      return keys.flatMap((key) => within.map((part) => key + part))
    },
    [0],
  )
}

function keysContaining(codes: readonly (readonly LatticeCode[])[], strides: readonly number[], leaf: readonly number[]): number[] {
  return leaf.reduce<number[]>(
    (keys, code, d) => {
      const line: number[] = []
      for (let above = code; above >= 0; above = codes[d]?.[above]?.parent ?? -1) line.push(above * (strides[d] ?? 1))
      return keys.flatMap((key) => line.map((part) => key + part))
    },
    [0],
  )
}

/**
 * Whether the margins can be taken away one by one, each meeting the others within one of them. Then any counts that agree on what
 * they share belong to some full table (Dobra and Fienberg, 2000), so that the sums between published cells say all there is to know.
 */
export function isDecomposable(margins: readonly (readonly number[])[]): boolean {
  const rest = [...margins]
  for (;;) {
    if (rest.length <= 1) return true
    const ear = rest.findIndex((margin, i) => {
      const others = rest.filter((_, j) => j !== i)
      const met = others.map((other) => margin.map((depth, d) => Math.min(depth, other[d] ?? 0)))
      return others.some((other) => met.every((shared) => shared.every((depth, d) => depth <= (other[d] ?? 0))))
    })
    if (ear === -1) return false
    rest.splice(ear, 1)
  }
}

function keyOf(at: readonly string[], places: readonly ReadonlyMap<string, number>[], strides: readonly number[]): number {
  return places.reduce((key, map, d) => {
    const code = map.get(at[d] ?? '')
    return code === undefined ? Number.NaN : key + code * (strides[d] ?? 1)
  }, 0)
}
