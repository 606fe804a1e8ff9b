/** Conditions on the job that the person looks for. */
import type { Condition } from '../../access/protocols/condition.ts'

export const WORK_CONDITIONS: Readonly<Record<string, Condition>> = {
  JOB_NEEDS_WRITING: {
    nl: 'als de job die de persoon zoekt geschreven Nederlands vraagt',
    en: 'when the job that the person seeks requires written Dutch',
    unmet: 'JOB_DOES_NOT_NEED_WRITING',
    sql: ({ person }) => `exists (
    select from work.jobseeker_profile j
    where j.person_id = ${person}
      and j.writing_required
  )`,
  },
}
