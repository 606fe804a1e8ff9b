/** Reader of NDJSON deliveries, line by line. */
import type { Item } from '../item.ts'
import { DocumentRefused } from '../refused.ts'
import { type DeliveryHeader, readHeader } from './header.ts'
import { readLines } from './lines.ts'
import { parseObject } from './parse-object.ts'

type Lines = readonly (string | undefined)[]

/** Reads the header and gives the records after it, lazily. A broken line is refused alone: the lines after it count.
 *  @throws DocumentRefused without a usable header; the items throw it when the stream grows beyond `limit` bytes, or ends with another number of records than the header says. */
export async function readNdjson(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
  today: string,
): Promise<{ header: DeliveryHeader; items: AsyncGenerator<Item[]> }> {
  const lines = readLines(chunks, limit)
  try {
    const first = await lines.next()
    const [line, ...others]: Lines = first.done === true ? [] : first.value
    const header = readHeader(parseObject(line), today)
    return { header, items: countItems(readItems(others, lines), header.records) }
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

/** The same items, counted: only their number shows that a stream was cut between two lines. */
async function* countItems(portions: AsyncIterable<Item[]>, expected: number | undefined): AsyncGenerator<Item[]> {
  let count = 0
  for await (const items of portions) {
    count += items.length
    yield items
  }
  if (expected !== undefined && count !== expected)
    throw new DocumentRefused(
      'RECORD_COUNT_MISMATCH',
      `expected as many lines after the header as its "records" says (${expected}), and ${count} came: what came was read; send the whole delivery again under the same reference`,
    )
}

/** A record, or what is wrong with the line; undefined for an empty one. */
function toItem(record: number, text: string | undefined): Item | undefined {
  if (text?.trim() === '') return undefined
  const parsed = parseObject(text)
  if ('line' in parsed) return { record, line: parsed.line }
  return { refused: { record, recordType: null, field: null, ...WRONG[parsed.wrong] } }
}

const WRONG = {
  NOT_AN_OBJECT: { code: 'LINE_NOT_JSON', reason: 'expected one JSON object in UTF-8, of at most 1 MiB' },
  KEY_TWICE: { code: 'LINE_KEY_TWICE', reason: 'expected each key of a JSON object once' },
} as const
