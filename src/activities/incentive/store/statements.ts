/**
 * Statements of acts. Each act is one statement: a row moves only from the version that the act was decided on, and with it, or not at
 * all, go the facts as they were, the note in the evidence, and the key of the request.
 */
import { dayAt } from '../../../base/day.ts'
import { PSEUDONYM_SQL } from '../../../base/pseudonym-sql.ts'
import { DONE_SQL, keptSql, notedSql } from '../../../graphql/schema/acts/act-store.ts'
import { standsFor } from '../../../query/lineage.ts'
import { inScope } from '../../../query/row-source.ts'

/** First parameters of every act: $1 organisation, $2 consumer, $3 key, $4 fingerprint, $5 user. */
const BY = { organisation: '$1::int', consumer: '$2::text', key: '$3::text', fingerprint: '$4::bytea', user: '$5::text' }
const kept = (outcome: string, from: string) => keptSql(BY, outcome, from)
const noted = (act: string, from: string) => notedSql('INCENTIVE', BY, act, from)

/** Predicate: a row that was found before belongs to the organisation, or to one that merged into it. */
const OURS = 'organisation_id in (select stands.member_id from directory.lineage stands where stands.organisation_id = $1::int)'

/** Whether a person `p` exists for the organisation now, in a capacity of its contract: asked in the statement that decides about the person. */
const inScopeNow = (capacities: string, today: string) => `exists (
      select from directory.relationship r
      where r.person_id = p.id
        and ${inScope('r', { organisation: '$1::int', today, capacity: `= any(${capacities}::directory.capacity[])` })}
    )`

/** Person of a row, in scope, held until the end of the act: whoever erases or merges persons waits, or was first. $20 capacities, $21 today. */
const aboutPersonOf = (table: string) => `
    select p.id
    from directory.person p
    where p.id = (select x.person_id from ${table} x where x.id = $7::uuid)
      and ${inScopeNow('$20', '$21::date')}
    for key share`

const FACT_ROW = '(place int, name text, source text, state text, as_of date)'

/** Open assessments by newcomer; the own one before one of an organisation that merged. $4 ids, $5 incentive, $6 today. */
export const FIND_OPEN = {
  name: 'incentive_find_open',
  text: `select (${DONE_SQL}) as done,
    (
      select coalesce(json_object_agg(s.newcomer_id, s.id), '{}')
      from (
        select distinct on (r.newcomer_id) r.newcomer_id, a.id
        from directory.relationship r
        join incentive.assessment a on a.person_id = r.person_id
        where r.organisation_id = $1::int
          and r.newcomer_id = any($4::uuid[])
          and ${standsFor('$1::int', 'a.organisation_id', '$6::date')}
          and a.incentive = $5::text
          and a.state = 'OPEN'
        order by r.newcomer_id, (a.organisation_id = $1::int) desc, a.opened_at, a.id
      ) s
    ) as open`,
}

/** $6 contract, $7 rule, $8 its version, $9 incentive, $10 as of, $11 today, $12 now, $13 rows, $14 ids in the order asked, $15 capacities. An open assessment is assessed again. */
export const OPEN = {
  name: 'incentive_open',
  text: `with asked as (
    select *
    from jsonb_to_recordset($13::jsonb)
      x (id uuid, newcomer uuid, outcome incentive.outcome, requirements text[], sealed text, facts jsonb)
  ),
  named as (
    select distinct on (q.id) q.*, r.person_id
    from asked q
    join directory.relationship r on r.organisation_id = $1::int and r.newcomer_id = q.newcomer
  ),
  about as materialized (
    select p.id as person_id
    from directory.person p
    where p.id in (select n.person_id from named n)
      and ${inScopeNow('$15', '$11::date')}
    order by p.id
    for key share
  ),
  -- An assessment of one that merged stays its own, as all its rows do.
  found as (
    select n.*, coalesce(open.organisation_id, $1::int) as organisation_id
    from named n
    join about a using (person_id)
    left join incentive.assessment open on open.id = n.id and ${standsFor('$1::int', 'open.organisation_id', '$11::date')}
  ),
  made as (
    insert into incentive.assessment as a (
      id, organisation_id, person_id, incentive, contract, rule_version_id, rule_version, as_of, outcome,
      requirements, facts_sealed, opened_at, looked_on, open_key)
    select
      f.id, f.organisation_id, f.person_id, $9::text, $6::text, $7::int, $8::int, $10::date, f.outcome,
      f.requirements, f.sealed, $12::timestamptz, $11::date, concat_ws(' ', f.organisation_id, $9::text, f.person_id::text)
    from found f
    on conflict (open_key) do update set
      rule_version_id = excluded.rule_version_id,
      rule_version = excluded.rule_version,
      as_of = excluded.as_of,
      outcome = excluded.outcome,
      requirements = excluded.requirements,
      facts_sealed = excluded.facts_sealed,
      looked_on = excluded.looked_on,
      look_again = false,
      marked_at = null,
      version = a.version + 1
    where a.id = excluded.id
    returning a.id, a.version
  ),
  before as (
    delete from incentive.fact f
    using made m
    where f.assessment_id = m.id
      and m.version > 1
  ),
  facts as (
    insert into incentive.fact (assessment_id, place, name, source, state, as_of)
    select m.id, x.*
    from made m
    join found f on f.id = m.id
    cross join jsonb_to_recordset(f.facts) x ${FACT_ROW}
  ),
  noted as (
    insert into audit.event (kind, actor, subject, detail)
    select 'INCENTIVE', concat_ws(' ', $1::int, $5::text), $9::text, concat_ws(' ', 'OPENED', count(*))
    from made
  ),
  kept as (${kept("json_build_object('ids', $14::json)", '(select from made having count(*) = jsonb_array_length($13::jsonb)) whole')})
  select count(*)::int as moved from made`,
}

