/** Pipelined statements: sent one after the other without waiting for each result. */
import type { QueryConfig } from 'pg'

/** Runs a statement of a batch after those sent before it, without waiting for its answer: the batch fails when one of them does. */
export type Send = (statement: QueryConfig) => void
