/** Pipelined statements: sent one after the other without waiting for each result. */
import type { QueryConfig, QueryResult } from 'pg'

/** Runs a statement of a batch after those sent before it. Nobody need wait for its answer: the batch fails when one of them does. */
export type Send = (statement: QueryConfig) => Promise<QueryResult>
