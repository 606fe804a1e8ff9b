/**
 * Filter input fields and orders. Of newcomers each domain declares its own part of NewcomerFilter and NewcomerOrder; merging joins
 * them by name. Only in the hub: across subgraphs an input type is the intersection of its parts, so nothing of it would be left.
 */
import { type Expression, type HubExtension, hubExtension } from '../../query/declare.ts'

/** Same words in every module, because merging keeps one of them. */
export const FILTER_DESCRIPTION = "Restricts the newcomers in the caller's scope. All given fields must hold."
export const ORDER_DESCRIPTION = 'Order in which newcomers are listed.'

type Hub = { description: string; extensions: { hub: HubExtension } }

/** Keeps the newcomers for whom the expression equals the given value; unknown is neither true nor false, so it is left out. */
export function equals(value: Expression, sqlType: string, reveals: readonly string[], description: string): Hub {
  return { description, extensions: hubExtension({ reveals, sqlType, restrict: (terms, given) => `(${value(terms)}) = ${given}` }) }
}

/** Keeps the newcomers for whom the expression is one of the given list. */
export function isOneOf(value: Expression, sqlType: string, reveals: readonly string[], description: string): Hub {
  const restrict: HubExtension['restrict'] = (terms, given) => `(${value(terms)}) = any (${given})`
  return { description, extensions: hubExtension({ reveals, sqlType: `${sqlType}[]`, restrict }) }
}

/** Order enum value that sorts by an expression. */
export function sortedBy(value: Expression, sqlType: string, reveals: readonly string[], description: string): Hub {
  return { description, extensions: hubExtension({ reveals, sort: { value, sqlType } }) }
}

/** Extensions of a filter field of other rows, by a predicate over the row and the given value. */
export function restrict(reveals: readonly string[], sqlType: string, predicate: NonNullable<HubExtension['restrict']>) {
  return { extensions: hubExtension({ reveals, sqlType, restrict: predicate }) }
}
