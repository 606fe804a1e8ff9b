/** Sides of a referral: an organisation, and after a merger whoever succeeded it. */
import type { ColumnOf } from '../../base/columns.ts'
import { membersOf } from '../../query/lineage.ts'

/** SQL: whether an organisation is the sender of a referral today. */
export function isSender(column: ColumnOf, organisation: string, today: string): string {
  return `${column('sender_id')} = any(${membersOf(organisation, today)})`
}

/** SQL: whose a referral is. It exists for its sender, and from the sending on for its receiver; for nobody else. */
export function isParty(column: ColumnOf, organisation: string, today: string): string {
  const isReceiver = `${column('receiver_id')} = any(${membersOf(organisation, today)})`
  return `(${isSender(column, organisation, today)} or (${isReceiver} and ${column('sent_at')} is not null))`
}
