/** Builds with a fault, or without an idea: a copy of the sources in a folder of its own, patched. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Mutant, Patch } from './mutant.ts'

/** What a build changes. @property name says which one is stale. */
export type Change = Pick<Mutant, 'name' | 'patches'>

/** Folder of the sources. */
export const ROOT = join(import.meta.dirname, '../..')

/** @throws when a text is not exactly once in its file: the change no longer fits the code. */
function patched(name: string, { file, find, replace }: Patch, text: string): string {
  const times = text.split(find).length - 1
  if (times !== 1) throw new Error(`The change "${name}" is stale: its text is ${times} times in ${file}:\n${find}`)
  return text.replace(find, () => replace)
}

/** Sources with the change, keyed by file. */
export function patchAll({ name, patches }: Change): Map<string, string> {
  const texts = new Map<string, string>()
  for (const patch of patches)
    texts.set(patch.file, patched(name, patch, texts.get(patch.file) ?? readFileSync(join(ROOT, patch.file), 'utf8')))
  return texts
}

/** What no build needs, and may be large. */
const LEFT_OUT = /\/(node_modules|results)$/

/** Writes a build with the change. @param folders that it has copies of. @returns its folder, and how to remove it. */
export function buildMutant(change: Change, folders: readonly string[] = ['src']): { root: string; remove: () => void } {
  const texts = patchAll(change)
  const root = mkdtempSync(join(tmpdir(), 'doorstroom-mutant-'))
  for (const folder of folders) cpSync(join(ROOT, folder), join(root, folder), { recursive: true, filter: (path) => !LEFT_OUT.test(path) })
  for (const name of ['node_modules', 'protocols', 'incentives', 'reference', 'schema', 'prisma', 'docs'])
    symlinkSync(join(ROOT, name), join(root, name))
  for (const name of ['package.json', 'vitest.config.ts']) cpSync(join(ROOT, name), join(root, name))
  for (const [file, text] of texts) writeFileSync(join(root, file), text)
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) }
}
