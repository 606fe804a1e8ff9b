/** Register of protocols: reads the YAML files of a folder and reports every problem at once. */
import type { YamlProblem } from '../../base/yaml-file.ts'
import { readYamlFolder, YamlInvalid } from '../../base/yaml-folder.ts'
import { Protocol } from './protocol.ts'

/** A protocol with the place it came from, so that later checks can point at the line. */
export type ProtocolFile = { protocol: Protocol; file: string; lineOf: (path: readonly PropertyKey[]) => number }

/** Every problem of the register at once. The hub does not start with one. */
export class RegisterInvalid extends YamlInvalid {
  constructor(problems: readonly YamlProblem[]) {
    super('The protocol register', problems)
  }
}

/** Reads all protocols of a folder. Drafts are left out in production.
 *  @throws RegisterInvalid with every problem of every file. */
export async function loadRegister(folder: string, options: { production: boolean }): Promise<ProtocolFile[]> {
  const { files, problems } = await readYamlFolder(folder, Protocol)
  if (files.length === 0 && problems.length === 0)
    problems.push({ file: folder, line: 1, message: 'no protocol files found: without protocols, all access is denied' })
  if (problems.length > 0) throw new RegisterInvalid(problems)
  return files
    .map(({ value: protocol, ...place }) => ({ protocol, ...place }))
    .filter(({ protocol }) => !(options.production && protocol.status === 'draft'))
}
