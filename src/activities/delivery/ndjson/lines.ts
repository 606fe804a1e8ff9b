/** Lines of a stream of bytes, as fast as they are asked for. */
import { DocumentRefused } from '../refused.ts'

/** Longest line: no record comes near it, and a stream without line ends cannot fill the memory. */
const LINE_LIMIT = 1024 * 1024

const NEWLINE = 0x0a

/** Yields the lines that end in each chunk, without their ends; `undefined` for a line that is no UTF-8 or longer than 1 MiB. Lines are numbered by the caller.
 *  @throws DocumentRefused when the stream is longer than `limit` bytes. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<(string | undefined)[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest: Uint8Array[] = []
  let restLength = 0
  let total = 0
  for await (const chunk of chunks) {
    total += chunk.length
    if (total > limit) throw new DocumentRefused('TOO_LARGE', `expected at most ${Math.floor(limit / 1024 / 1024)} MiB`)
    const lines: (string | undefined)[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      lines.push(lineOf(decoder, rest, restLength, chunk.subarray(start, end)))
      rest = []
      restLength = 0
      start = end + 1
    }
    if (lines.length > 0) yield lines
    restLength += chunk.length - start
    // Beyond the limit only the length still counts: the line is refused when it ends.
    if (restLength <= LINE_LIMIT) rest.push(chunk.slice(start))
    else rest = []
  }
  if (restLength > 0) yield [lineOf(decoder, rest, restLength, new Uint8Array())]
}

function lineOf(decoder: TextDecoder, rest: Uint8Array[], restLength: number, last: Uint8Array): string | undefined {
  if (restLength + last.length > LINE_LIMIT) return undefined
  try {
    return decoder.decode(rest.length === 0 ? last : Buffer.concat([...rest, last]))
  } catch {
    return undefined
  }
}
