/** Version of a policy, as a digest of its protocols. */
import { createHash } from 'node:crypto'
import type { Protocol } from '../access/protocols/protocol.ts'

/** Version of a policy: digest of the protocols that make it up, whatever their order. Equal digests, equal rules.
 *  @returns 64 hexadecimal digits. */
export function policyVersion(protocols: readonly Protocol[]): string {
  const texts = protocols.map((protocol) => JSON.stringify(sorted(protocol))).sort()
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex')
}

/** Order of keys is no part of a protocol. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}