/** Assessment of the organisation, with the id by which it knows the person, and its decisions in force on the same incentive. $4 id, $5 today. */
export const FIND_ASSESSMENT = {
  name: 'incentive_find_assessment',
  text: `select (${DONE_SQL}) as done,
    (
      select row_to_json(x)
      from (
        select a.id, a.incentive, a.as_of, a.outcome, a.requirements, a.rule_version_id, a.state, a.version, ${PSEUDONYM_SQL} as newcomer, (
            select coalesce(json_agg(json_build_object('id', d.id, 'occasion', d.occasion, 'day', ${dayAt('d.decided_at')}) order by d.decided_at, d.id), '[]')
            from incentive.decision d
            where d.person_id = a.person_id
              and d.incentive = a.incentive
              and d.state = 'IN_FORCE'
              and ${standsFor('$1::int', 'd.organisation_id', '$5::date')}
          ) as in_force
        from incentive.assessment a
        join directory.person p on p.id = a.person_id
        join directory.organisation o on o.id = a.organisation_id
        where a.id = $4::uuid
          and ${standsFor('$1::int', 'a.organisation_id', '$5::date')}
      ) x
    ) as found`,
}

/** Decision of the organisation. $4 id, $5 today. */
export const FIND_DECISION = {
  name: 'incentive_find_decision',
  text: `select (${DONE_SQL}) as done,
    (
      select row_to_json(x)
      from (
        select d.id, d.assessment_id, d.incentive, d.kind, d.state, d.version, d.as_of, ${PSEUDONYM_SQL} as newcomer
        from incentive.decision d
        join directory.person p on p.id = d.person_id
        join directory.organisation o on o.id = d.organisation_id
        where d.id = $4::uuid
          and ${standsFor('$1::int', 'd.organisation_id', '$5::date')}
      ) x
    ) as found`,
}

const DECISION_COLUMNS = `id, assessment_id, organisation_id, person_id, incentive,
      rule_version_id, rule_version, as_of, outcome, requirements,
      facts_sealed, kind, reason, confirmed, decided_at, decided_by, occasion, in_force_key`
const DECISION_VALUES = `$8::int, $9::int, $10::date, $11::incentive.outcome, $12::text[],
      $13::text, $14::incentive.decision_kind, $15::text, $16::text[], $17::timestamptz, $5::text`
const DECISION_FACTS = `
    insert into incentive.fact (decision_id, place, name, source, state, as_of)
    select d.id, x.*
    from made d
    cross join jsonb_to_recordset($18::jsonb) x ${FACT_ROW}`
const BOTH = "json_build_object('assessment', d.assessment_id, 'decision', d.id)"

/** Decision in force on the same thing as an assessment `x`, of the organisation or of one that merged into it: also of the lost one of two persons that are one now. */
const ANOTHER_IN_FORCE = `
      select from incentive.decision d
      where d.person_id = x.person_id
        and d.incentive = x.incentive
        and d.occasion is not distinct from $22::text
        and d.state = 'IN_FORCE'
        and ${standsFor('$1::int', 'd.organisation_id', '$21::date')}`

/** $6 id of the decision, $7 assessment, $8 rule, $9 its version, $10 as of, $11 outcome, $12 requirements, $13 sealed facts, $14 kind, $15 reason, $16 confirmed, $17 now, $18 facts, $19 version, $20 capacities, $21 today, $22 occasion. The key stops the second of two that are decided at once. */
export const DECIDE = {
  name: 'incentive_decide',
  text: `with about as materialized (${aboutPersonOf('incentive.assessment')}
  ),
  moved as (
    update incentive.assessment x
    set state = 'DECIDED', version = version + 1, open_key = null, marked_at = null, look_again = false
    from about a
    where x.id = $7::uuid
      and x.person_id = a.id
      and version = $19::int
      and state = 'OPEN'
      and ${OURS}
      and not exists (${ANOTHER_IN_FORCE}
      )
    returning x.*
  ),
  made as (
    insert into incentive.decision (${DECISION_COLUMNS})
    select $6::uuid, m.id, m.organisation_id, m.person_id, m.incentive,
      ${DECISION_VALUES}, $22::text, concat_ws(' ', $1::int, m.incentive, m.person_id::text, $22::text)
    from moved m
    returning *
  ),
  facts as (${DECISION_FACTS}),
  noted as (${noted('d.kind::text', 'made')}),
  kept as (${kept(BOTH, 'made d')})
  select count(*)::int as moved from made`,
}

