/**
 * Statements of acts. Each act is one statement: the referral moves only from the version and state that the act was decided on, and with
 * it, or not at all, go its event, the relationships that it opens or ends, the note in the evidence, and the key of the request.
 */
import { columnOf } from '../../../base/columns.ts'
import { endsAfter, inForce } from '../../../base/period.ts'
import { PSEUDONYM_SQL } from '../../../base/pseudonym-sql.ts'
import { DONE_SQL, keptSql, notedSql } from '../../../graphql/schema/acts/act-store.ts'
import { inScope } from '../../../query/row-source.ts'
import type { Effect } from '../machine.ts'
import { isParty, isSender } from '../party-sql.ts'

/** What acts are made of, by name: the type to which a value is cast. A statement takes those that it names. */
const TYPES = {
  id: 'uuid',
  version: 'int',
  from: 'referral.state',
  to: 'referral.state',
  at: 'timestamptz',
  today: 'date',
  organisation: 'int',
  user: 'text',
  act: 'text',
  code: 'text',
  outcome: 'text',
  deadline: 'text',
  dueAt: 'timestamptz',
  noShows: 'int',
  started: 'boolean',
  appointmentAt: 'timestamptz',
  question: 'text',
  answer: 'text',
  terminal: 'boolean',
  readBackDays: 'int',
  consumer: 'text',
  key: 'text',
  fingerprint: 'bytea',
  // What a referral says when it is sent.
  person: 'uuid',
  receiver: 'int',
  senderKind: 'directory.organisation_kind',
  receiverKind: 'directory.organisation_kind',
  reason: 'text',
  agreement: 'text',
  explanation: 'text',
  contactName: 'text',
  contactPhone: 'text',
  contactEmail: 'text',
  // The referral that is made by passing one on.
  newId: 'uuid',
  newDeadline: 'text',
  newDueAt: 'timestamptz',
} as const
export type ActValue = keyof typeof TYPES

/** Writes a value of an act into a statement; asked for the first time, it becomes a parameter. */
type Value = (name: ActValue) => string

/** A prepared statement and the values that it takes, in order. */
export type ActStatement = { name: string; text: string; takes: readonly ActValue[] }

/** @param write text of the statement, by the values that it asks for. */
function statement(name: string, write: (value: Value) => string): ActStatement {
  const takes: ActValue[] = []
  const text = write((asked) => {
    const known = takes.indexOf(asked)
    const place = known === -1 ? takes.push(asked) : known + 1
    return `$${place}::${TYPES[asked]}`
  })
  return { name, text, takes }
}

/** One open referral per person, path and reason. */
const openKey = (person: string, senderKind: string, receiverKind: string, reason: string) =>
  `concat_ws(' ', ${person}::text, ${senderKind}::text, ${receiverKind}::text, ${reason})`

const moved = (value: Value) => `
  update referral.referral set
    state = ${value('to')},
    version = version + 1,
    changed_at = ${value('at')},
    code = coalesce(${value('code')}, code),
    outcome = coalesce(${value('outcome')}, outcome),
    deadline = ${value('deadline')},
    due_at = ${value('dueAt')},
    escalated_at = null,
    no_shows = ${value('noShows')},
    started = ${value('started')},
    appointment_at = coalesce(${value('appointmentAt')}, appointment_at),
    question = coalesce(${value('question')}, question),
    answer = coalesce(${value('answer')}, answer),
    open_key = case when ${value('terminal')} then null else open_key end
  where id = ${value('id')}
    and version = ${value('version')}
    and state = ${value('from')}
  returning *`

/** Key while open, and time of sending; a draft has neither. */
const openKeyOfSent = (value: Value) =>
  `case when ${value('to')} = 'DRAFT' then null else ${openKey(value('person'), value('senderKind'), value('receiverKind'), value('reason'))} end`
const sentAt = (value: Value) => `case when ${value('to')} = 'DRAFT' then null else ${value('at')} end`

const made = (value: Value) => `
  insert into referral.referral (
    id, person_id, sender_id, receiver_id, sender_kind, receiver_kind, state, version,
    reason, agreement, explanation, contact_name, contact_phone, contact_email,
    open_key, created_at, sent_at, changed_at, deadline, due_at)
  values (
    ${value('id')}, ${value('person')}, ${value('organisation')}, ${value('receiver')}, ${value('senderKind')}, ${value('receiverKind')}, ${value('to')}, 1,
    ${value('reason')}, ${value('agreement')}, ${value('explanation')}, ${value('contactName')}, ${value('contactPhone')}, ${value('contactEmail')},
    ${openKeyOfSent(value)}, ${value('at')}, ${sentAt(value)}, ${value('at')}, ${value('deadline')}, ${value('dueAt')})
  returning *`

