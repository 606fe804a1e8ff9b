/** Organisations by their code, from `directory`: who a token's `vo_orgcode` is, today. */
import { z } from 'zod'
import { SourceUnavailable } from '../../base/faults.ts'
import { inForce } from '../../base/period.ts'
import type { OrganisationRecipient } from '../../base/recipient.ts'
import type { OrganisationCaller } from './caller.ts'

type Organisation = OrganisationCaller['organisation']

export type OrganisationDirectory = {
  /** @param code KBO number or OVO code.
   *  @returns undefined when no organisation carries the code today.
   *  @throws SourceUnavailable when the directory cannot be read. */
  find(code: string): Promise<Organisation | undefined>
  /** Until when what is found now may be relied on; milliseconds since the epoch. After it the directory is read again. */
  freshUntil(): number
}

export type OrganisationDirectoryOptions = {
  database: { query(text: string, values: unknown[]): Promise<{ rows: unknown[] }> }
  /** Whether made-up codes count; false in production. */
  allowPlaceholders: boolean
  /** Day of validity (YYYY-MM-DD) instead of today, for demonstrations. */
  today?: string | undefined
  /** Milliseconds. */
  now?: () => number
  /** Age at which the directory is read again: an organisation that ended disappears within it. Default 30 seconds. */
  maxAgeMs?: number
  /** Shortest time between two reads caused by unknown codes. Default 5 seconds. */
  missCooldownMs?: number
}

/** Validity is a matter of Belgian days, not of the server's time zone. */
const STATEMENT = `
  select c.code, o.id, o.kind::text as kind, o.name
  from directory.organisation o
  join directory.organisation_code c on c.organisation_id = o.id
  cross join lateral (select coalesce($2::date, (now() at time zone 'Europe/Brussels')::date) as today) t
  where ${inForce('o', 't.today')}
    and ($1 or not c.placeholder)`

/** An organisation's kind decides its recipient group. */
const RECIPIENT_OF = {
  INTEGRATION_AGENCY: 'INTEGRATION_AGENCY',
  VDAB: 'VDAB',
  OCMW: 'OCMW',
  MUNICIPALITY: 'MUNICIPALITY',
  BI: 'BI',
  SUPERVISOR: 'SUPERVISOR',
} as const satisfies Record<string, OrganisationRecipient>

const Row = z
  .object({
    code: z.string(),
    id: z.number().int(),
    kind: z.literal(Object.keys(RECIPIENT_OF) as (keyof typeof RECIPIENT_OF)[]),
    name: z.string(),
  })
  .transform(({ code, id, kind, name }): [string, Organisation] => [code, { id, name, recipient: RECIPIENT_OF[kind] }])

type Snapshot = { byCode: ReadonlyMap<string, Organisation>; readAt: number }

/** Directory held in memory: it is a few hundred rows, and every request asks it. */
export function createOrganisationDirectory(options: OrganisationDirectoryOptions): OrganisationDirectory {
  const { now = Date.now, maxAgeMs = 30_000, missCooldownMs = 5_000 } = options
  let current: Snapshot | undefined
  let reading: Promise<Snapshot> | undefined
  const refresh = async () => {
    reading ??= readSnapshot(options, now()).finally(() => {
      reading = undefined
    })
    current = await reading
    return current
  }
  const olderThan = (snapshot: Snapshot, ms: number) => now() - snapshot.readAt >= ms
  return {
    freshUntil: () => (current === undefined ? 0 : current.readAt + maxAgeMs),
    async find(code) {
      const snapshot = current === undefined || olderThan(current, maxAgeMs) ? await refresh() : current
      const found = snapshot.byCode.get(code)
      return found === undefined && olderThan(snapshot, missCooldownMs) ? (await refresh()).byCode.get(code) : found
    },
  }
}

async function readSnapshot({ database, allowPlaceholders, today }: OrganisationDirectoryOptions, readAt: number): Promise<Snapshot> {
  try {
    const { rows } = await database.query(STATEMENT, [allowPlaceholders, today ?? null])
    return { byCode: new Map(rows.map((row) => Row.parse(row))), readAt }
  } catch (cause) {
    throw new SourceUnavailable(
      'SOURCE_UNAVAILABLE',
      'The directory of organisations is not available. Try again later.',
      { source: 'directory' },
      cause,
    )
  }
}
