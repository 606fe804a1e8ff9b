/** Before anything is timed: all systems give the same answers, whatever the order of their keys. */
import type { WireRequest } from '../systems/wire.ts'
import type { SystemProcess } from './processes.ts'

const SAMPLES = 64

/** Same content, same text. */
export function canonicalJson(text: string): string {
  return JSON.stringify(JSON.parse(text), (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}

/** @param question name of it, for the error. @param requestsOf the requests of a system for the question, in the same order for all.
 *  @returns how many answers were compared. @throws Error with system and position of the first difference, never with a value. */
export async function assertEqualAnswers(
  question: string,
  systems: readonly SystemProcess[],
  requestsOf: (system: SystemProcess) => readonly WireRequest[],
): Promise<number> {
  const [first, ...others] = systems
  if (first === undefined) return 0
  const all = requestsOf(first)
  const step = Math.max(1, Math.floor(all.length / SAMPLES))
  let compared = 0
  for (let index = 0; index < all.length; index += step) {
    const expected = canonicalJson(await send(first, all[index]))
    for (const other of others) {
      const answered = canonicalJson(await send(other, requestsOf(other)[index]))
      if (answered !== expected)
        throw new Error(`${question}, request ${index}: ${other.name} and ${first.name} ${describe(expected, answered)}`)
    }
    compared++
  }
  return compared
}

async function send({ name, port }: SystemProcess, request: WireRequest | undefined): Promise<string> {
  if (request === undefined) throw new Error(`${name} has no such request`)
  const { method, path, headers, body } = request
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, body })
  const text = await response.text()
  if (!response.ok || !text.startsWith('{"data":')) throw new Error(`${name} answered ${response.status}: ${codesOf(text)}`)
  return text
}

/** Codes only: an answer may hold a person. */
function codesOf(text: string): string {
  return [...text.matchAll(/"code":"(\w+)"/g)].map(([, code]) => code).join(', ') || 'no code'
}

function describe(expected: string, answered: string): string {
  let place = 0
  while (expected[place] === answered[place]) place++
  const key = /"(\w+)":[^"]*"?[^"]*$/.exec(expected.slice(0, place))?.[1] ?? 'the beginning'
  return `differ after "${key}" (character ${place} of ${expected.length} and ${answered.length})`
}
