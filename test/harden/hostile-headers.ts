/** Headers that the hub or a library under it reads, with what stands before and after a flood of one character. */
export const HOSTILE_HEADERS: Readonly<Record<string, readonly [before: string, after: string]>> = {
  'content-type': ['application/json;a', 'b'],
  accept: ['application/json;"', 'b'],
  'content-encoding': ['a', 'b'],
  'hub-purpose': ['a', 'b'],
  'idempotency-key': ['a', 'b'],
  traceparent: ['00-', 'b'],
  authorization: ['Bearer a', 'b'],
  'if-none-match': ['"a', 'b'],
  host: ['a', 'b'],
  connection: ['keep-alive', 'b'],
  expect: ['a', 'b'],
  origin: ['https://a', 'b'],
}

export const FLOODS = [' ', '\t', ',', ';', '"', '\\', '/', '*', '=', '.', '-', ':', '%', 'a', '0', 'é']

/** A header's value of so many characters. */
export function flood(name: string, character: string, length: number): string {
  const [before, after] = HOSTILE_HEADERS[name] ?? ['', '']
  return before + character.repeat(length) + after
}
