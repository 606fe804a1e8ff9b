/** Keeps fact sheets of the day: every minute one of the hub processes computes what changed, and at the beginning of a day everybody. */
import type { Pool, PoolClient } from 'pg'
import type { Logger } from 'pino'
import type { Clock } from '../../base/clock.ts'
import type { ScheduledWork } from '../../database/jobs/scheduler.ts'
import type { FactSheet } from '../fact-sheet.ts'
import { computeSheets, listOutdated, refreshNext } from './refresh.ts'

export type FactSheetRefreshOptions = {
  /** Connections that act as the application. */
  pool: Pick<Pool, 'connect'>
  sheets: readonly FactSheet[]
  clock: Pick<Clock, 'today' | 'now'>
  log: Pick<Logger, 'info'>
}

const EVERY_MINUTE = '* * * * *'
/** A turn ends before the queue takes it for dead; the next one goes on where it stopped. Milliseconds. */
const TURN_MS = 40_000
/** Persons who became known meanwhile have no sheet yet: everybody is looked at again this often. Milliseconds. */
const LOOK_AGAIN_MS = 3_600_000

/** How far a process has looked at everybody. Nothing depends on it but how soon it looks again. */
type Walk = { day: string; after: string | null; endedAt: number | null }

export function factSheetRefresh({ pool, sheets, clock, log }: FactSheetRefreshOptions): ScheduledWork {
  const walks = new Map<FactSheet, Walk>()
  return {
    name: 'fact-sheets',
    cron: EVERY_MINUTE,
    run: async (isClosing) => {
      const began = clock.now().getTime()
      const isOver = () => isClosing() || clock.now().getTime() - began > TURN_MS
      await withClient(pool, async (client) => {
        for (const sheet of sheets) {
          const walk = walkOf(walks.get(sheet), clock.today(), began)
          walks.set(sheet, walk)
          const persons = (await catchUp(client, sheet, walk.day, isOver)) + (await goOn(client, sheet, walk, isOver))
          if (walk.after === null && !isOver()) walk.endedAt ??= began
          if (persons > 0) log.info({ sheet: sheet.table, persons }, 'fact sheets computed')
        }
      })
    },
  }
}

/** Computes the sheets of everybody who has none of the day. @param day YYYY-MM-DD. */
export async function computeAllSheets(pool: Pick<Pool, 'connect'>, sheets: readonly FactSheet[], day: string): Promise<void> {
  await withClient(pool, async (client) => {
    for (const sheet of sheets) await goOn(client, sheet, { day, after: null, endedAt: null }, () => false)
  })
}

async function withClient(pool: Pick<Pool, 'connect'>, work: (client: PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect()
  try {
    await work(client)
  } finally {
    client.release()
  }
}

function walkOf(before: Walk | undefined, day: string, now: number): Walk {
  const goesOn = before?.day === day && (before.endedAt === null || now - before.endedAt < LOOK_AGAIN_MS)
  return goesOn ? before : { day, after: null, endedAt: null }
}

/** Whose facts changed. @returns how many persons were computed. */
async function catchUp(client: PoolClient, sheet: FactSheet, day: string, isOver: () => boolean): Promise<number> {
  let count = 0
  while (!isOver()) {
    const persons = await listOutdated(client, sheet)
    if (persons.length === 0) break
    await computeSheets(client, sheet, day, persons)
    count += persons.length
  }
  return count
}

/** Who has no sheet of the day, from where the walk stopped. @returns how many persons were computed. */
async function goOn(client: PoolClient, sheet: FactSheet, walk: Walk, isOver: () => boolean): Promise<number> {
  let count = 0
  while (walk.endedAt === null && !isOver()) {
    const { due, last } = await refreshNext(client, sheet, walk.day, walk.after)
    if (due.length > 0) await computeSheets(client, sheet, walk.day, due)
    count += due.length
    walk.after = last
    if (last === null) break
  }
  return count
}
