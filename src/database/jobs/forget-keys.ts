/** Keys of acts (Idempotency-Key) are kept for a day, so that a repeated request does an act once, and then forgotten: they tell who did what and when. */
import type { Pool } from 'pg'
import type { ScheduledWork } from './scheduler.ts'

const HOURLY = '17 * * * *'
const KEPT_HOURS = 24
/** So many in one statement: acts under way do not wait for it. */
const BATCH = 5_000

const FORGET = {
  name: 'forget_keys',
  text: `delete from directory.idempotency_key k using (
      select ctid from directory.idempotency_key where at < now() - make_interval(hours => $1::int) limit $2::int for update skip locked) old
    where k.ctid = old.ctid`,
  values: [KEPT_HOURS, BATCH],
}

/** @param pool connections that act as the application. */
export function forgetKeys({ pool }: { pool: Pick<Pool, 'query'> }): ScheduledWork {
  return {
    name: 'forget-keys',
    cron: HOURLY,
    run: async (isOver) => {
      let more = true
      while (more && !isOver()) more = (await pool.query(FORGET)).rowCount === BATCH
    },
  }
}
