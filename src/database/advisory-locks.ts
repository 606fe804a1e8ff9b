/** Every advisory lock of the hub: what processes wait for each other on, by name. Names are for people, PostgreSQL knows the numbers. */

/**
 * Locks of which there is one. Processes of two versions exclude each other by the number, so it stays what it was when its name changes.
 * `contractLogins` had the number of `sealing`: a hub that started made the sealer wait, which fails a pass after five seconds.
 */
const LOCKS = {
  /** Making roles and applying migrations. */
  migrations: 7_210_426,
  /** A pass of the sealer. */
  sealing: 7_210_427,
  /** Making the functions of fact sheets. */
  factFunctions: 7_210_428,
  /** Giving the logins of contracts their rights. */
  contractLogins: 7_210_429,
  /** A batch of a delivery: two that meet the same new person would make it twice. */
  deliveries: 7_271_001,
  /** Loading the reference data. This number and the next are what `hashtext` makes of a text, by which they were named first. */
  reference: 1_720_362_306,
  /** Loading a synthetic population. */
  population: 501_986_934,
} as const

/** Locks of which there is one for each subject. PostgreSQL keeps their numbers apart from those above. */
const LOCKS_BY_SUBJECT = {
  /** Numbering the versions of a release, by table and period. */
  release: 7_210_428,
} as const

export type LockName = keyof typeof LOCKS
export type SubjectLockName = keyof typeof LOCKS_BY_SUBJECT

type Statement = { text: string; values: unknown[] }

/** Statement that takes a lock until the end of the transaction. */
export function transactionLock(name: LockName): Statement {
  return { text: 'select pg_advisory_xact_lock($1)', values: [LOCKS[name]] }
}

/** The same for one subject of many. */
export function transactionLockOn(name: SubjectLockName, subject: string): Statement {
  return { text: 'select pg_advisory_xact_lock($1, hashtext($2))', values: [LOCKS_BY_SUBJECT[name], subject] }
}

/** Statement that takes a lock until it is given back, or the connection ends. */
export function sessionLock(name: LockName): Statement {
  return { text: 'select pg_advisory_lock($1)', values: [LOCKS[name]] }
}

/** Statement that gives it back. */
export function sessionUnlock(name: LockName): Statement {
  return { text: 'select pg_advisory_unlock($1)', values: [LOCKS[name]] }
}
