/** Pipelined statements: sent one after the other without waiting for each result. */
import type { QueryConfig } from 'pg'

/**
 * Runs a statement of a batch after those sent before it, without waiting for its answer: the batch fails when one of them does.
 * @param written given the number of rows that the statement wrote, before the batch ends.
 */
export type Send = (statement: QueryConfig, written?: (rows: number) => void) => void
