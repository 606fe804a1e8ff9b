/** What somebody with the release, the method and pen and paper can write down. Shares no code with the protector nor with its auditor. */
import type { CountTable, ProtectedTable } from '../../src/activities/statistics/disclosure/table.ts'

/** From where to where a quantity lies, whole numbers. Quantities are named by measure and codes; a gap by both measures. */
export type Notes = Map<string, { low: number; high: number }>

/** Sum that holds by definition: between codes of a flat dimension, between levels of a deep one, or of a measure in its part and its gap. */
export type Sum = { readonly kind: 'margin' | 'hierarchy' | 'gap'; readonly whole: string; readonly parts: readonly string[] }

/** Name of a quantity. */
export const nameOf = (measure: string, at: readonly string[]): string => `${measure} @ ${at.join(' ')}`

/** Upper end of what nothing bounds. */
export const ANYTHING = 1e9

/** Notes of a release: what is published, to its rounding and not below the threshold; nothing of the rest. */
export function firstNotes(release: ProtectedTable): Notes {
  const below = Math.floor(release.base / 2)
  const notes: Notes = new Map()
  for (const { at, measure, value } of release.cells) {
    if (value === null) notes.set(nameOf(measure, at), { low: 0, high: ANYTHING })
    else if (value === 0) notes.set(nameOf(measure, at), { low: 0, high: 0 })
    else {
      const low = Math.max(value - below, isApart(release, at) ? release.sensitiveThreshold : release.threshold)
      notes.set(nameOf(measure, at), { low, high: value + release.base - 1 - below })
    }
  }
  return notes
}

function isApart({ sensitive, dimensions }: ProtectedTable, at: readonly string[]): boolean {
  return (
    sensitive ||
    dimensions.some((dimension, d) => dimension.sensitive && dimension.codes.find(({ code }) => code === at[d])?.parent != null)
  )
}

/** All sums between the cells of a release. */
export function sumsOf({ dimensions, measures, cells }: Pick<ProtectedTable, 'dimensions' | 'measures' | 'cells'>): Sum[] {
  const places = new Map(cells.map(({ at }) => [at.join(' '), at]))
  const below = dimensions.map(({ codes }) => Map.groupBy(codes, ({ parent }) => parent))
  const deep = dimensions.map(({ codes }) => codes.some(({ parent }) => codes.find(({ code }) => code === parent)?.parent != null))
  return [...places.values()].flatMap((at) => [
    ...dimensions.flatMap((_, d): Sum[] => {
      const parts = (below[d]?.get(at[d] ?? '') ?? []).map(({ code }) => at.with(d, code))
      if (parts.length === 0 || parts.some((part) => !places.has(part.join(' ')))) return []
      const kind = deep[d] ? 'hierarchy' : 'margin'
      const named = (measure: string): Sum => ({ kind, whole: nameOf(measure, at), parts: parts.map((part) => nameOf(measure, part)) })
      return [
        ...measures.map(({ name }) => named(name)),
        ...measures.flatMap(({ name, within }) => (within === null ? [] : [named(`${within} - ${name}`)])),
      ]
    }),
    ...measures.flatMap(({ name, within }): Sum[] =>
      within === null ? [] : [{ kind: 'gap', whole: nameOf(within, at), parts: [nameOf(name, at), nameOf(`${within} - ${name}`, at)] }],
    ),
  ])
}

/** Writes down what each sum leaves to its members; `rounds` times over. Contradictions, from wrong guesses, stay as they were. */
export function workOut(notes: Notes, sums: readonly Sum[], rounds: number): Notes {
  const worked: Notes = new Map([...notes].map(([name, range]) => [name, { ...range }]))
  const rangeOf = (name: string) => {
    const known = worked.get(name)
    if (known !== undefined) return known
    const fresh = { low: 0, high: ANYTHING }
    worked.set(name, fresh)
    return fresh
  }
  const improve = (range: { low: number; high: number }, low: number, high: number): boolean => {
    if (low > range.high || high < range.low) return false
    const better = low > range.low || high < range.high
    range.low = Math.max(range.low, low)
    range.high = Math.min(range.high, high)
    return better
  }
  for (let round = 0, better = true; better && round < rounds; round += 1) {
    better = false
    for (const { whole, parts } of sums) {
      const top = rangeOf(whole)
      const members = parts.map(rangeOf)
      const low = members.reduce((sum, member) => sum + member.low, 0)
      const high = members.reduce((sum, member) => sum + member.high, 0)
      better = improve(top, low, high) || better
      for (const member of members) better = improve(member, top.low - (high - member.high), top.high - (low - member.low)) || better
    }
  }
  return worked
}

/** True values of all quantities of a table, gaps included, to judge what an attack says. */
export function truthOf(table: CountTable, release: Pick<ProtectedTable, 'cells'>): Map<string, number> {
  const lineages = table.dimensions.map(({ codes }) => {
    const parents = new Map(codes.map(({ code, parent }) => [code, parent]))
    return (leaf: string): string[] => {
      const line: string[] = []
      for (let code: string | null = leaf; code !== null; code = parents.get(code) ?? null) line.push(code)
      return line
    }
  })
  const wanted = new Set(release.cells.map(({ at }) => at.join(' ')))
  const truth = new Map([...wanted].flatMap((at) => table.measures.map(({ name }) => [nameOf(name, at.split(' ')), 0])))
  for (const { at, values } of table.cells) {
    const lines = at.map((code, d) => lineages[d]?.(code) ?? [])
    const places = lines.reduce<string[][]>((found, line) => found.flatMap((place) => line.map((code) => [...place, code])), [[]])
    for (const place of places) {
      if (!wanted.has(place.join(' '))) continue
      table.measures.forEach(({ name }, m) => {
        truth.set(nameOf(name, place), (truth.get(nameOf(name, place)) ?? 0) + (values[m] ?? 0))
      })
    }
  }
  for (const { name, within } of table.measures) {
    if (within === null) continue
    for (const at of wanted) {
      const whole = truth.get(nameOf(within, at.split(' '))) ?? 0
      truth.set(nameOf(`${within} - ${name}`, at.split(' ')), whole - (truth.get(nameOf(name, at.split(' '))) ?? 0))
    }
  }
  return truth
}
