/** Puts a call at the beginning of every function of a source file. */
import { type ArrowFunctionExpression, type Function as FunctionNode, parseSync, Visitor } from 'oxc-parser'

/** Global function that marked functions call with their name: `src/base/clock.ts:20 today`. */
export const RECORDER = '__doorstroomWalk'

type Insertion = { at: number; text: string }

/** @param path of the file from the root of the project. @returns the same TypeScript, on the same lines, with every function marked. */
export function instrument(path: string, text: string): string {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`)
  const insertions: Insertion[] = []
  const names = new Map<unknown, string>()
  const call = (node: FunctionNode | ArrowFunctionExpression) => {
    const line = text.slice(0, node.start).split('\n').length
    return `${RECORDER}(${JSON.stringify(`${path}:${line} ${names.get(node) ?? 'anonymous'}`)})`
  }
  const mark = (node: FunctionNode | ArrowFunctionExpression) => {
    const { body } = node
    if (body === null) return
    if (body.type === 'BlockStatement') insertions.push({ at: body.start + 1, text: `${call(node)};` })
    else insertions.push({ at: body.start, text: `(${call(node)}, ` }, { at: body.end, text: ')' })
  }
  new Visitor({
    VariableDeclarator: ({ id, init }) => void (id.type === 'Identifier' && names.set(init, id.name)),
    Property: ({ key, value }) => void (key.type === 'Identifier' && names.set(value, key.name)),
    MethodDefinition: ({ key, value }) => void (key.type === 'Identifier' && names.set(value, key.name)),
    AssignmentExpression: ({ left, right }) => void (left.type === 'Identifier' && names.set(right, left.name)),
    FunctionDeclaration: (node) => {
      if (node.id !== null) names.set(node, node.id.name)
      mark(node)
    },
    FunctionExpression: mark,
    ArrowFunctionExpression: mark,
  }).visit(program)
  return apply(text, insertions)
}

/** Later places first, so that earlier ones keep their offsets. */
function apply(text: string, insertions: readonly Insertion[]): string {
  return insertions
    .toSorted((a, b) => b.at - a.at)
    .reduce((result, { at, text: inserted }) => result.slice(0, at) + inserted + result.slice(at), text)
}
