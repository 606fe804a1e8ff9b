import type { ContractName } from './recipient.ts'

/** Longest that a statement may take, in milliseconds: of most contracts, and of those that have a time of their own. */
export type StatementTimes = Readonly<{ standard: number; byContract: ReadonlyMap<ContractName, number> }>
