/** What it means when the database gives no answer, or refuses every one: the same request can succeed in a moment. */

/** SILENT: connections give no sign of life. EXHAUSTED: every connection that this process may have is in use, for longer than a request waits. */
export type UnavailableReason = 'SILENT' | 'EXHAUSTED'

/** No statement can be sent, or none is answered. */
export class DatabaseUnavailable extends Error {
  readonly reason: UnavailableReason
  constructor(reason: UnavailableReason) {
    super(reason === 'SILENT' ? 'the database gives no sign of life' : 'every connection to the database is in use')
    this.name = 'DatabaseUnavailable'
    this.reason = reason
  }
}

/**
 * SQLSTATEs that pass by themselves or by the operator: connections (08), resources (53: no room, no memory, no connection), operators (57:
 * shutdown, a cancelled statement), the system (58), transactions in each other's way (40), locks held by others (55P03), a server that only reads (25006).
 */
const PASSING_STATE = /^(08\w{3}|53\w{3}|57\w{3}|58\w{3}|40\w{3}|55P03|25006)$/

const OF_A_SOCKET = /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOST\w+|ENET\w+|ENOTFOUND|EAI_AGAIN)$/

/** Errors of the driver, which have no code: `pg` and its pool. */
const OF_THE_DRIVER =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout e|Query read timeout|Cannot use a pool after)/

/** Whether the database is away, overloaded or in trouble, rather than the statement wrong. Follows causes, which libraries put around them. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof DatabaseUnavailable) return true
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  if (typeof code === 'string' && (PASSING_STATE.test(code) || OF_A_SOCKET.test(code))) return true
  return OF_THE_DRIVER.test(error.message) || isUnavailable(cause)
}
