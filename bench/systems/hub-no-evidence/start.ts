/**
 * The hub with the writing of data-use rows taken out of its statements, to measure what recording costs. The switch exists
 * here alone: the product has none.
 */
import type { Pool } from 'pg'
import type { Database } from '../../../src/database/client.ts'
import { changedPool } from '../../setup/changed-pool.ts'
import { serveHub } from '../hub/start.ts'
import type { StartSystem } from '../system.ts'

/** The insert of the proof; its select stays, so that the same rows are aggregated and the same parameters used. */
const INSERT = /insert into audit\.data_use \([^)]*\)\s+(select [\s\S]*?)\s+returning id\)/

export const start: StartSystem = (settings) => serveHub(settings, withoutEvidence)

function withoutEvidence(database: Database): Database {
  const texts = new Map<string, string>()
  return {
    ...database,
    pool: withoutInserts(database.pool, texts),
    openAs: (login) => withoutInserts(database.openAs(login), texts),
  }
}

/** @param texts of statements without their insert, by the text with it. */
function withoutInserts(pool: Pool, texts: Map<string, string>): Pool {
  return changedPool(pool, (statement) => {
    const text = texts.get(statement.text) ?? stripInsert(statement.text)
    texts.set(statement.text, text)
    return { ...statement, text }
  })
}

/** Statements that answer about persons; others (the log of operations) stay as they are. */
const ANSWERING = /\bh_proof as \(/

function stripInsert(text: string): string {
  if (!ANSWERING.test(text)) return text
  const stripped = text.replace(INSERT, '$1)')
  if (stripped === text) throw new Error('the compiled statement has no data-use insert to leave out')
  return stripped
}
