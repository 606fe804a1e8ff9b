import type { Need } from '../../access/protocols/coordinate.ts'
import { hubExtension } from '../../query/declare.ts'

/** Extensions of a root field: what it needs, in the order in which the guard (src/graphql/server/guard.ts) asks for it. */
export const needs = (...all: readonly Need[]) => hubExtension({ needs: all })
