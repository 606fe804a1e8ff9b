import type { ColumnOf } from '../../base/columns.ts'

/** SQL: whose a referral is. It exists for its sender, and from the sending on for its receiver; for nobody else. */
export function isParty(column: ColumnOf, organisation: string): string {
  return `(${column('sender_id')} = ${organisation} or (${column('receiver_id')} = ${organisation} and ${column('sent_at')} is not null))`
}
