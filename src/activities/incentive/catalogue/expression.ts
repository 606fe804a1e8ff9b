/**
 * Conditions are FEEL, the expression language of DMN. Of it a small part is let in: what always ends, reads declared facts only and
 * answers yes or no. There is nothing in it that could call, loop or define, so no condition can run for long.
 */
import { evaluate, parseExpression } from 'feelin'
import type { FactValue } from './rule.ts'

type SyntaxNode = ReturnType<typeof parseExpression>['topNode']

/** What is wrong with a condition. `at` is the character, from 1. */
type ExpressionProblem = { at: number; message: string }

/** Values that each declared fact can have. */
export type FactTypes = ReadonlyMap<string, readonly FactValue[]>

export type ReadExpression = { facts: readonly string[]; problems: readonly ExpressionProblem[] }

/** Deepest nesting of a condition. */
const DEPTH = 12

type Reading = { text: string; types: FactTypes }

/** Reads a condition without running it. */
export function readExpression(text: string, types: FactTypes): ReadExpression {
  const names = Object.fromEntries([...types.keys()].map((name) => [name, null]))
  const tree = parseExpression(text, names, undefined)
  const [expression, ...others] = children(tree.topNode)
  const problems =
    expression === undefined || others.length > 0
      ? [{ at: 1, message: 'expected one FEEL expression' }]
      : booleanProblems({ text, types }, expression, 1)
  const facts = new Set<string>()
  tree.iterate({
    enter: ({ name, from, to }) => {
      if (name === 'VariableName' && types.has(text.slice(from, to))) facts.add(text.slice(from, to))
    },
  })
  return { facts: [...facts], problems }
}

function problem({ from }: SyntaxNode, message: string): ExpressionProblem[] {
  return [{ at: from + 1, message }]
}

function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child)
  return found
}

/** Parts of a node without its punctuation and words. */
const partsOf = (node: SyntaxNode) => children(node).filter(({ type }) => type.isError || /^[A-Z]/.test(type.name))

const sourceOf = ({ text }: Reading, { from, to }: SyntaxNode) => text.slice(from, to)

/** Reads what must answer yes or no. */
function booleanProblems(reading: Reading, node: SyntaxNode, depth: number): ExpressionProblem[] {
  if (depth > DEPTH) return problem(node, `nested more than ${DEPTH} levels deep: split it into several requirements`)
  const each = (nodes: readonly SyntaxNode[]) => nodes.flatMap((part) => booleanProblems(reading, part, depth + 1))
  switch (node.type.name) {
    case 'Conjunction':
    case 'Disjunction':
    case 'IfExpression':
    case 'ParenthesizedExpression':
      return each(partsOf(node))
    case 'FunctionInvocation':
      return invocationProblems(reading, node, each)
    case 'Comparison':
      return comparisonProblems(reading, node)
    case 'BooleanLiteral':
      return []
    case 'VariableName':
      return conditionProblems(reading, node)
    default:
      return problem(node, refusal(node))
  }
}

function refusal({ type }: SyntaxNode): string {
  if (type.isError) return 'the expression is incomplete here: complete it'
  if (type.name === 'FunctionDefinition') return 'function definitions are not allowed in a condition: write the condition out'
  if (type.name === 'NumericLiteral' || type.name === 'ArithmeticExpression')
    return 'calculations are not allowed in a condition: use a fact that gives the answer'
  return `${type.name} is not allowed in a condition: use facts with and, or, not(), =, !=, in and if`
}

function invocationProblems(reading: Reading, node: SyntaxNode, each: (nodes: readonly SyntaxNode[]) => ExpressionProblem[]) {
  const [name, parameters] = partsOf(node)
  const operands = parameters === undefined ? [] : partsOf(parameters)
  if (name === undefined || sourceOf(reading, name) !== 'not')
    return problem(node, 'not() is the only function allowed in a condition: use a fact that gives the answer')
  return operands.length === 1 ? each(operands) : problem(node, 'not() takes one expression')
}

/** A fact that stands alone is itself a yes or no. */
function conditionProblems(reading: Reading, node: SyntaxNode): ExpressionProblem[] {
  const name = sourceOf(reading, node)
  const [value] = reading.types.get(name) ?? []
  if (typeof value !== 'string') return factProblems(reading, node)
  return problem(node, `${name} is not a boolean: compare it with a value, for example ${name} = "${value}"`)
}

function factProblems(reading: Reading, node: SyntaxNode): ExpressionProblem[] {
  const name = sourceOf(reading, node)
  return reading.types.has(name) ? [] : problem(node, `${name} is not a declared fact: declare it in facts.yaml, or correct the name`)
}

/** A fact against its own values: of any other, FEEL would say no without a warning. */
function comparisonProblems(reading: Reading, node: SyntaxNode): ExpressionProblem[] {
  const operator = children(node).find(({ type }) => type.name === 'CompareOp')
  if (operator !== undefined && !['=', '!='].includes(sourceOf(reading, operator)))
    return problem(operator, 'facts have no order: compare with =, != or in')
  const parts = partsOf(node).filter(({ type }) => type.name !== 'CompareOp')
  const broken = parts.find(({ type }) => type.isError)
  if (broken !== undefined) return problem(broken, refusal(broken))
  const [fact, ...others] = parts
  if (fact?.type.name !== 'VariableName') return problem(node, 'expected a fact on the left: fact = "VALUE"')
  return [...factProblems(reading, fact), ...others.flatMap(literalsOf).flatMap((literal) => literalProblems(reading, fact, literal))]
}

const GROUPS = new Set(['PositiveUnaryTests', 'PositiveUnaryTest', 'List', 'ParenthesizedExpression'])

function literalsOf(node: SyntaxNode): SyntaxNode[] {
  return GROUPS.has(node.type.name) ? partsOf(node).flatMap(literalsOf) : [node]
}

function literalProblems(reading: Reading, fact: SyntaxNode, literal: SyntaxNode): ExpressionProblem[] {
  const text = sourceOf(reading, literal)
  if (!['StringLiteral', 'BooleanLiteral'].includes(literal.type.name))
    return problem(literal, 'expected a value on the right: "VALUE", true or false')
  const values = reading.types.get(sourceOf(reading, fact))?.map((value) => JSON.stringify(value))
  if (values === undefined || values.includes(text)) return []
  return problem(literal, `${text} is not a value of ${sourceOf(reading, fact)}: expected ${values.join(', ')}`)
}

/** Judges a condition that was read without problems. @throws when FEEL answers anything but yes or no, or has something to warn about. */
export function judgeExpression(text: string, facts: Readonly<Record<string, FactValue>>): boolean {
  const { value, warnings } = evaluate(text, facts)
  if (typeof value === 'boolean' && warnings.length === 0) return value
  throw new Error(warnings[0]?.message ?? 'the condition does not give true or false')
}
