/** Content types, as words of short lists: nothing of the hub or its libraries parses what a caller wrote in these headers. */
import type { IncomingHttpHeaders } from 'node:http'

export const JSON_TYPE = 'application/json'
/** The one media type of a delivery. */
export const NDJSON = 'application/x-ndjson'
export const GRAPHQL_RESPONSE = 'application/graphql-response+json'

/** What the body of a request may be. */
const BODY_TYPES = [JSON_TYPE, NDJSON]
/** Stands for every type that no route reads. */
const OTHER_TYPE = 'application/octet-stream'
/** What an operation is answered as; the first is for those that do not mind. */
const RESPONSE_TYPES = [JSON_TYPE, GRAPHQL_RESPONSE] as const

export type ResponseType = (typeof RESPONSE_TYPES)[number]

/** Longest headers that are compared, in characters: what clients send is a tenth of it. */
const LONGEST_CONTENT_TYPE = 100
const LONGEST_ACCEPT = 1_000

/** Puts the words of the lists in the place of what a caller wrote, before anything else reads these headers. */
export function nameContentType(headers: IncomingHttpHeaders): void {
  if (headers['content-type'] !== undefined) headers['content-type'] = contentTypeOf(headers['content-type'])
}

/** @returns the type of the list that the header spells, with or without saying that it is UTF-8; `OTHER_TYPE` for everything else. */
export function contentTypeOf(header: string): string {
  if (header.length > LONGEST_CONTENT_TYPE) return OTHER_TYPE
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim().toLowerCase())
  const isUtf8 = parameters.every((parameter) => ['', 'charset=utf-8', 'charset=utf8', 'charset="utf-8"'].includes(parameter))
  return isUtf8 && BODY_TYPES.includes(type) ? type : OTHER_TYPE
}

/**
 * Which of the two media types of GraphQL over HTTP a client prefers.
 * @param accept header as received; absent or empty: the client does not mind.
 * @returns undefined when it accepts neither.
 */
export function responseTypeOf(accept: string | undefined): ResponseType | undefined {
  if (accept === undefined || accept.trim() === '') return JSON_TYPE
  if (accept.length > LONGEST_ACCEPT) return undefined
  const ranges = accept.split(',').map(readRange)
  const wanted = RESPONSE_TYPES.map((type) => ({ type, ...preferenceOf(type, ranges) }))
  const [best] = wanted.filter(({ quality }) => quality > 0).sort(compare)
  return best?.type
}

type Range = { name: string; quality: number; place: number }

function readRange(text: string, place: number): Range {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))
  const quality = weight === undefined ? 1 : Number(weight.slice(2))
  return { name, quality: Number.isFinite(quality) ? quality : 0, place }
}

/** By the range that names the type most closely. */
function preferenceOf(type: ResponseType, ranges: readonly Range[]): { quality: number; width: number; place: number } {
  const widths = [type, 'application/*', '*/*']
  for (const [width, name] of widths.entries()) {
    const range = ranges.find((one) => one.name === name)
    if (range !== undefined) return { quality: range.quality, width, place: range.place }
  }
  return { quality: 0, width: widths.length, place: ranges.length }
}

type Preference = ReturnType<typeof preferenceOf>

const compare = (one: Preference, other: Preference): number =>
  other.quality - one.quality || one.width - other.width || one.place - other.place
