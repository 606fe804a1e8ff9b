/**
 * Files of two holders that contradict each other, computed from their rows: two rows of one person and kind, of two organisations, in force on
 * one day that is today or later. What is over is no conflict any more: nothing can be handed over.
 */
import { columnOf } from '../../base/columns.ts'
import { inForce } from '../../base/period.ts'
import type { Expression, Rows, Terms } from '../../query/declare.ts'
import { standsFor } from '../../query/lineage.ts'
import { endedBy, fileKeyColumns } from '../delivery/store/handovers.ts'
import type { FileKind } from './file-kinds.ts'

/** Predicate on a row `r`: it is a file that is held, and not one that says how it ended. */
export function isHeld({ type }: FileKind): string {
  return type.relation?.where ?? 'true'
}

/** Rows that count. They name their columns: a contract's login may read no others. */
function heldRows(kind: FileKind): string {
  const columns = new Set(['person_id', 'organisation_id', ...fileKeyColumns(kind.type), 'valid_from', 'valid_until'])
  return `(select ${[...columns].map((name) => `r.${name}`).join(', ')} from ${kind.type.table} r where ${isHeld(kind)})`
}

/**
 * Each own row with each of another holder that overlaps it, as a table: own period, the other holder (`other_id`), first day and first day after the
 * overlap, and the day on which a handover ends it. Of the other row nothing else. Which row is whose own, the caller decides.
 */
function pairs(kind: FileKind): string {
  const { type } = kind
  return `(
      select own.person_id, own.organisation_id, own.valid_from, own.valid_until, other.organisation_id as other_id,
        greatest(own.valid_from, other.valid_from) as overlaps_since,
        least(own.valid_until, other.valid_until) as overlaps_until,
        least(own_act.ends_on, other_act.ends_on) as handed_over_on
      from ${heldRows(kind)} own
      join ${heldRows(kind)} other on other.person_id = own.person_id and other.organisation_id <> own.organisation_id
      -- Tables beside each other: rights on what is inside an aggregate are not checked where PostgreSQL finds that nothing is asked.
      left join directory.handover own_act on ${endedBy(type, 'own_act', 'own')}
      left join directory.handover other_act on ${endedBy(type, 'other_act', 'other')}
      where greatest(own.valid_from, other.valid_from) < coalesce(least(own.valid_until, other.valid_until), 'infinity')
    )`
}

/** Predicate: the caller holds the own row, does not stand for the other holder itself, and the overlap is not over. */
const ofCaller: Expression = ({ column, organisation, today }) =>
  `${standsFor(organisation, column('organisation_id'), today)}
      and not ${standsFor(organisation, column('other_id'), today)}
      and (${column('overlaps_until')} is null or ${column('overlaps_until')} > ${today})`

/** Conflicts of the caller's files of a kind with those of others, about the person at hand. */
export function conflictRows(kind: FileKind): Rows {
  return { table: pairs(kind), where: ofCaller, order: 'overlaps_since, other_id, valid_from' }
}

/** First day of a conflict of the caller's about a person; null when there is none. */
export function firstConflict(kind: FileKind, terms: Pick<Terms, 'person' | 'organisation' | 'today'>): string {
  return `(
      select min(pair.overlaps_since)
      from ${pairs(kind)} pair
      where pair.person_id = ${terms.person}
        and ${ofCaller({ ...terms, column: columnOf('pair'), arg: noArgument })}
    )`
}

/** Predicate: the caller's files of a kind about a person are in conflict with another's. */
export const isInConflict =
  (kind: FileKind): Expression =>
  (terms) =>
    `${firstConflict(kind, terms)} is not null`

function noArgument(name: string): never {
  throw new Error(`a conflict takes no argument ${name}`)
}

/** Who holds the other file today: the organisation itself, or who succeeded it. */
export const OTHER_HOLDER: Rows = {
  table: `(
      select l.member_id, l.valid_from, l.valid_until, o.id, o.name
      from directory.lineage l
      join directory.organisation o on o.id = l.organisation_id
    )`,
  of: { column: 'member_id', to: 'other_id' },
  where: ({ column, today }) => inForce(column, today),
  order: 'id',
}