const rewritten = (value: Value) => `
  update referral.referral set
    state = ${value('to')},
    version = version + 1,
    changed_at = ${value('at')},
    deadline = ${value('deadline')},
    due_at = ${value('dueAt')},
    sender_id = ${value('organisation')},
    receiver_id = ${value('receiver')},
    sender_kind = ${value('senderKind')},
    receiver_kind = ${value('receiverKind')},
    reason = ${value('reason')},
    agreement = ${value('agreement')},
    explanation = ${value('explanation')},
    contact_name = ${value('contactName')},
    contact_phone = ${value('contactPhone')},
    contact_email = ${value('contactEmail')},
    open_key = ${openKeyOfSent(value)},
    sent_at = ${sentAt(value)}
  where id = ${value('id')}
    and version = ${value('version')}
    and state = ${value('from')}
    and ${isSender((name) => name, value('organisation'), value('today'))}
    and person_id = ${value('person')}
  returning *`

/** The new referral is the sender's, as if it had sent it to the second receiver itself. */
const passed = (value: Value) => `
  insert into referral.referral (
    id, person_id, sender_id, receiver_id, sender_kind, receiver_kind, state, version,
    reason, agreement, explanation, contact_name, contact_phone, contact_email,
    open_key, replaces_id, created_at, sent_at, changed_at, deadline, due_at)
  select
    ${value('newId')}, m.person_id, m.sender_id, ${value('receiver')}, m.sender_kind, ${value('receiverKind')}, 'SENT', 1,
    m.reason, m.agreement, m.explanation, m.contact_name, m.contact_phone, m.contact_email,
    ${openKey('m.person_id', 'm.sender_kind', value('receiverKind'), 'm.reason')}, m.id,
    ${value('at')}, ${value('at')}, ${value('at')}, ${value('newDeadline')}, ${value('newDueAt')}
  from moved m
  returning *`

/** A side is known by whoever stands for it, from today or its merger on. @param of alias of the table expression with the referrals that moved. */
const opens = (of: string, side: 'sender_id' | 'receiver_id', capacity: string) => (value: Value) =>
  `
  insert into directory.relationship (organisation_id, newcomer_id, person_id, evidence_ref, capacity, valid_from, valid_until, source)
  select o.id, ${PSEUDONYM_SQL}, p.id, p.evidence_ref, '${capacity}', greatest(l.valid_from, ${value('today')}), l.valid_until, 'REFERRAL ' || m.id
  from ${of} m
  join directory.lineage l on l.member_id = m.${side} and ${endsAfter('l', value('today'))}
  join directory.organisation o on o.id = l.organisation_id
  join directory.person p on p.id = m.person_id
  on conflict do nothing`

/** @param last first day on which the relationships no longer hold. */
const ends = (last: string) => `
  update directory.relationship r
  set valid_until = greatest(r.valid_from, ${last})
  from moved m
  where r.person_id = m.person_id
    and r.source = 'REFERRAL ' || m.id
    and ${endsAfter('r', last)}`

/** What an effect of the machine does to relationships, after `moved`. */
const EFFECT_SQL: Record<Effect, (value: Value) => string> = {
  OPENS_SENDER_PARTY: opens('moved', 'sender_id', 'REFERRAL_PARTY'),
  OPENS_RECEIVER_PARTY: opens('moved', 'receiver_id', 'REFERRAL_PARTY'),
  OPENS_ACCEPTED: opens('moved', 'receiver_id', 'ACCEPTED_REFERRAL'),
  ENDS_AFTER_READ_BACK: (value) => ends(`${value('today')} + ${value('readBackDays')}`),
  ENDS_NOW: (value) => ends(value('today')),
}

const happened = (value: Value, of: string, act: string) => `
  insert into referral.event (referral_id, version, at, organisation_id, user_ref, act, state, code)
  select m.id, m.version, ${value('at')}, ${value('organisation')}, ${value('user')}, ${act}, m.state, coalesce(${value('code')}, ${value('outcome')})
  from ${of} m`

const noted = (value: Value, of: string, act: string) =>
  notedSql('REFERRAL', { organisation: value('organisation'), user: value('user') }, act, of)

function kept(value: Value): string {
  const by = { organisation: value('organisation'), consumer: value('consumer'), key: value('key'), fingerprint: value('fingerprint') }
  return keptSql(by, "json_build_object('id', m.id)", 'moved m')
}

/** make: a new one. rewrite: a draft, before it is sent. move: any later act. passOn: to another receiver. */
export type Form = 'make' | 'rewrite' | 'move' | 'passOn'
const FIRST: Record<Form, (value: Value) => string> = { make: made, rewrite: rewritten, move: moved, passOn: moved }

