/** SQL shared by what takes rows back: withdrawals by key, and snapshots that no longer have them. */
import { dayAt } from '../../../base/day.ts'
import type { Owner } from '../../../base/owner.ts'
import { columnOf, HOLDER_FIELD, type RecordType } from '../../../domains/declaration/record-type.ts'
import { WITHDRAWABLE } from '../withdrawable.ts'
import type { Send } from './pipelined-query.ts'
import { STORE_STATEMENTS } from './statements.ts'

/** A row that was taken back: of whom, and the day on which it was said. */
export type WithdrawalRow = { person_id: string; as_of: string }

/** Columns of the natural key of a type, besides the person. */
export function keyColumnsOf({ name }: RecordType): readonly string[] {
  return STORE_STATEMENTS.get(name)?.keyColumns ?? []
}

/** What hangs on a file goes with it, unless another file of the holder has it. Follows a `gone` that returns rows of the file. */
export function orphansSql(file: RecordType): string {
  return WITHDRAWABLE.filter(({ within }) => within?.record === file.name)
    .map((type) => {
      const { [HOLDER_FIELD]: holder = { schema: type.line, sqlType: '' } } = type.fields
      const on = type.within?.on ?? ''
      const day = columnOf(on, type.fields[on] ?? { schema: type.line, sqlType: '' })
      const has = (alias: string) => `h.person_id = ${alias}.person_id
          and h.${columnOf(HOLDER_FIELD, holder)} = ${alias}.${columnOf(HOLDER_FIELD, holder)}
          and ${alias}.valid_from <= h.${day}
          and (${alias}.valid_until is null or ${alias}.valid_until >= h.${day})`
      return `, ${type.name}_orphans as (
        delete from ${type.table} h
        using gone g
        where ${has('g')}
          and not exists (select from ${file.table} f where ${has('f')} and f.id not in (select id from gone))
      )`
    })
    .join('')
}

/** Decisions in force that rested on facts of this domain, as far as their row was known when they were taken. */
const FLAG = `update incentive.decision d
  set facts_withdrawn_at = clock_timestamp()
  from unnest($1::uuid[], $2::date[]) g(person_id, as_of)
  where d.person_id = g.person_id
    and d.state = 'IN_FORCE'
    and d.facts_withdrawn_at is null
    and g.as_of <= ${dayAt('d.decided_at')}
    and exists (
      select from incentive.fact f
      where f.decision_id = d.id
        and f.state = 'USED'
        and coalesce(f.source, $3) = $3
    )`

/** Tells who decided on facts of a domain that rows of it were taken back. */
export function flagDecisions(send: Send, domain: Owner, taken: readonly WithdrawalRow[]): void {
  if (taken.length === 0) return
  const values = [taken.map(({ person_id }) => person_id), taken.map(({ as_of }) => as_of), domain]
  send({ name: 'flag_decisions', text: FLAG, values })
}

/** Ends of rows follow from those that are left. */
export function followOn(send: Send, { name }: RecordType, persons: readonly string[]): void {
  const successive = STORE_STATEMENTS.get(name)?.successive
  if (successive !== undefined && persons.length > 0) send({ ...successive, values: [persons] })
}
