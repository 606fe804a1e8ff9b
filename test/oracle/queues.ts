/** Queues, in words of the tables: who is listed, and what a row of the queue shows. */
import { type Row, standsFor, type World } from './world.ts'

type Asking = { world: World; organisation: number; person: string }

/** Files that only one organisation can hold, by field of HolderConflict. */
const FILES: Record<string, { table: string; keep?: (row: Row) => boolean }> = {
  trajectory: { table: 'integration.trajectory', keep: ({ status }) => status !== 'ENDED' },
  livingWage: { table: 'local.living_wage' },
  gpmi: { table: 'local.gpmi' },
  article60Contract: { table: 'local.article60_contract' },
}

/** Fields of HolderConflict that the oracle looks up. */
export const KNOWN_FILES: readonly string[] = Object.keys(FILES)

/** Value of FileKind by which a field's conflicts are asked. */
const kindOf = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()

const text = (value: unknown) => (value === null || value === undefined ? null : String(value))

/** Two files of one person and kind, of two organisations, on one day that is today or later. */
function pairs({ world, person }: Asking, field: string): { own: Row; other: Row; since: string; until: string | null }[] {
  const file = FILES[field]
  const held =
    file === undefined ? [] : world.rowsOf(file.table, person).filter((row) => row.organisation_id !== null && (file.keep?.(row) ?? true))
  return held.flatMap((own) =>
    held.flatMap((other) => {
      const since = [String(own.valid_from), String(other.valid_from)].toSorted().at(-1) ?? ''
      const until = [text(own.valid_until), text(other.valid_until)].filter((day) => day !== null).toSorted()[0] ?? null
      const isConflict = own.organisation_id !== other.organisation_id && (until === null || (since < until && until > world.today))
      return isConflict ? [{ own, other, since, until }] : []
    }),
  )
}

/** Conflicts over files of one kind, as an organisation that holds one of the two files sees them: rows of FileConflict, in their order. */
export function conflictsOf(asking: Asking, field: string): Row[] {
  const { world, organisation, person } = asking
  const handedOver = world.rowsOf('directory.handover', person).length > 0
  return pairs(asking, field)
    .filter(
      ({ own, other }) => standsFor(world, organisation, own.organisation_id) && !standsFor(world, organisation, other.organisation_id),
    )
    .map(({ own, other, since }) => ({
      valid_from: own.valid_from,
      valid_until: own.valid_until,
      overlaps_since: since,
      // What an act says of its files is not told here.
      state: handedOver ? undefined : 'OPEN',
      handed_over_on: handedOver ? undefined : null,
      otherHolder: world.organisations.get(holderToday(world, Number(other.organisation_id))),
      place: [since, String(other.organisation_id).padStart(12, '0'), own.valid_from].join(' '),
    }))
    .toSorted((a, b) => (a.place < b.place ? -1 : 1))
    .slice(0, 100)
}

/** Whether two others are in conflict over a person, and the organisation with nobody: of that it must learn nothing. */
export function isConflictOfOthers(asking: Asking, kind: string): boolean {
  const field = KNOWN_FILES.find((name) => kindOf(name) === kind) ?? ''
  return conflictsOf(asking, field).length === 0 && pairs(asking, field).length > 0
}

/** The organisation itself, or who succeeded it. */
function holderToday(world: World, organisation: number): number {
  const row = world.organisations.get(organisation)
  if (row?.successor_id == null || row.valid_until === null || String(row.valid_until) > world.today) return organisation
  return holderToday(world, Number(row.successor_id))
}

/** Whom a queue lists, of the persons in scope, by its root field. */
const MEANINGS: Record<string, (asking: Asking, subset: string) => boolean> = {
  holderConflicts: (asking, kind) => KNOWN_FILES.some((field) => kindOf(field) === kind && conflictsOf(asking, field).length > 0),
}

/** Queues of which the oracle tells whom they list. */
export const KNOWN_QUEUES: readonly string[] = Object.keys(MEANINGS)

/** Queues of which it does not. The suites of attack and non-interference ask them, and tests of their own say whom they list. */
export const QUEUES_NOT_COMPUTED: readonly string[] = [
  'incentiveAssessments',
  'incentiveDecisions',
  'incentiveQueue',
  'outreach',
  'referrals',
]

export function isListed(root: string, asking: Asking, subset: string): boolean {
  return MEANINGS[root]?.(asking, subset) ?? false
}
