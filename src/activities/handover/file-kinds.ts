/** Kinds of files of which only one organisation can hold one at a time, from the declarations of the record types (`oneHolder`). */
import { toConstantCase } from '../../base/constant-case.ts'
import type { RecordType } from '../../domains/declaration/record-type.ts'
import { ONE_HOLDER } from '../delivery/store/handovers.ts'

/** @property name as callers write it. @property reason why there can be one holder only, in a sentence. */
export type FileKind = { name: string; type: RecordType; reason: string }

export const FILE_KINDS: ReadonlyMap<string, FileKind> = new Map(
  ONE_HOLDER.map((type) => {
    const name = toConstantCase(type.name)
    return [name, { name, type, reason: type.oneHolder ?? '' }]
  }),
)
