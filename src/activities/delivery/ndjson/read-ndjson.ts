/** Reader of NDJSON deliveries, line by line. */
import type { Item } from '../item.ts'
import { type DeliveryHeader, readHeader } from './header.ts'
import { readLines } from './lines.ts'

const NO_LINE = Symbol('no line')

type Lines = readonly (string | undefined)[]

/** Reads the header and gives the records after it, lazily. A broken line is refused alone: the lines after it count.
 *  @throws DocumentRefused without a usable header; the items throw it when the stream grows beyond `limit` bytes. */
export async function readNdjson(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
  today: string,
): Promise<{ header: DeliveryHeader; items: AsyncGenerator<Item[]> }> {
  const lines = readLines(chunks, limit)
  try {
    const first = await lines.next()
    const [header, ...others]: Lines = first.done === true ? [] : first.value
    const parsed = first.done === true ? NO_LINE : parseLine(header)
    return { header: readHeader(parsed === NO_LINE ? undefined : parsed, today), items: readItems(others, lines) }
  } catch (error) {
    // Nobody reads on: let go of what the lines come from.
    await lines.return(undefined)
    throw error
  }
}

/** @param others lines that came with the header. */
async function* readItems(others: Lines, lines: AsyncGenerator<Lines>): AsyncGenerator<Item[]> {
  let record = 1
  const toItems = (portion: Lines) => portion.flatMap((text) => toItem(++record, text) ?? [])
  yield toItems(others)
  for await (const portion of lines) yield toItems(portion)
}

/** A record, or what is wrong with the line; undefined for an empty one. */
function toItem(record: number, text: string | undefined): Item | undefined {
  if (text?.trim() === '') return undefined
  const line = parseLine(text)
  if (isObject(line)) return { record, line }
  const reason = 'expected one JSON object in UTF-8, of at most 1 MiB'
  return { refused: { record, recordType: null, field: null, code: 'LINE_NOT_JSON', reason } }
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
