/** Bytes on their way through a reader, and what is seen of them. */
import { createHash } from 'node:crypto'

/** The same chunks, shown on the way. */
export async function* tap(stream: AsyncIterable<Uint8Array>, see: (chunk: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    see(chunk)
    yield chunk
  }
}

/** @property of shows a stream to the digest. @property digest SHA-256 of what went by until now. */
type Digesting = { of(stream: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>; digest(): Uint8Array }

export function createDigesting(): Digesting {
  const hash = createHash('sha256')
  return { of: (stream) => tap(stream, (chunk) => hash.update(chunk)), digest: () => hash.copy().digest() }
}
