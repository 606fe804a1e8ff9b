/**
 * Commands that are on record with a reason. Most of them read everybody: no request asked, and no organisation is told anything about a person; that somebody at the operator read all rows is on
 * record all the same, in the sealed evidence and before anything is read.
 */
import { userInfo } from 'node:os'
import type { Command } from 'commander'
import type { Pool } from 'pg'

/** Who gives the command, and why. @property actor an office or a login; by default that of the operating system. */
export type Recorded = { actor: string; reason: string }

/** What a command reads. @property tables qualified tables or schemas. */
export type Reading = { command: string; tables: readonly string[] }

/** Adds the options by which a command is on record. @param reason what the reason is for. */
export function onRecord(command: Command, reason = 'why everybody is read, for the record'): Command {
  return command
    .requiredOption('--reason <text>', `${reason}: a reference, without personal data`)
    .option('--actor <name>', 'office or login that gives the command, for the record', userInfo().username)
}

/** Writes that everybody is read. @throws when it cannot be written: then nothing may be read. */
export async function recordReading(pool: Pick<Pool, 'query'>, { actor, reason }: Recorded, { command, tables }: Reading): Promise<void> {
  await pool.query('insert into audit.event (kind, actor, subject, detail) values ($1, $2, $3, $4)', [
    'COMMAND',
    actor,
    command,
    `${tables.join(', ')}: ${reason}`,
  ])
}
