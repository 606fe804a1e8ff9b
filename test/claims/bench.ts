/** What the parts of the suite share. */
import type { RecordType } from '../../src/domains/declaration/record-type.ts'
import type { RunningHub } from '../attack/running-hub.ts'
import type { Target } from '../attack/target.ts'
import type { Dice } from '../non-interference/dice.ts'
import type { Delivering } from './delivering.ts'
import type { Grants, Organisation } from './organisations.ts'
import type { Reader } from './reading.ts'

export type ClaimsResult = {
  seed: number
  /** Record types and organisations that were tried. */
  types: number
  organisations: number
  deliveries: number
  /** Answers that were compared, byte for byte. */
  comparisons: number
  /** Lines of evidence, each of which was expected. */
  claims: number
  /** The first thing that did not hold. */
  breach: string | undefined
}

export type Bench = { hub: RunningHub; target: Target; result: ClaimsResult; reader: Reader; delivering: Delivering; grants: Grants }

/** A row of a holder, and another organisation. @property knows whether the other has a file of its own about the person. @property isGranted whether the holder may deliver such records. */
export type Case = { type: RecordType; holder: Organisation; other: Organisation; knows: boolean; isGranted: boolean; dice: Dice }
