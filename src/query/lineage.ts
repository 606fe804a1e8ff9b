/** "We and those whom we succeed": an organisation and those that merged into it are one, wherever something belongs to an organisation. */
import { inForce } from '../base/period.ts'

/** SQL predicate: an organisation is another one, or has succeeded it on a day. Null where no other one is named. */
export function standsFor(organisation: string, other: string, today: string): string {
  return `(${other} = ${organisation} or exists (
      select from directory.lineage stands
      where stands.organisation_id = ${organisation}
        and stands.member_id = ${other}
        and ${inForce('stands', today)}
    ))`
}

/** SQL: ids (int[]) of an organisation and of those that it has succeeded on a day; none once it has ended itself. Looked up once, so that rows are found by an index. */
export function membersOf(organisation: string, today: string): string {
  return `array(
      select stands.member_id
      from directory.lineage stands
      where stands.organisation_id = ${organisation}
        and ${inForce('stands', today)}
    )`
}

/** SQL predicate: an organisation holds a row, or nobody does because a register said it. @param holder the row's. */
export function heldByOrByNobody(organisation: string, holder: string, today: string): string {
  return `(${holder} is null or ${standsFor(organisation, holder, today)})`
}