/** Statement of an act; answers how many referrals moved: one, or none when it is not as it was decided on. */
function actStatement(form: Form, effect: Effect | null): ActStatement {
  return statement(`referral_${form}_${effect ?? 'none'}`, (value) => {
    const parts = [
      `moved as (${FIRST[form](value)})`,
      `happened as (${happened(value, 'moved', value('act'))})`,
      `noted as (${noted(value, 'moved', value('act'))})`,
      `kept as (${kept(value)})`,
      ...(effect === null ? [] : [`known as (${EFFECT_SQL[effect](value)})`]),
      ...(form === 'passOn' ? passedOnParts(value) : []),
    ]
    return `with ${parts.join(',\n')}\nselect count(*)::int as moved from moved`
  })
}

/** Statements of every form with every effect, made once. */
const STATEMENTS = new Map(
  (Object.keys(FIRST) as Form[]).flatMap((form) =>
    [null, ...(Object.keys(EFFECT_SQL) as Effect[])].map((effect) => [`${form} ${effect}`, actStatement(form, effect)] as const),
  ),
)

export function statementOf(form: Form, effect: Effect | null): ActStatement {
  return STATEMENTS.get(`${form} ${effect}`) as ActStatement
}

function passedOnParts(value: Value): string[] {
  return [
    `passed as (${passed(value)})`,
    `passed_happened as (${happened(value, 'passed', "'SUBMIT'")})`,
    `passed_noted as (${noted(value, 'passed', "'SUBMIT'")})`,
    `passed_known as (${opens('passed', 'sender_id', 'REFERRAL_PARTY')(value)})`,
  ]
}

/** In the evidence: who was told that a person has an open referral. $1 organisation, $2 user, $3 person. */
export const TELL_OPEN = {
  name: 'referral_tell_open',
  text: `with told as (
    insert into audit.event (kind, actor, subject, detail)
    select 'REFERRAL', concat_ws(' ', $1::int, $2::text), p.evidence_ref::text, 'OPEN_REFERRAL_EXISTS'
    from directory.person p
    where p.id = $3::uuid
    returning 1
  )
  select count(*)::int as moved from told`,
}

/** @param today SQL of the day on which it is asked for. */
const findText = (today: string) => `select (${DONE_SQL}) as done,
    (
      select row_to_json(x)
      from (
        select f.id, f.person_id, ${isSender(columnOf('f'), '$1::int', today)} as is_sender,
          array(
            select l.organisation_id
            from directory.lineage l
            where l.member_id in (f.sender_id, f.receiver_id)
              and ${inForce('l', today)}
          ) as sides,
          f.sender_kind, f.reason, f.state, f.version, f.no_shows, f.started, f.sent_at is not null as sent, f.appointment_at
        from referral.referral f
        where f.id = $4::uuid
          and ${isParty(columnOf('f'), '$1::int', today)}
      ) x
    ) as referral`

/** What was done under the key before, and the referral as the caller's organisation has it. $1 organisation, $2 consumer, $3 key, $4 id, $5 today. */
export const FIND_REFERRAL = { name: 'referral_find', text: findText('$5::date') }

const SCOPE = inScope('r', { organisation: '$1::int', today: '$8::date', capacity: '= any($7::directory.capacity[])' })
const personBy = (found: string) => `(
    select r.person_id
    from directory.relationship r
    where ${SCOPE}
      and ${found}
    limit 1
  )`

/** The person as far as it exists for the organisation. $5 newcomer id, $6 hash of the INSZ, $7 capacities of the contract, $8 today.
 *  Each way has an index of its own; with "or" between them, all clients of the organisation would be read. */
const PERSON = `case
    when $5::uuid is not null then ${personBy('r.newcomer_id = $5::uuid')}
    else ${personBy('r.person_id = (select n.person_id from directory.person_number n where n.insz_hash = $6::bytea)')}
  end`

/** Organisation by code, in its own time. */
const ORGANISATION = (code: string, today: string, placeholders: string) => `
    select row_to_json(x)
    from (
      select o.id, o.kind
      from directory.organisation_code c
      join directory.organisation o on o.id = c.organisation_id
      where c.code = ${code}
        and (${placeholders} or not c.placeholder)
        and ${inForce('o', today)}
    ) x`

/** The above, with the person and the receiver ($9 its code, $10 whether made-up codes count) of what is sent. */
export const FIND_TO_SEND = {
  name: 'referral_find_to_send',
  text: `select found.*,
    ${PERSON} as person,
    (${ORGANISATION('$9::text', '$8::date', '$10::boolean')}) as receiver
  from (${findText('$8::date')}) found`,
}
