/** What the suite may do behind the hub: plain SQL on its database. */
import type { RunningHub } from './running-hub.ts'
import type { Levers } from './target.ts'

export function hubLevers({ pool, today }: Pick<RunningHub, 'pool' | 'today'>): Levers {
  return {
    countUses: async () => Number((await pool.query('select count(*) as n from audit.data_use')).rows[0].n),
    endRelationship: async (_contract, id) => {
      // `valid_until` is the first day on which it no longer holds.
      const { rows } = await pool.query(
        `update directory.relationship set valid_until = $2::date where newcomer_id = $1 and valid_from < $2::date
         and (valid_until is null or valid_until > $2::date) returning id, (select old.valid_until::text from directory.relationship old where old.id = relationship.id) as before`,
        [id, today],
      )
      return async () => {
        for (const row of rows)
          await pool.query('update directory.relationship set valid_until = $2::date where id = $1', [row.id, row.before])
      }
    },
  }
}
