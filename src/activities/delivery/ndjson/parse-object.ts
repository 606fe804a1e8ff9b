/** One line of NDJSON as a JSON object with each key once. */

export type ParsedLine = { line: Record<string, unknown> } | { wrong: 'NOT_AN_OBJECT' | 'KEY_TWICE' }

/** `JSON.parse` takes the last of two equal keys without a word: which one the source meant, nobody knows. */
export function parseObject(text: string | undefined): ParsedLine {
  const value = text === undefined ? undefined : parse(text)
  if (text === undefined || !isObject(value)) return { wrong: 'NOT_AN_OBJECT' }
  // Counted first, which costs little: with as many keys in the text as in the object none is there twice.
  return countColons(text) > countKeys(value) && hasKeyTwice(text) ? { wrong: 'KEY_TWICE' } : { line: value }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function countKeys(value: object): number {
  let count = 0
  for (const key in value) {
    count += 1
    const inner = (value as Record<string, unknown>)[key]
    if (typeof inner === 'object' && inner !== null) count += countKeys(inner) - (Array.isArray(inner) ? inner.length : 0)
  }
  return count
}

/** All that end a key, and those within texts. */
function countColons(text: string): number {
  let count = 0
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) count += 1
  return count
}

const TOKEN = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/g

/** @param text valid JSON. */
function hasKeyTwice(text: string): boolean {
  const open: Set<string>[] = []
  for (const [token, isKey] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set())
    else if (token === '}') open.pop()
    else if (isKey !== undefined) {
      const key = JSON.parse(token.slice(0, -isKey.length)) as string
      if (open.at(-1)?.has(key) === true) return true
      open.at(-1)?.add(key)
    }
  }
  return false
}
