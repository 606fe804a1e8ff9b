/** Unpacking of gzip while it arrives, within limits: a small file can be a large one. */
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { tap } from './digested.ts'
import { DocumentRefused } from './refused.ts'

/** Records of one kind shrink to a tenth or a thirtieth. What shrinks more than this says nothing, from this size on. */
const MOST_TIMES = 200
const FROM_BYTES = 4 * 1024 * 1024

/** Gives the bytes that were packed. @throws DocumentRefused when they are not gzip, broke off, or swell beyond what records do. */
export async function* inflate(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let read = 0
  let given = 0
  const gunzip = createGunzip()
  const feeding = pipeline(
    tap(packed, ({ length }) => {
      read += length
    }),
    gunzip,
  )
  // Thrown again below, where it is waited for; a reader that stops early closes the pipe, and that is no error.
  feeding.catch(() => {})
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      given += chunk.length
      if (given > FROM_BYTES && given > read * MOST_TIMES)
        throw new DocumentRefused('COMPRESSION_TOO_STRONG', `expected data that gzip makes at most ${MOST_TIMES} times smaller`)
      yield chunk
    }
    await feeding
  } catch (error) {
    throw isGzipError(error) ? new DocumentRefused('COMPRESSION_INVALID', 'expected gzip, complete to its end') : error
  }
}

function isGzipError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
}
