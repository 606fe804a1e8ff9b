/** Files of deliveries: finds them below given paths, and hides the INSZ in their names. */
import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'

/** @property kind UNKNOWN: the operator named it, and its name does not say what it is. */
export type DeliveryFile = { path: string; kind: 'XML' | 'NDJSON' | 'UNKNOWN'; gzip: boolean; bytes: number }
export type FoundFiles = {
  files: DeliveryFile[] /** Files in folders that are no deliveries, by their extension. */
  skipped: number /** Paths that do not exist or cannot be read. */
  missing: string[]
}

const KINDS: Readonly<Record<string, DeliveryFile['kind']>> = { '.xml': 'XML', '.ndjson': 'NDJSON', '.jsonl': 'NDJSON', '.json': 'NDJSON' }

/** Ends of names by which a file is a delivery; each can be followed by `.gz`. */
export const FILE_ENDINGS: readonly string[] = Object.keys(KINDS)

/** Files at the paths, and in folders among them at any depth, in the order of their names. */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], skipped: 0, missing: [] }
  for (const path of paths) await look(path, found, true)
  return found
}

async function look(path: string, found: FoundFiles, named: boolean): Promise<void> {
  const entry = await stat(path).catch(() => undefined)
  if (entry?.isDirectory()) {
    const names = await readdir(path).catch(() => undefined)
    if (names === undefined) found.missing.push(path)
    for (const name of (names ?? []).toSorted()) await look(join(path, name), found, false)
    return
  }
  if (entry === undefined) return void found.missing.push(path)
  const kind = kindOf(path)
  if (!entry.isFile() || (kind === 'UNKNOWN' && !named)) found.skipped += 1
  else found.files.push({ path, kind, gzip: isPacked(path), bytes: entry.size })
}

const isPacked = (path: string) => extname(path).toLowerCase() === '.gz'

function kindOf(path: string): DeliveryFile['kind'] {
  const unpacked = isPacked(path) ? basename(path, extname(path)) : path
  return KINDS[extname(unpacked).toLowerCase()] ?? 'UNKNOWN'
}

/** INSZ that a file is named by; undefined when it is named otherwise. */
export function inszInName(path: string): string | undefined {
  return /^(\d{11})(?:\D.*)?$/.exec(basename(path))?.[1]
}

/** A path to show: files are often named by an INSZ, which no log may hold. */
export function shownPath(path: string): string {
  return path.replace(/\d{11}/g, '…')
}
