/** Register of protocols: reads the YAML files of a folder and reports every problem at once. */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseYaml, renderProblems, type YamlProblem } from '../../base/yaml-file.ts'
import { Protocol } from './protocol.ts'

/** A protocol with the place it came from, so that later checks can point at the line. */
export type ProtocolFile = { protocol: Protocol; file: string; lineOf: (path: readonly PropertyKey[]) => number }

/** Every problem of the register at once. The hub does not start with one. */
export class RegisterInvalid extends Error {
  readonly problems: readonly YamlProblem[]
  constructor(problems: readonly YamlProblem[]) {
    super(`The protocol register is not valid; nothing was loaded.\n${renderProblems(problems)}`)
    this.name = 'RegisterInvalid'
    this.problems = problems
  }
}

/** Reads all protocols of a folder. Drafts are left out in production.
 *  @throws RegisterInvalid with every problem of every file. */
export async function loadRegister(folder: string, options: { production: boolean }): Promise<ProtocolFile[]> {
  const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort()
  const files = await Promise.all(names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })))
  const problems: YamlProblem[] = []
  const filed: ProtocolFile[] = []
  for (const { name, text } of files) {
    const file = join(folder, name)
    const parsed = parseYaml(file, text, Protocol)
    problems.push(...parsed.problems)
    if (parsed.value === undefined) continue
    const expected = basename(name).replace(/\.ya?ml$/, '')
    if (parsed.value.id !== expected)
      problems.push({ file, line: parsed.lineOf(['id']), message: `id: expected "${expected}", the name of the file` })
    filed.push({ protocol: parsed.value, file, lineOf: parsed.lineOf })
  }
  if (names.length === 0)
    problems.push({ file: folder, line: 1, message: 'no protocol files found: without protocols, all access is denied' })
  if (problems.length > 0) throw new RegisterInvalid(problems)
  return filed.filter(({ protocol }) => !(options.production && protocol.status === 'draft'))
}
