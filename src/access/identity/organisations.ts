/** Organisations by their code, from `directory`: who a token's `vo_orgcode` is, today. */
import type { Logger } from 'pino'
import { z } from 'zod'
import { dayAt } from '../../base/day.ts'
import { SourceUnavailable } from '../../base/faults.ts'
import { inForce } from '../../base/period.ts'
import { type OrganisationRecipient, RECIPIENTS } from '../../base/recipient.ts'
import type { OrganisationCaller } from './caller.ts'

type Organisation = OrganisationCaller['organisation']

export type OrganisationDirectory = {
  /** @param code KBO number or OVO code.
   *  @returns undefined when no organisation carries the code today.
   *  @throws SourceUnavailable when the directory cannot be read. */
  find(code: string): Promise<Organisation | undefined>
  /** Until when what is found now may be relied on, by the clock `now`. After it the directory is read again. */
  freshUntil(): number
}

export type OrganisationDirectoryOptions = {
  database: { query(text: string, values: unknown[]): Promise<{ rows: unknown[] }> }
  /** Whether made-up codes count; false in production. */
  allowPlaceholders: boolean
  /** Where it is said that an organisation is of a kind that this version does not know. */
  log?: Pick<Logger, 'warn'>
  /** Day of validity (YYYY-MM-DD) instead of today, for demonstrations. */
  today?: string | undefined
  /** Milliseconds of a clock that nobody sets back. */
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
  cross join lateral (select coalesce($2::date, ${dayAt('now()')}) as today) t
  where ${inForce('o', 't.today')}
    and ($1 or not c.placeholder)`

/** An organisation's kind decides its recipient group: each group of organisations is a kind, by the same name. */
const Kind = z.literal(RECIPIENTS.filter((recipient): recipient is OrganisationRecipient => recipient !== 'CITIZEN'))

const Row = z.object({ code: z.string(), id: z.number().int(), kind: z.string(), name: z.string() })

type ByCode = ReadonlyMap<string, Organisation>
type Snapshot = { byCode: ByCode; readAt: number }

/** Directory held in memory: it is a few hundred rows, and every request asks it. */
export function createOrganisationDirectory(options: OrganisationDirectoryOptions): OrganisationDirectory {
  const { now = () => performance.now(), maxAgeMs = 30_000, missCooldownMs = 5_000 } = options
  const logKinds = logOnce(options.log)
  let current: Snapshot | undefined
  let reading: Promise<Snapshot> | undefined
  const refresh = async () => {
    const readAt = now()
    reading ??= readDirectory(options, logKinds)
      .then((byCode) => ({ byCode, readAt }))
      .finally(() => {
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

/** @param logKinds gets the kinds that belong to no recipient group: an organisation of such a kind is not a caller, and stands in no other's way. */
async function readDirectory(
  { database, allowPlaceholders, today }: OrganisationDirectoryOptions,
  logKinds: (kinds: readonly string[]) => void,
): Promise<ByCode> {
  try {
    const { rows } = await database.query(STATEMENT, [allowPlaceholders, today ?? null])
    const read = rows.map((row) => Row.parse(row))
    const known = read.flatMap(({ code, id, name, kind }): [string, Organisation][] => {
      const recipient = Kind.safeParse(kind).data
      return recipient === undefined ? [] : [[code, { id, name, recipient }]]
    })
    logKinds(read.map(({ kind }) => kind).filter((kind) => !Kind.safeParse(kind).success))
    return new Map(known)
  } catch (cause) {
    throw new SourceUnavailable(
      'SOURCE_UNAVAILABLE',
      'The directory of organisations is not available. Try again later.',
      { source: 'directory' },
      cause,
    )
  }
}

/** Logs each kind once, without the organisations. */
function logOnce(log: OrganisationDirectoryOptions['log']): (kinds: readonly string[]) => void {
  const logged = new Set<string>()
  return (kinds) => {
    const kindsNow = [...new Set(kinds)].filter((kind) => !logged.has(kind))
    for (const kind of kindsNow) logged.add(kind)
    if (kindsNow.length > 0)
      log?.warn({ kinds: kindsNow }, 'organisations of these kinds are not callers: the kind is not a recipient group')
  }
}
