/** Versions of manifests in words, for the commands that list and change them. */
import { countUses, type OperationUses } from '../../evidence/operation-uses.ts'
import type { ManifestVersion } from '../../graphql/operations/manifest-versions.ts'
import type { CommandParts } from './with-database.ts'

/** For how long back requests are counted. */
const USED_DAYS = 30
const DAY_MS = 86_400_000

type VersionUses = ReadonlyMap<ManifestVersion, OperationUses>

/** One line for each version, below a line for each consumer and purpose. @param versions of each owner, the newest first. @returns an empty text when there is none. */
export function describeVersions(versions: readonly ManifestVersion[], uses?: VersionUses): string {
  const owners = new Set(versions.map(ownerOf))
  return [...owners]
    .map((owner) =>
      [owner, ...versions.filter((version) => ownerOf(version) === owner).map((each) => describe(each, versions, uses))].join('\n'),
    )
    .join('\n')
}

/** Requests of the operations of each version that no later one has: as long as they come, clients run on it. */
export async function countUsesOf({ database, vault }: CommandParts, versions: readonly ManifestVersion[]): Promise<VersionUses> {
  const since = new Date(Date.now() - USED_DAYS * DAY_MS)
  const uses = new Map<ManifestVersion, OperationUses>()
  for (const version of versions) {
    const hashes = onlyIn(version, versions).map(vault.hashDocument)
    uses.set(version, await countUses(database.pool, { ...version, hashes }, since))
  }
  return uses
}

const ownerOf = ({ consumer, contract }: ManifestVersion) => `${consumer}, ${contract}`

function describe(version: ManifestVersion, all: readonly ManifestVersion[], uses: VersionUses | undefined): string {
  const { registeredOn, validUntil, hashes } = version
  const end = validUntil === null ? 'no end' : `ends on ${validUntil}`
  const used = uses?.get(version)
  return `  version ${version.version}  registered ${registeredOn}  ${end}  ${hashes.length} operations, ${onlyIn(version, all).length} of them in no later version${used === undefined ? '' : `, ${describeUses(used)}`}`
}

function describeUses({ times, lastOn }: OperationUses): string {
  return lastOn === null
    ? `which were not sent in ${USED_DAYS} days`
    : `which were sent ${times} times in ${USED_DAYS} days, last on ${lastOn}`
}

/** Hashes that no later version of the same owner has. */
function onlyIn(version: ManifestVersion, all: readonly ManifestVersion[]): string[] {
  const later = all.filter((other) => ownerOf(other) === ownerOf(version) && other.version > version.version)
  const known = new Set(later.flatMap(({ hashes }) => hashes))
  return version.hashes.filter((hash) => !known.has(hash))
}
