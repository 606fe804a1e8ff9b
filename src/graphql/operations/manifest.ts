/** Manifests of operations, in the two forms that clients write: Apollo's persisted query manifest, and hash to document. */
import { createHash } from 'node:crypto'
import { z } from 'zod'

/** Operation of a manifest. The hash is the SHA-256 of the document, in hexadecimal. */
export type ManifestOperation = { hash: string; name: string | null; document: string }

const ApolloManifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string(), name: z.string(), body: z.string().min(1) })).min(1),
})

const HashToDocument = z.record(z.string(), z.string().min(1))

export class ManifestInvalid extends Error {}

/** @throws ManifestInvalid when the text is no manifest, or a hash is not that of its document. */
export function parseManifest(text: string): ManifestOperation[] {
  const operations = readOperations(parseJson(text))
  const wrong = operations.filter(({ hash, document }) => hash !== hashOf(document))
  if (operations.length === 0) throw new ManifestInvalid('The manifest has no operations.')
  if (wrong.length > 0)
    throw new ManifestInvalid(
      `${wrong.length} operations have an id that is not the SHA-256 of their document: ${wrong.map(({ name, hash }) => name ?? hash).join(', ')}`,
    )
  return operations
}

/** SHA-256 of a document, as clients of automatic persisted queries send it. */
export function hashOf(document: string): string {
  return createHash('sha256').update(document).digest('hex')
}

function readOperations(value: unknown): ManifestOperation[] {
  const apollo = ApolloManifest.safeParse(value)
  if (apollo.success) return apollo.data.operations.map(({ id, name, body }) => ({ hash: bare(id), name, document: body }))
  const plain = HashToDocument.safeParse(value)
  if (plain.success) return Object.entries(plain.data).map(([id, document]) => ({ hash: bare(id), name: null, document }))
  throw new ManifestInvalid('Expected an Apollo persisted query manifest, or an object that maps SHA-256 hashes to documents.')
}

/** Document ids may carry the name of the hash before it. */
export function bare(id: string): string {
  return id.replace(/^sha256:/, '').toLowerCase()
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ManifestInvalid('The manifest is not JSON.')
  }
}
