/** Register of delivery protocols: reads the YAML files, and checks them against the record types that the domains declare. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Owner } from '../../base/owner.ts'
import { OWNER_OF } from '../../base/recipient.ts'
import type { YamlProblem } from '../../base/yaml-file.ts'
import { readYamlFolder, type YamlFile, YamlInvalid } from '../../base/yaml-folder.ts'
import { DeliveryProtocol, OPERATOR } from './delivery-protocol.ts'

/** Folder of the delivery protocols, in that of the protocols. */
export const DELIVERY_FOLDER = 'deliveries'

/** Every problem of the delivery protocols at once. The hub does not start with one. */
class DeliveryRegisterInvalid extends YamlInvalid {
  constructor(problems: readonly YamlProblem[]) {
    super('The register of delivery protocols', problems)
  }
}

/** Record type as this register needs to know it. */
export type DeclaredRecord = { name: string; domain: Owner }

/**
 * Reads and checks all delivery protocols. Drafts are left out in production, after the check: each record type has a place in an agreement
 * before it can be delivered at all.
 * @param folder of the protocols. @param records published record types of all domains.
 * @throws with every problem of every file.
 */
export async function loadDeliveryRegister(
  folder: string,
  records: readonly DeclaredRecord[],
  options: { production: boolean },
): Promise<DeliveryProtocol[]> {
  const own = join(folder, DELIVERY_FOLDER)
  const present = (await stat(own).catch(() => undefined))?.isDirectory() === true
  const { files, problems } = present ? await readYamlFolder(own, DeliveryProtocol) : { files: [], problems: [] }
  const found = [...problems, ...(problems.length > 0 ? [] : checkDeliveryRegister(own, files, records))]
  if (found.length > 0) throw new DeliveryRegisterInvalid(found)
  return files.map(({ value }) => value).filter(({ status }) => !(options.production && status === 'draft'))
}

function checkDeliveryRegister(
  folder: string,
  files: readonly YamlFile<DeliveryProtocol>[],
  records: readonly DeclaredRecord[],
): YamlProblem[] {
  const known = new Map(records.map((record) => [record.name, record]))
  const granted = new Set(files.flatMap(({ value }) => value.delivers.flatMap(({ records: names }) => names)))
  const missing = records.filter(({ name }) => !granted.has(name))
  return [
    ...files.flatMap((filed) => checkFile(filed, known)),
    ...missing.map(({ name, domain }) => ({
      file: folder,
      line: 1,
      message: `no protocol lets anybody deliver ${name} of ${domain}: grant it to a group, or name it with deliverer ${OPERATOR}`,
    })),
  ]
}

function checkFile({ value, file, lineOf }: YamlFile<DeliveryProtocol>, known: ReadonlyMap<string, DeclaredRecord>): YamlProblem[] {
  const { deliverer } = value
  return value.delivers.flatMap(({ owner, records }, index) => {
    const at = (...path: (string | number)[]) => ({ file, line: lineOf(['delivers', index, ...path]) })
    const foreign = deliverer !== OPERATOR && OWNER_OF[deliverer] !== owner
    return [
      ...(foreign ? [{ ...at('owner'), message: `${deliverer} does not own ${owner}, so it cannot deliver for it` }] : []),
      ...records.flatMap((name, nth) => {
        const message = problemOf(known.get(name), name, owner)
        return message === undefined ? [] : [{ ...at('records', nth), message }]
      }),
    ]
  })
}

function problemOf(found: DeclaredRecord | undefined, name: string, owner: Owner): string | undefined {
  if (found === undefined) return `${name} is not a record type that a domain declares`
  return found.domain === owner ? undefined : `${name} belongs to ${found.domain} instead of ${owner}`
}
