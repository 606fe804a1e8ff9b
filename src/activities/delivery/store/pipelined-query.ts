/** Pipelined statements: sent one after the other without waiting for each result. */
import type { QueryConfig } from 'pg'

/** Rows that a statement is sent, of which it may write fewer. @property older counts those of which a newer row is known. */
export type StoredRows = { count: number; older: QueryConfig }

/**
 * Runs a statement of a batch after those sent before it, without waiting for its answer: the batch fails when one of them does.
 * @param sent rows of which those that are older than what is known shall be counted. SETTLING: the statement takes such rows out again.
 */
export type Send = (statement: QueryConfig, sent?: StoredRows | 'SETTLING') => void
