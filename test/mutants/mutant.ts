/**
 * Known-bad builds: every place where access is decided, broken in turn. Each text must occur exactly once in its file, so that a
 * mutant that no longer fits the code fails loudly instead of proving nothing.
 */
export type Patch = { file: string; find: string; replace: string }

export type Mutant = {
  name: string
  /** What a build with this fault would do. */
  fault: string
  patches: readonly Patch[]
  /** Suite that must find it; any of the others when it is left out. */
  by?: 'claims' | 'knowledge' | 'races' | 'inference'
  /** Test files that must find it instead of a suite: what happens in few situations is a sentence there, and not drawn by chance. */
  tests?: readonly string[]
}

/** Mutant with one patch. */
export const mutant = (name: string, fault: string, file: string, find: string, replace: string): Mutant => ({
  name,
  fault,
  patches: [{ file, find, replace }],
})
