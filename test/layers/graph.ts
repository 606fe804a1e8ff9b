/** Which file imports which, and circles among them. */
import { dirname, join } from 'node:path'
import { HOLE, type Sources } from './source.ts'

/** Files by path, each with the paths of the files that it imports. Packages are left out; HOLE is a file that is only known while it runs. */
export type Graph = ReadonlyMap<string, readonly string[]>

export function importGraph(sources: Sources): Graph {
  return new Map(
    [...sources].map(([path, { imports }]) => {
      const own = imports.filter((module) => module.startsWith('.') || module === HOLE)
      return [path, own.map((module) => (module === HOLE ? HOLE : join(dirname(path), module)))]
    }),
  )
}

/** Folders that stand beside each other, as far as files below one import files below another. A folder and the one around it are not compared: they are one thing. */
export function folderGraph(files: Graph): Graph {
  const graph = new Map<string, Set<string>>()
  for (const [path, targets] of files)
    for (const [from, to] of targets.flatMap((target) => foldersApart(path, target)))
      graph.set(from, (graph.get(from) ?? new Set()).add(to))
  return new Map([...graph].map(([from, to]) => [from, [...to]]))
}

/** @returns the highest folders in which two files are apart; none where one of the files stands around the other. */
function foldersApart(path: string, target: string): [from: string, to: string][] {
  const [one, other] = [path, target].map((file) => dirname(file).split('/')) as [string[], string[]]
  const common = one.findIndex((name, index) => name !== other[index])
  if (common < 0 || other.length <= common) return []
  const upTo = (folders: string[]) => folders.slice(0, common + 1).join('/')
  return [[upTo(one), upTo(other)]]
}

export const countArrows = (graph: Graph) => [...graph.values()].flat().length

/** Groups of files that import each other, directly or through others (strongly connected components, Tarjan). */
export function findCircles(graph: Graph): string[][] {
  const circles: string[][] = []
  const stack: string[] = []
  const entered = new Map<string, number>()
  const left = new Set<string>()
  const enter = (path: string): number => {
    const order = entered.size
    entered.set(path, order)
    stack.push(path)
    let lowest = order
    for (const target of graph.get(path) ?? []) {
      if (left.has(target)) continue
      lowest = Math.min(lowest, entered.get(target) ?? enter(target))
    }
    if (lowest === order) leave(path)
    return lowest
  }
  const leave = (path: string) => {
    const circle = stack.splice(stack.indexOf(path))
    for (const member of circle) left.add(member)
    if (circle.length > 1 || graph.get(path)?.includes(path)) circles.push(circle.sort())
  }
  for (const path of graph.keys()) if (!entered.has(path)) enter(path)
  return circles
}
