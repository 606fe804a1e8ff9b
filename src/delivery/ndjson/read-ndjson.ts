import type { Item } from '../item.ts'
import { type DeliveryHeader, readHeader } from './header.ts'
import { readLines } from './lines.ts'

const NO_LINE = Symbol('no line')

/** Reads the header and gives the records after it, lazily. A broken line is refused alone: the lines after it count.
 *  @throws DocumentRefused without a usable header; the items throw it when the stream grows beyond `limit` bytes. */
export async function readNdjson(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
  today: string,
): Promise<{ header: DeliveryHeader; items: AsyncGenerator<Item> }> {
  const lines = readLines(chunks, limit)
  try {
    const first = await lines.next()
    const parsed = first.done === true ? NO_LINE : parseLine(first.value)
    return { header: readHeader(parsed === NO_LINE ? undefined : parsed, today), items: readItems(lines) }
  } catch (error) {
    // Nobody reads on: let go of what the lines come from.
    await lines.return(undefined)
    throw error
  }
}

async function* readItems(lines: AsyncGenerator<string | undefined>): AsyncGenerator<Item> {
  let record = 1
  for await (const text of lines) {
    record += 1
    if (text?.trim() === '') continue
    const line = parseLine(text)
    if (isObject(line)) yield { record, line }
    else
      yield {
        refused: {
          record,
          recordType: null,
          field: null,
          code: 'LINE_NOT_JSON',
          reason: 'expected one JSON object in UTF-8, of at most 1 MiB',
        },
      }
  }
}

function parseLine(text: string | undefined): unknown {
  try {
    return text === undefined ? NO_LINE : JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return NO_LINE
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
