/** Folders of YAML files that people edit: one value per file, named after the value's id. */
import { readdir, readFile } from 'node:fs/promises'
import { join, parse } from 'node:path'
import type { z } from 'zod'
import { type ParsedYaml, parseYaml, renderProblems, type YamlProblem } from './yaml-file.ts'

/** Value of a file with the place it came from, so that later checks can point at the line. */
export type YamlFile<T> = { value: T; file: string; lineOf: ParsedYaml<T>['lineOf'] }

/** What was read of files, in the order of their names, and every problem of all of them. */
export type YamlFiles<T> = { files: YamlFile<T>[]; problems: YamlProblem[] }

/** Every problem of a set of files at once. The hub does not start with one. */
export abstract class YamlInvalid extends Error {
  readonly problems: readonly YamlProblem[]
  constructor(what: string, problems: readonly YamlProblem[]) {
    super(`${what} is not valid; nothing was loaded.\n${renderProblems(problems)}`)
    this.name = new.target.name
    this.problems = problems
  }
}

const YAML = /\.ya?ml$/

/** Reads the values of a folder. @param other name of a file beside them that is something else. */
export async function readYamlFolder<T extends { id: string }>(
  folder: string,
  schema: z.ZodType<T>,
  other?: string,
): Promise<YamlFiles<T>> {
  const names = (await readdir(folder)).filter((name) => YAML.test(name) && name !== other).sort()
  const read = await Promise.all(names.map((name) => readYamlFile(join(folder, name), schema)))
  return {
    files: read.flatMap(({ files }) => files),
    problems: read.flatMap(({ files, problems }) => [...problems, ...files.flatMap(findMisnamed)]),
  }
}

function findMisnamed({ value, file, lineOf }: YamlFile<{ id: string }>): YamlProblem[] {
  const expected = parse(file).name
  return value.id === expected ? [] : [{ file, line: lineOf(['id']), message: `id: expected "${expected}", the name of the file` }]
}

/** Reads one file. @throws when it cannot be read. */
export async function readYamlFile<T>(file: string, schema: z.ZodType<T>): Promise<YamlFiles<T>> {
  const { value, problems, lineOf } = parseYaml(file, await readFile(file, 'utf8'), schema)
  return { files: value === undefined ? [] : [{ value, file, lineOf }], problems }
}
