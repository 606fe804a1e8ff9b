/** Recipes of docs/recipes: steps of a text that people follow, run as they stand in a copy of the project. */
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

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

/** Folders that no recipe changes: packages, wherever they are installed, history and data. */
const LEFT = new Set(['node_modules', '.git', '.data'])

/** Copy of the project in a folder of its own, with the same installed packages. */
export function copyProject(): { root: string; remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'doorstroom-recipe-'))
  cpSync(ROOT, root, { recursive: true, filter: (path) => !LEFT.has(basename(path)) })
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** Texts of files before and after a step, by path from the root; undefined: there was no such file. */
export type Changes = Map<string, { before: string | undefined; after: string | undefined }>

/** Does one step. @returns what it changed. @throws with the line of the recipe when it cannot be done. */
export async function takeStep(root: string, step: Step): Promise<Changes> {
  // A command can change any file; a block changes the one that it names.
  const texts = () => (step.file === undefined ? readTexts(root) : readText(root, step.file))
  const before = texts()
  const failure = await take(root, step)
  if (failure !== undefined) throw new Error(`line ${step.line} of the recipe: ${failure}`)
  const after = texts()
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

/** Takes a step back. @returns how to undo that: later steps may have changed the same files, so they become what they were just before. */
function takeBack(root: string, changes: Changes): () => void {
  const now = new Map([...changes.keys()].map((path) => [path, textAt(root, path)] as const))
  for (const [path, { before }] of changes) setText(root, path, before)
  return () => {
    for (const [path, text] of now) setText(root, path, text)
  }
}

function textAt(root: string, path: string): string | undefined {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined
}

function setText(root: string, path: string, text: string | undefined): void {
  const folder = dirname(join(root, path))
  mkdirSync(folder, { recursive: true })
  if (text !== undefined) writeFileSync(join(root, path), text)
  else rmSync(join(root, path))
  // A folder that a step made goes with it.
  if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true })
}

/** A command, and the steps that it is asked to miss. */
export type Gates = { command: string; left: readonly { step: Step; says: string }[] }

const testFile = (command: string) => /^npx vitest run (\S+\.test\.ts)$/.exec(command)?.[1]

/** What tells that steps were left out. Gates of one test file each look at another step, and run together: starting is most of their time. */
export function gatesOf(steps: readonly Step[]): Gates[] {
  const gates = steps.flatMap((step) => (step.gate === undefined ? [] : [{ step, ...step.gate }]))
  const together = gates.filter(({ command }) => testFile(command) !== undefined)
  const apart = gates.filter((gate) => !together.includes(gate)).map(({ command, ...left }) => ({ command, left: [left] }))
  const files = [...new Set(together.map(({ command }) => testFile(command)))]
  return [...apart, ...(files.length === 0 ? [] : [{ command: `npx vitest run ${files.join(' ')}`, left: together }])]
}

/** Leaves steps out and takes them again. @throws unless the command fails and says each of them. */
export async function leaveOut(root: string, done: ReadonlyMap<Step, Changes>, { command, left }: Gates): Promise<void> {
  const takeAgain = left.map(({ step }) => takeBack(root, done.get(step) ?? new Map()))
  const { code, output } = await run(root, command)
  for (const again of takeAgain.toReversed()) again()
  const unsaid = left.filter(({ says }) => !output.includes(says)).map(({ says }) => says)
  if (code !== 1 || unsaid.length > 0) throw new Error(`${command} (exit ${code}) does not say ${JSON.stringify(unsaid)}:\n${output}`)
}

/** Runs a script from the root of a copy, as somebody would who has just cloned it. @returns everything that it printed. */
async function run(root: string, script: string): Promise<{ code: number; output: string }> {
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST|NODE_ENV|npm_)/.test(name))
  const env = { ...Object.fromEntries(own), PATH: `${dirname(process.execPath)}:${process.env.PATH}`, NO_COLOR: '1' }
  return new Promise((resolve) => {
    execFile('bash', ['-euo', 'pipefail', '-c', script], { cwd: root, env, maxBuffer: 64 * 2 ** 20 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, output: `${stdout}${stderr}` })
    })
  })
}

/** Texts of a copy that steps can change. Of what Prisma writes nothing is taken back. */
function readTexts(root: string, folder = ''): Map<string, string> {
  const texts = readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry): [string, string][] => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return LEFT.has(entry.name) || entry.name === 'generated' ? [] : [...readTexts(root, path)]
    return entry.isFile() ? [...readText(root, path)] : []
  })
  return new Map(texts)
}

function readText(root: string, path: string): Map<string, string> {
  return existsSync(join(root, path)) ? new Map([[path, readFileSync(join(root, path), 'utf8')]]) : new Map()
}