/** The same, for a decision that takes the place of the one with id $7 and version $19, on the same occasion and under its key. */
export const SUPERSEDE = {
  name: 'incentive_supersede',
  text: `with about as materialized (${aboutPersonOf('incentive.decision')}
  ),
  before as (
    select d.in_force_key
    from incentive.decision d
    where d.id = $7::uuid
  ),
  moved as (
    update incentive.decision x
    set state = 'SUPERSEDED', in_force_key = null, version = version + 1, ended_at = $17::timestamptz, ended_by = $5::text, end_reason = $15::text
    from about a
    where x.id = $7::uuid
      and x.person_id = a.id
      and version = $19::int
      and state = 'IN_FORCE'
      and ${OURS}
    returning x.*
  ),
  made as (
    insert into incentive.decision (${DECISION_COLUMNS}, supersedes_id)
    select $6::uuid, m.assessment_id, m.organisation_id, m.person_id, m.incentive,
      ${DECISION_VALUES}, m.occasion, (select b.in_force_key from before b), m.id
    from moved m
    returning *
  ),
  facts as (${DECISION_FACTS}),
  noted as (${noted("'SUPERSEDED'", 'moved')}),
  noted_new as (${noted('d.kind::text', 'made')}),
  kept as (${kept(BOTH, 'made d')})
  select count(*)::int as moved from made`,
}

/** $6 id, $7 version, $8 now, $9 reason. */
export const REVOKE = {
  name: 'incentive_revoke',
  text: `with moved as (
    update incentive.decision
    set state = 'REVOKED', in_force_key = null, version = version + 1, ended_at = $8::timestamptz, ended_by = $5::text, end_reason = $9::text
    where id = $6::uuid
      and version = $7::int
      and state = 'IN_FORCE'
      and kind = 'GRANTED'
      and ${OURS}
    returning *
  ),
  noted as (${noted("'REVOKED'", 'moved')}),
  kept as (${kept(BOTH, 'moved d')})
  select count(*)::int as moved from moved`,
}

/** $6 id, $7 version. */
export const CLOSE = {
  name: 'incentive_close',
  text: `with moved as (
    update incentive.assessment
    set state = 'CLOSED', version = version + 1, open_key = null, marked_at = null, look_again = false
    where id = $6::uuid
      and version = $7::int
      and state = 'OPEN'
      and ${OURS}
    returning *
  ),
  noted as (${noted("'CLOSED'", 'moved')}),
  kept as (${kept("json_build_object('assessment', d.id)", 'moved d')})
  select count(*)::int as moved from moved`,
}

/** Result of assessing again. $1 id, $2 version, $3 outcome, $4 requirements, $5 sealed facts, $6 facts, $7 rule, $8 its version, $9 today, $10 marked at. */
export const LOOKED = {
  name: 'incentive_looked',
  text: `with moved as (
    update incentive.assessment set
      outcome = $3::incentive.outcome,
      requirements = $4::text[],
      facts_sealed = $5::text,
      rule_version_id = $7::int,
      rule_version = $8::int,
      looked_on = $9::date,
      look_again = false,
      marked_at = $10::timestamptz,
      version = version + 1
    where id = $1::uuid
      and version = $2::int
      and state = 'OPEN'
    returning id
  ),
  before as (
    delete from incentive.fact f
    using moved m
    where f.assessment_id = m.id
  ),
  facts as (
    insert into incentive.fact (assessment_id, place, name, source, state, as_of)
    select m.id, x.*
    from moved m
    cross join jsonb_to_recordset($6::jsonb) x ${FACT_ROW}
  )
  select count(*)::int as moved from moved`,
}

/** Open assessments to assess again, with the id by which the organisation knows the person. $1 today, $2 how many, $3 incentives that may be assessed again within the day. */
export const CLAIM = {
  name: 'incentive_claim',
  text: `select a.id, a.organisation_id as organisation, a.contract, a.incentive, a.as_of, a.outcome::text as outcome, a.requirements,
      a.rule_version_id as rule, a.version, ${PSEUDONYM_SQL} as newcomer
    from (
      select *
      from incentive.assessment
      where state = 'OPEN'
        and (looked_on < $1::date or (look_again and incentive = any($3::text[])))
      order by organisation_id, incentive, id
      limit $2::int
      for update skip locked
    ) a
    join directory.person p on p.id = a.person_id
    join directory.organisation o on o.id = a.organisation_id`,
}

/** Assessments of which the rule still says the same. $1 ids, $2 today. */
export const SAME = {
  name: 'incentive_same',
  text: `update incentive.assessment
    set looked_on = $2::date, look_again = false
    where id = any($1::uuid[])`,
}
