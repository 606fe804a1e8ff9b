/** YAML files that people edit, checked against a schema with the line of every problem. */
import { isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'

/** Something wrong in a file that people edit: where, and what was expected instead. */
export type YamlProblem = { file: string; line: number; message: string }

export type ParsedYaml<T> = { value: T | undefined; problems: YamlProblem[]; lineOf: (path: readonly PropertyKey[]) => number }

/** Reads one YAML document against a schema. Reports every problem with its line; aliases are refused, so that a file reads as it is. */
export function parseYaml<T>(file: string, text: string, schema: z.ZodType<T>): ParsedYaml<T> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  const lineOf = (path: readonly PropertyKey[]) => {
    for (let depth = path.length; depth > 0; depth -= 1) {
      const node = document.getIn(path.slice(0, depth), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      file,
      line: error.linePos?.[0].line ?? 1,
      message: error.message.split('\n')[0] ?? 'not valid YAML',
    }))
    return { value: undefined, problems, lineOf }
  }
  const result = schema.safeParse(document.toJS({ maxAliasCount: 0 }))
  if (result.success) return { value: result.data, problems: [], lineOf }
  const problems = result.error.issues.map((issue) => ({
    file,
    line: lineOf(issue.path),
    message: `${issue.path.map(String).join('.') || 'document'}: ${issue.message}`,
  }))
  return { value: undefined, problems, lineOf }
}

/** All problems of a set of files, one a line: file:line message. */
export function renderProblems(problems: readonly YamlProblem[]): string {
  return problems.map(({ file, line, message }) => `${file}:${line} ${message}`).join('\n')
}
