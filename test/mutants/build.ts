/** Builds with a fault: a copy of the sources in a folder of its own, patched. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Mutant, Patch } from './mutant.ts'

/** Folder of the sources. */
export const ROOT = join(import.meta.dirname, '../..')

/** @throws when a text is not exactly once in its file: the mutant no longer fits. */
export function patched({ file, find, replace }: Patch, text: string): string {
  const times = text.split(find).length - 1
  if (times !== 1) throw new Error(`A mutant is stale: its text is ${times} times in ${file}:\n${find}`)
  return text.replace(find, () => replace)
}

/** Sources with the mutant's fault, keyed by file. */
export function patchAll({ patches }: Mutant): Map<string, string> {
  const texts = new Map<string, string>()
  for (const patch of patches) texts.set(patch.file, patched(patch, texts.get(patch.file) ?? readFileSync(join(ROOT, patch.file), 'utf8')))
  return texts
}

/** Writes a build with the fault. @returns its folder, and how to remove it. */
export function buildMutant(mutant: Mutant): { root: string; remove: () => void } {
  const texts = patchAll(mutant)
  const root = mkdtempSync(join(tmpdir(), 'doorstroom-mutant-'))
  cpSync(join(ROOT, 'src'), join(root, 'src'), { recursive: true })
  for (const name of ['node_modules', 'protocols', 'reference', 'schema', 'prisma']) symlinkSync(join(ROOT, name), join(root, name))
  cpSync(join(ROOT, 'package.json'), join(root, 'package.json'))
  for (const [file, text] of texts) writeFileSync(join(root, file), text)
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) }
}
