/**
 * What the system does with referrals whose deadline has passed: one statement for many of them, with what each act brings along. The
 * acts are decided by the same function as those of people (`decide.ts`), once per deadline and state, because nothing else about a referral matters to them.
 */
import type { Pool } from 'pg'
import { endsAfter } from '../../base/period.ts'
import { DEADLINE_NAMES, DEADLINES, type DeadlineName } from './deadline.ts'
import { type AllowedAct, decide } from './decide.ts'
import { type ActName, TRANSITIONS } from './machine.ts'
import { isTerminal, type ReferralState } from './state.ts'

/** How many referrals a pass moved, by act in capitals; absent when none. */
export type PassResult = Readonly<Partial<Record<Uppercase<ActName>, number>>>

export type PassOptions = {
  pool: Pick<Pool, 'query'>
  /** Day in Belgium (YYYY-MM-DD), from which the time to read back counts. */
  today: string
  readBackDays: number
}

/** So many in one statement: its locks are held for a few milliseconds only. */
const BATCH = 500

/**
 * Acts on what is overdue, up to 500 referrals. Safe beside itself in other processes and beside acts of people: a referral that another statement
 * holds, or whose person is being erased or merged, is left for the next pass, and none is acted on twice for one deadline. The time is that of the database.
 */
export async function passDeadlines({ pool, today, readBackDays }: PassOptions): Promise<PassResult> {
  const { rows } = await pool.query<{ act: Uppercase<ActName>; count: number }>({
    name: 'referral_deadlines',
    text: STATEMENT,
    values: [today, readBackDays, BATCH],
  })
  return Object.fromEntries(rows.map(({ act, count }) => [act, count]))
}

/** Whether there may be more to do than one pass takes. */
export function isFull(result: PassResult): boolean {
  return Object.values(result).reduce((sum, count) => sum + count, 0) >= BATCH
}

/** Every deadline in every state in which it can run, with the system's act. */
function listReactions(): { deadline: DeadlineName; act: ActName; decision: AllowedAct }[] {
  return DEADLINE_NAMES.flatMap((deadline) => {
    const act = DEADLINES[deadline].reaction
    const states = TRANSITIONS.flatMap((row) => (row.deadline === deadline && row.to !== null ? [row.to] : []))
    return [...new Set(states)].map((state) => ({ deadline, act, decision: decideFor(state, act) }))
  })
}

function decideFor(state: ReferralState, act: ActName): AllowedAct {
  const standing = {
    state,
    sender: 'OCMW',
    reason: null,
    sent: state !== 'DRAFT',
    noShows: 0,
    started: false,
    appointmentAt: null,
  } as const
  const decision = decide(standing, act, 'SYSTEM', {}, new Date(0))
  if (!decision.allowed) throw new Error(`The state machine does not allow the system to ${act} in ${state}.`)
  return decision
}

const text = (value: string | null) => (value === null ? 'null' : `'${value}'`)

/** Rows of SQL: from which state under which deadline, to what, by which act. */
const REACTIONS = listReactions()
  .map(({ deadline, act, decision: { from, to, outcome, effect } }) => {
    const over = to !== null && isTerminal(to)
    return `(${text(deadline)}, ${text(from)}::referral.state, ${text(to)}::referral.state, ${text(act.toUpperCase())}, ${text(outcome)}::text, ${over}, ${effect === 'ENDS_AFTER_READ_BACK'})`
  })
  .join(', ')

/** $1 today, $2 days to read back, $3 most referrals. An escalation keeps its deadline, which is what makes the referral overdue; every other act ends it. */
const STATEMENT = `with due as (
  select r.id, x.*
  from referral.referral r
  join directory.person p on p.id = r.person_id
  join (values ${REACTIONS}) x (deadline, at_state, to_state, act, result, over, ends)
    on x.deadline = r.deadline and x.at_state = r.state
  where r.due_at <= now()
    and r.escalated_at is null
  order by r.due_at
  limit $3::int
  for update of r skip locked
  for key share of p skip locked
),
purged as (
  delete from referral.referral r
  using due d
  where r.id = d.id
    and d.to_state is null
  returning r.id, r.version + 1 as version, d.act
),
moved as (
  update referral.referral r set
    state = d.to_state,
    version = r.version + 1,
    changed_at = now(),
    outcome = coalesce(d.result, r.outcome),
    deadline = case when d.act = 'ESCALATE' then r.deadline end,
    due_at = case when d.act = 'ESCALATE' then r.due_at end,
    escalated_at = case when d.act = 'ESCALATE' then now() end,
    open_key = case when d.over then null else r.open_key end,
    draft_key = null
  from due d
  where r.id = d.id
    and d.to_state is not null
  returning r.id, r.person_id, r.version, r.state, d.act, d.result, d.ends
),
happened as (
  insert into referral.event (referral_id, version, at, act, state, code)
  select m.id, m.version, now(), m.act, m.state, m.result
  from moved m
),
noted as (
  insert into audit.event (kind, actor, subject, detail)
  select 'REFERRAL', 'system', n.id::text, concat_ws(' ', n.act, n.version)
  from (
    select id, act, version from moved
    union all
    select id, act, version from purged
  ) n
),
ended as (
  update directory.relationship r
  set valid_until = greatest(r.valid_from, $1::date + $2::int)
  from moved m
  where m.ends
    and r.person_id = m.person_id
    and r.source = 'REFERRAL ' || m.id
    and ${endsAfter('r', '$1::date + $2::int')}
)
select act, count(*)::int as count
from due
group by act
order by act`
