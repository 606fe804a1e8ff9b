/** A pool of which the bench sees, or changes, every statement. */
import type { Pool } from 'pg'

/** As the hub gives it to the driver; the name is absent until the statement is prepared. */
export type Statement = { name?: string; text: string; values: unknown[] }

/**
 * Same pool, whose statements with values pass through `change` on their way.
 * @param own members that stand in for the pool's.
 */
export function changedPool(pool: Pool, change: (statement: Statement) => Statement, own: Partial<Pick<Pool, 'end'>> = {}): Pool {
  const query = (given: unknown, ...rest: unknown[]) =>
    Reflect.apply(pool.query, pool, [isStatement(given) ? change(given) : given, ...rest])
  const members = new Map<string | symbol, unknown>(Object.entries({ ...own, query }))
  return new Proxy(pool, {
    get: (target, key) => {
      const member = members.get(key) ?? Reflect.get(target, key)
      // What a pool keeps to itself is not reached through a proxy.
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

function isStatement(given: unknown): given is Statement {
  return typeof given === 'object' && given !== null && 'text' in given && 'values' in given
}
