/** SQL: whose a referral is. It exists for its sender, and from the sending on for its receiver; for nobody else. */
export function isParty(row: string, organisation: string): string {
  return `(${row}.sender_id = ${organisation} or (${row}.receiver_id = ${organisation} and ${row}.sent_at is not null))`
}
