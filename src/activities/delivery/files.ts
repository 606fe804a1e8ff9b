/** Files of deliveries: finds them below given paths, and hides the INSZ in their names. */
import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'

export type DeliveryFile = { path: string; kind: 'XML' | 'NDJSON'; bytes: number }
export type FoundFiles = {
  files: DeliveryFile[] /** Files that are no deliveries, by their extension. */
  skipped: number /** Paths that do not exist or cannot be read. */
  missing: string[]
}

const KINDS: Readonly<Record<string, DeliveryFile['kind']>> = { '.xml': 'XML', '.ndjson': 'NDJSON', '.jsonl': 'NDJSON' }

/** Files at the paths, and in folders among them at any depth, in the order of their names. */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], skipped: 0, missing: [] }
  for (const path of paths) await look(path, found)
  return found
}

async function look(path: string, found: FoundFiles): Promise<void> {
  const entry = await stat(path).catch(() => undefined)
  const kind = KINDS[extname(path).toLowerCase()]
  if (entry?.isDirectory()) {
    const names = await readdir(path).catch(() => undefined)
    if (names === undefined) found.missing.push(path)
    for (const name of (names ?? []).toSorted()) await look(join(path, name), found)
  } else if (entry === undefined) found.missing.push(path)
  else if (kind === undefined || !entry.isFile()) found.skipped += 1
  else found.files.push({ path, kind, bytes: entry.size })
}

/** INSZ that a file is named by; undefined when it is named otherwise. */
export function inszInName(path: string): string | undefined {
  return /^(\d{11})(?:\D.*)?$/.exec(basename(path, extname(path)))?.[1]
}

/** A path to show: files are often named by an INSZ, which no log may hold. */
export function shownPath(path: string): string {
  return path.replace(/\d{11}/g, '…')
}
