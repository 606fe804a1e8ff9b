/** Catalogue of incentives: reads the YAML files of a folder and reports every problem at once. */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type ParsedYaml, parseYaml, renderProblems, type YamlProblem } from '../../../base/yaml-file.ts'
import { FactFile } from './fact-file.ts'
import { IncentiveFile } from './incentive-file.ts'

/** Value of a file with the place it came from, so that later checks can point at the line. */
export type CatalogueFile<T> = { value: T; file: string; lineOf: ParsedYaml<T>['lineOf'] }

/** Incentives and the facts that they may read, as the files say. */
export type LoadedCatalogue = { facts: CatalogueFile<FactFile>; incentives: readonly CatalogueFile<IncentiveFile>[] }

/** Every problem of the catalogue at once. The hub does not start with one. */
export class CatalogueInvalid extends Error {
  readonly problems: readonly YamlProblem[]
  constructor(problems: readonly YamlProblem[]) {
    super(`The catalogue of incentives is not valid; nothing was loaded.\n${renderProblems(problems)}`)
    this.name = 'CatalogueInvalid'
    this.problems = problems
  }
}

/** File of facts, beside one file per incentive. */
const FACTS = 'facts.yaml'

/** Reads all incentives of a folder. Draft versions are left out in production, and incentives that have no other.
 *  @throws CatalogueInvalid with every problem of every file. */
export async function loadCatalogue(folder: string, options: { production: boolean }): Promise<LoadedCatalogue> {
  const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort()
  const texts = await Promise.all(
    names.map(async (name) => ({ name, file: join(folder, name), text: await readFile(join(folder, name), 'utf8') })),
  )
  const problems: YamlProblem[] = []
  const incentives = texts.flatMap(({ name, file, text }) => {
    if (name === FACTS) return []
    const filed = take(parseYaml(file, text, IncentiveFile), file, problems)
    const expected = basename(name).replace(/\.ya?ml$/, '')
    if (filed !== undefined && filed.value.id !== expected)
      problems.push({ file, line: filed.lineOf(['id']), message: `id: expected "${expected}", the name of the file` })
    return filed === undefined ? [] : [filed]
  })
  const factText = texts.find(({ name }) => name === FACTS)
  const facts = factText === undefined ? undefined : take(parseYaml(factText.file, factText.text, FactFile), factText.file, problems)
  if (factText === undefined)
    problems.push({
      file: join(folder, FACTS),
      line: 1,
      message: 'no file with facts found: add facts.yaml, which declares the facts that conditions read',
    })
  if (facts === undefined || problems.length > 0) throw new CatalogueInvalid(problems)
  return { facts, incentives: options.production ? incentives.flatMap(withoutDrafts) : incentives }
}

function take<T>(parsed: ParsedYaml<T>, file: string, problems: YamlProblem[]): CatalogueFile<T> | undefined {
  problems.push(...parsed.problems)
  return parsed.value === undefined ? undefined : { value: parsed.value, file, lineOf: parsed.lineOf }
}

function withoutDrafts({ value, file, lineOf }: CatalogueFile<IncentiveFile>): CatalogueFile<IncentiveFile>[] {
  const places = value.versions.flatMap(({ status }, place) => (status === 'published' ? [place] : []))
  if (places.length === 0) return []
  const versions = value.versions.filter(({ status }) => status === 'published')
  // Problems still point at the line in the file.
  const inFile = (path: readonly PropertyKey[]) =>
    path[0] === 'versions' && typeof path[1] === 'number' ? ['versions', places[path[1]] ?? path[1], ...path.slice(2)] : path
  return [{ value: { ...value, versions }, file, lineOf: (path) => lineOf(inFile(path)) }]
}
