/** What the parts of the suite share. */
import type { RecordType } from '../../src/domains/declaration/record-type.ts'
import type { RunningHub } from '../attack/running-hub.ts'
import type { Target } from '../attack/target.ts'
import type { Dice } from '../non-interference/dice.ts'
import type { Delivering } from './delivering.ts'
import type { Grants, Organisation } from './organisations.ts'
import type { Reader } from './reading.ts'
import type { ClaimsResult } from './result.ts'

export type Bench = { hub: RunningHub; target: Target; result: ClaimsResult; reader: Reader; delivering: Delivering; grants: Grants }

/** A row of a holder, and another organisation. @property knows whether the other has a file of its own about the person. @property isGranted whether the holder may deliver such records. */
export type Case = { type: RecordType; holder: Organisation; other: Organisation; knows: boolean; isGranted: boolean; dice: Dice }
