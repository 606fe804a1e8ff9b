/** Answers side by side. */
import type { Insz } from '../../src/base/insz.ts'
import type { RunningHub } from '../attack/running-hub.ts'
import type { ClaimsResult } from './result.ts'

/** Everything by which a person is named: two persons of whom the same is known differ in these only. */
export async function namesOf({ pool, vault }: RunningHub, insz: Insz): Promise<string[]> {
  const { rows } = await pool.query<{ names: string[] }>(
    `select array[p.id, p.integration_id, p.work_id, p.local_id, p.evidence_ref]::text[] as names
     from directory.person p join directory.person_number n on n.person_id = p.id where n.insz_hash = $1`,
    [vault.hashInsz(insz)],
  )
  return [insz, ...(rows[0]?.names ?? [])]
}

/** Answers without the names of their person. */
export function plain(answers: ReadonlyMap<string, string>, names: readonly string[]): Map<string, string> {
  return new Map(
    [...answers].map(([contract, text]) => [contract, names.reduce((said, name, place) => said.replaceAll(name, `<${place}>`), text)]),
  )
}

/** Compares answers by contract, and counts. @returns the first difference. */
export function differenceOf(
  what: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  result: ClaimsResult,
): string | undefined {
  for (const [contract, text] of before) {
    result.comparisons += 1
    const now = after.get(contract) ?? ''
    if (now === text) continue
    const at = Math.max(0, [...text].findIndex((letter, place) => now[place] !== letter) - 120)
    return `${what} under ${contract}\nbefore ${text.slice(at, at + 400)}\nafter  ${now.slice(at, at + 400)}`
  }
  return undefined
}
