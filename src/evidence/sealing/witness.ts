/**
 * A second party that holds checkpoints: whoever puts an older copy of database and anchor file back cannot take back what somebody else has. A checkpoint
 * covers all before it, so the newest one is told, and told again until it was taken. Sealing does not wait for it.
 */
import { withConnection } from '../../database/connection.ts'

/** Takes the line of a checkpoint to the witness. @throws when it did not take it. */
export type SendToWitness = (line: string) => Promise<void>

/** @property behind whether the newest checkpoint was not taken yet. @property problem class of what went wrong last; null when it was taken. */
export type WitnessHealth = { behind: boolean; problem: string | null }

export type Witness = {
  /** Tells it the newest checkpoint, unless it has it or is being told. Never rejects. */
  tell(line: string): Promise<void>
  health(): WitnessHealth
}

/** @param report called when telling begins to fail, and when it works again. */
export function createWitness(send: SendToWitness, report: (health: WitnessHealth) => void): Witness {
  let [newest, taken]: (string | undefined)[] = []
  let problem: string | null = null
  let telling = false
  const health = () => ({ behind: newest !== taken, problem })

  function settle(found: string | null): void {
    const changed = (found === null) !== (problem === null)
    problem = found
    if (changed) report(health())
  }

  return {
    tell: async (line) => {
      newest = line
      if (telling || taken === line) return
      telling = true
      try {
        await send(line)
        taken = line
        settle(null)
      } catch (error) {
        settle(describe(error))
      } finally {
        telling = false
      }
    },
    health,
  }
}

/** Codes and our own words: an address or an answer may hold a secret. */
function describe(error: unknown): string {
  if (error instanceof WitnessRefused) return error.message
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error && 'code' in cause ? String(cause.code) : cause instanceof Error ? cause.name : 'unknown'
}

class WitnessRefused extends Error {}

const TIMEOUT_MS = 10_000

/**
 * Way to a witness by its address: an HTTPS address, to which the line is posted, or a PostgreSQL database with a table `doorstroom_checkpoint (line text primary key)`.
 * @param token bearer token for an HTTPS address. It goes nowhere else: a redirect is an error, and a server whose certificate is not trusted gets nothing.
 */
export function witnessAt(address: string, token?: string): SendToWitness {
  return address.startsWith('postgres') ? (line) => insertInto(address, line) : (line) => postTo(address, line, token)
}

async function postTo(address: string, line: string, token: string | undefined): Promise<void> {
  const { status, ok } = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    body: `${line}\n`,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (!ok) throw new WitnessRefused(`it answered with status ${status}`)
}

async function insertInto(address: string, line: string): Promise<void> {
  const config = { connectionString: address, connectionTimeoutMillis: TIMEOUT_MS, query_timeout: TIMEOUT_MS }
  await withConnection(config, (client) =>
    client.query('insert into doorstroom_checkpoint (line) values ($1) on conflict do nothing', [line]),
  )
}
