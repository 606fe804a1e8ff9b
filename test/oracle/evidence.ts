/** Evidence against answers: the cells on record are the cells that were shown, both ways. */
import type { Pool } from 'pg'
import type { Asked } from './document.ts'
import type { Oracle } from './predict.ts'
import { opens, type Row } from './world.ts'

type Disclosed = { coordinate: string; by: string; when: number[] }
type Use = { persons: string[]; open: number[]; coordinates: string }

/** Compares what is on record of one request with what its answer showed of the persons it met.
 *  @returns how many cells are on record, and the first that is on one side only. */
export async function compareEvidence(
  pool: Pool,
  oracle: Oracle,
  asked: readonly Asked[],
  met: readonly Row[],
  traceId: string | null,
): Promise<{ cells: number; difference: string | undefined }> {
  const { rows } = await pool.query<Use>(
    'select u.persons, u.open, s.coordinates::text as coordinates from audit.data_use u join audit.use_set s on s.id = u.use_set_id where u.trace_id = $1',
    [traceId],
  )
  if (rows.length !== 1) return { cells: 0, difference: `${rows.length} records of one question` }
  const recorded = new Set(rows.flatMap(recordedCells))
  const shown = new Set(met.flatMap((person) => shownCells(oracle, asked, person)))
  const missing = [...shown].find((cell) => !recorded.has(cell))
  const surplus = [...recorded].find((cell) => !shown.has(cell))
  const difference =
    missing !== undefined ? `${missing} was shown and is not on record` : surplus && `${surplus} is on record and was not shown`
  return { cells: recorded.size, difference: difference || undefined }
}

/** A coordinate is shown to the reader of a person when each of its masks shares a bit with the person's open conditions. */
function recordedCells({ persons, open, coordinates }: Use): string[] {
  const disclosed = (JSON.parse(coordinates) as Disclosed[]).filter(({ by }) => by === 'FIELD')
  return persons.flatMap((person, index) =>
    disclosed
      .filter(({ when }) => when.every((mask) => (mask & (open[index] ?? 0)) !== 0))
      .map(({ coordinate }) => `${person} ${coordinate}`),
  )
}

function shownCells(oracle: Oracle, asked: readonly Asked[], person: Row): string[] {
  const { world, contract, organisation } = oracle
  return asked.flatMap(({ coordinate, children }) => {
    const when = contract.rules.get(coordinate)
    if (when && !opens({ world, contract, organisation, person: String(person.id) }, when)) return []
    return [`${person.evidence_ref} ${coordinate}`, ...shownCells(oracle, children ?? [], person)]
  })
}
