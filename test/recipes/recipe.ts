/** Recipes of docs/recipes: steps of a text that people follow, run as they stand in a copy of the project. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
export const RECIPES = join(ROOT, 'docs/recipes')

/** What tells that a step was left out: a command, and a part of what it prints. */
export type Gate = { command: string; says: string }

export type Step = {
  /** Line of the recipe at which its block begins. */
  line: number
  kind: 'write' | 'diff' | 'run'
  /** Path from the root, of a file that is written or changed. */
  file: string | undefined
  text: string
  gate: Gate | undefined
}

const BLOCK = /^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$(?:\n+Left out, `([^`\n]+)` says `((?:[^`\n])+)`)?/gm

export function readSteps(path: string): Step[] {
  const recipe = readFileSync(join(ROOT, path), 'utf8')
  return [...recipe.matchAll(BLOCK)].map(({ 1: language, 2: file, 3: text = '', 4: command, 5: says, index }) => ({
    line: recipe.slice(0, index).split('\n').length,
    kind: language === 'diff' ? 'diff' : file === undefined ? 'run' : 'write',
    file,
    text,
    gate: command === undefined || says === undefined ? undefined : { command, says },
  }))
}

/** Copy of the project in a folder of its own, with the same installed packages. */
export function copyProject(): { root: string; remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'doorstroom-recipe-'))
  const left = new Set(['node_modules', '.git', '.data'])
  cpSync(ROOT, root, { recursive: true, filter: (path) => !left.has(relative(ROOT, path)) })
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** Texts of files before and after a step, by path from the root; undefined: there was no such file. */
export type Changes = Map<string, { before: string | undefined; after: string | undefined }>

/** Does one step. @returns what it changed. @throws with the line of the recipe when it cannot be done. */
export async function takeStep(root: string, step: Step): Promise<Changes> {
  const before = readTexts(root)
  const failure = await take(root, step)
  if (failure !== undefined) throw new Error(`line ${step.line} of the recipe: ${failure}`)
  const after = readTexts(root)
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path))
  return new Map(paths.map((path) => [path, { before: before.get(path), after: after.get(path) }]))
}

async function take(root: string, { kind, file = '', text }: Step): Promise<string | undefined> {
  const path = join(root, file)
  switch (kind) {
    case 'run': {
      const { code, output } = await run(root, text)
      return code === 0 ? undefined : output
    }
    case 'write':
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
      return undefined
    case 'diff':
      return patch(path, text)
  }
}

/** Replaces each group of `-` lines by the `+` lines after it. */
function patch(path: string, diff: string): string | undefined {
  for (const [, removed = '', added = ''] of diff.matchAll(/((?:^-.*\n)+)((?:^\+.*\n)+)/gm)) {
    const [from, to] = [removed, added].map((lines) => lines.replaceAll(/^[-+]/gm, '').slice(0, -1)) as [string, string]
    const whole = readFileSync(path, 'utf8')
    const times = whole.split(from).length - 1
    if (times !== 1) return `its text is ${times} times in ${path}:\n${from}`
    writeFileSync(
      path,
      whole.replace(from, () => to),
    )
  }
  return undefined
}

/** Takes a step back. @returns how to take it again. */
export function takeBack(root: string, changes: Changes): () => void {
  const set = (side: 'before' | 'after') => {
    for (const [path, texts] of changes) {
      const text = texts[side]
      const folder = dirname(join(root, path))
      mkdirSync(folder, { recursive: true })
      if (text !== undefined) writeFileSync(join(root, path), text)
      else rmSync(join(root, path))
      // A folder that a step made goes with it.
      if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true })
    }
  }
  set('before')
  return () => set('after')
}

/** Runs a script from the root of a copy, as somebody would who has just cloned it. @returns everything that it printed. */
export async function run(root: string, script: string): Promise<{ code: number; output: string }> {
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST|NODE_ENV|npm_)/.test(name))
  const env = { ...Object.fromEntries(own), PATH: `${dirname(process.execPath)}:${process.env.PATH}`, NO_COLOR: '1' }
  return new Promise((resolve) => {
    execFile('bash', ['-euo', 'pipefail', '-c', script], { cwd: root, env, maxBuffer: 64 * 2 ** 20 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, output: `${stdout}${stderr}` })
    })
  })
}

/** Texts of a copy that steps can change. Of what Prisma writes nothing is taken back. */
function readTexts(root: string): Map<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)))
  const texts = files.filter((path) => !/^node_modules\/|(^|\/)generated\//.test(path))
  return new Map(texts.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}
