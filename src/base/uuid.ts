/** Text form of an id; anything else is an id that nobody has. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether it is an id in the one form that the hub writes: lower case, with hyphens. */
export function isUuid(id: unknown): id is string {
  return typeof id === 'string' && UUID.test(id)
}

/** @returns the id in that form, however its letters were written; null when it is not one. */
export function toUuid(id: unknown): string | null {
  const lower = typeof id === 'string' ? id.toLowerCase() : id
  return isUuid(lower) ? lower : null
}
