/** Catalogue of incentives: reads the YAML files of a folder and reports every problem at once. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { YamlProblem } from '../../../base/yaml-file.ts'
import { readYamlFile, readYamlFolder, type YamlFile, YamlInvalid } from '../../../base/yaml-folder.ts'
import { FactFile } from './fact-file.ts'
import { IncentiveFile } from './incentive-file.ts'

/** Incentives and the facts that they may read, as the files say. */
export type LoadedCatalogue = { facts: YamlFile<FactFile>; incentives: readonly YamlFile<IncentiveFile>[] }

/** Every problem of the catalogue at once. The hub does not start with one. */
export class CatalogueInvalid extends YamlInvalid {
  constructor(problems: readonly YamlProblem[]) {
    super('The catalogue of incentives', problems)
  }
}

/** File of facts, beside one file per incentive. */
const FACTS = 'facts.yaml'

/** Reads all incentives of a folder. Draft versions are left out in production, and incentives that have no other.
 *  @throws CatalogueInvalid with every problem of every file. */
export async function loadCatalogue(folder: string, options: { production: boolean }): Promise<LoadedCatalogue> {
  const { files: incentives, problems } = await readYamlFolder(folder, IncentiveFile, FACTS)
  const facts = await readFacts(join(folder, FACTS), problems)
  if (facts === undefined || problems.length > 0) throw new CatalogueInvalid(problems)
  return { facts, incentives: options.production ? incentives.flatMap(withoutDrafts) : incentives }
}

async function readFacts(file: string, problems: YamlProblem[]): Promise<YamlFile<FactFile> | undefined> {
  if (!existsSync(file)) {
    problems.push({
      file,
      line: 1,
      message: 'no file with facts found: add facts.yaml, which declares the facts that conditions read',
    })
    return undefined
  }
  const read = await readYamlFile(file, FactFile)
  problems.push(...read.problems)
  return read.files[0]
}

function withoutDrafts({ value, file, lineOf }: YamlFile<IncentiveFile>): YamlFile<IncentiveFile>[] {
  const places = value.versions.flatMap(({ status }, place) => (status === 'published' ? [place] : []))
  if (places.length === 0) return []
  const versions = value.versions.filter(({ status }) => status === 'published')
  // Problems still point at the line in the file.
  const inFile = (path: readonly PropertyKey[]) =>
    path[0] === 'versions' && typeof path[1] === 'number' ? ['versions', places[path[1]] ?? path[1], ...path.slice(2)] : path
  return [{ value: { ...value, versions }, file, lineOf: (path) => lineOf(inFile(path)) }]
}
