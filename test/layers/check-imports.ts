/** Holds the imports of src to the table. */

import type { Graph } from './graph.ts'
import { HOLE } from './source.ts'
import { MAY_IMPORT } from './table.ts'

type Table = Readonly<Record<string, readonly string[]>>

export type ImportCheck = { problems: string[]; files: number; arrows: number }

const isTest = (path: string) => path.endsWith('.test.ts')

/** Row that a file of src belongs to; undefined when its folder has none. */
export function rowOf(path: string, table: Table): string | undefined {
  const [room = '', ...rest] = path.split('/').slice(1)
  const inRoom = rest.length > 1 ? `${room}/${rest[0]}` : room
  if (Object.hasOwn(table, inRoom)) return inRoom
  return rest.length > 1 && Object.hasOwn(table, `${room}/*`) ? `${room}/*` : undefined
}

/**
 * @param graph files of src with what they import; tests among them are left out.
 */
export function checkImports(graph: Graph, table: Table = MAY_IMPORT): ImportCheck {
  const files = [...graph].filter(([path]) => !isTest(path))
  const problems = new Set(checkTable(table))
  const used = new Set<string>()
  let arrows = 0
  for (const [path, targets] of files) {
    const from = rowOf(path, table)
    if (from === undefined)
      problems.add(`${path}: its folder has no row in test/layers/table.ts; add one, above every folder that imports it`)
    for (const target of targets) {
      arrows++
      const to = rowOf(target, table)
      const known = graph.has(target) || target.startsWith('src/generated/')
      if (target === HOLE) problems.add(`${path} imports a module that is only known while it runs; name it in a string`)
      else if (!known || isTest(target)) problems.add(`${path} imports ${target}, which is not code of src`)
      else if (from === undefined || to === undefined || isSame(path, target, from, to)) continue
      else if (table[from]?.includes(to)) used.add(`${from} > ${to}`)
      else problems.add(`${path} imports ${target}: ${from} may not import ${to}`)
    }
  }
  const listed = Object.entries(table).flatMap(([from, row]) => row.map((to) => `${from} > ${to}`))
  for (const arrow of listed) if (!used.has(arrow)) problems.add(`${arrow} is in the table, and nothing imports that way; remove it`)
  return { problems: [...problems], files: files.length, arrows }
}

/** Folders of one row may not import each other when the row stands for several (`domains/*`). */
const folderOf = (path: string) => path.split('/').slice(0, 3).join('/')
const isSame = (path: string, target: string, from: string, to: string) =>
  from === to && (!from.endsWith('/*') || folderOf(path) === folderOf(target))

/** One way only: a row names rows above it. Domains name no other domain. */
function checkTable(table: Table): string[] {
  const rows = Object.keys(table)
  return Object.entries(table).flatMap(([from, row]) =>
    row.flatMap((to) => {
      if (!Object.hasOwn(table, to)) return [`${from} names ${to}, which has no row`]
      if (rows.indexOf(to) >= rows.indexOf(from)) return [`${from} names ${to}, which does not stand above it`]
      return []
    }),
  )
}

/** Rooms of the ground floor, in order. */
export const roomsOf = (table: Table): string[] => [
  ...new Set(
    Object.keys(table)
      .filter((row) => !row.endsWith('.ts') && !row.startsWith('generated/'))
      .map((row) => row.split('/')[0] ?? ''),
  ),
]
