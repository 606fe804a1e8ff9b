import type { Caller } from '../access/caller.ts'

/** What one request carries through Apollo. */
export type RequestContext = {
  caller: Caller
}
