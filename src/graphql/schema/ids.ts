/** Ids that callers send: UUIDs, in any case. */
import { InvalidInput } from '../../base/faults.ts'
import { toUuid } from '../../base/uuid.ts'

/** @param argument where it stands, for the message. @returns the id as the hub writes it. @throws InvalidInput when it cannot be an id. */
export function parseId(id: string, argument: string): string {
  const uuid = toUuid(id)
  if (uuid === null) throw new InvalidInput('BAD_USER_INPUT', `Argument "${argument}" must be an id that the hub gave, a UUID.`)
  return uuid
}

export function parseIds(ids: readonly string[], argument: string): string[] {
  return ids.map((id) => parseId(id, argument))
}
