/**
 * Statements of acts. Each act is one statement: the referral moves only from the version and state that the act was decided on, and with
 * it, or not at all, go its event, the relationships that it opens or ends, the note in the evidence, and the key of the request.
 */
import { KIND_OF_SECTOR } from './sector.ts'
import type { Effect } from '../machine.ts'

/** Parameters that every act has, by name; the number is the place. */
const PARAMETERS = {
  id: '$1::uuid',
  version: '$2::int',
  from: '$3::referral.state',
  to: '$4::referral.state',
  at: '$5::timestamptz',
  today: '$6::date',
  organisation: '$7::int',
  user: '$8::text',
  act: '$9::text',
  code: '$10::text',
  outcome: '$11::text',
  deadline: '$12::text',
  dueAt: '$13::timestamptz',
  noShows: '$14::int',
  started: '$15::boolean',
  appointmentAt: '$16::timestamptz',
  question: '$17::text',
  answer: '$18::text',
  terminal: '$19::boolean',
  readBackDays: '$20::int',
  consumer: '$21::text',
  key: '$22::text',
  fingerprint: '$23::bytea',
} as const
export type ActParameter = keyof typeof PARAMETERS

/** What a referral says when it is sent, beside the above. */
const PAYLOAD = {
  person: '$24::uuid',
  receiver: '$25::int',
  senderKind: '$26::directory.organisation_kind',
  receiverKind: '$27::directory.organisation_kind',
  reason: '$28::text',
  agreement: '$29::text',
  explanation: '$30::text',
  contactName: '$31::text',
  contactPhone: '$32::text',
  contactEmail: '$33::text',
} as const
export type PayloadParameter = keyof typeof PAYLOAD

/** Where a referral is passed on to, beside the first ones. */
const PASSED_ON = {
  newId: '$24::uuid',
  receiver: '$25::int',
  receiverKind: '$26::directory.organisation_kind',
  newDeadline: '$27::text',
  newDueAt: '$28::timestamptz',
} as const
export type PassedOnParameter = keyof typeof PASSED_ON

const P = PARAMETERS

/** Values in the order of the places. */
export function placed<Name extends string>(order: Readonly<Record<Name, string>>, values: Readonly<Record<Name, unknown>>): unknown[] {
  return (Object.keys(order) as Name[]).map((name) => values[name])
}
export const ACT_ORDER: Readonly<Record<ActParameter, string>> = PARAMETERS
export const PAYLOAD_ORDER: Readonly<Record<PayloadParameter, string>> = PAYLOAD
export const PASSED_ON_ORDER: Readonly<Record<PassedOnParameter, string>> = PASSED_ON

/** One open referral per person, path and reason. */
const openKey = (person: string, senderKind: string, receiverKind: string, reason: string) =>
  `concat_ws(' ', ${person}::text, ${senderKind}::text, ${receiverKind}::text, ${reason})`

const MOVED = `update referral.referral set state = ${P.to}, version = version + 1, changed_at = ${P.at}, code = coalesce(${P.code}, code),
    outcome = coalesce(${P.outcome}, outcome), deadline = ${P.deadline}, due_at = ${P.dueAt}, escalated_at = null, no_shows = ${P.noShows},
    started = ${P.started}, appointment_at = coalesce(${P.appointmentAt}, appointment_at), question = coalesce(${P.question}, question),
    answer = coalesce(${P.answer}, answer), open_key = case when ${P.terminal} then null else open_key end
  where id = ${P.id} and version = ${P.version} and state = ${P.from} returning *`

const opened = `case when ${P.to} = 'DRAFT' then null else ${openKey(PAYLOAD.person, PAYLOAD.senderKind, PAYLOAD.receiverKind, PAYLOAD.reason)} end`
const sentAt = `case when ${P.to} = 'DRAFT' then null else ${P.at} end`

const MADE = `insert into referral.referral (id, person_id, sender_id, receiver_id, sender_kind, receiver_kind, state, version, reason, agreement,
    explanation, contact_name, contact_phone, contact_email, open_key, created_at, sent_at, changed_at, deadline, due_at)
  values (${P.id}, ${PAYLOAD.person}, ${P.organisation}, ${PAYLOAD.receiver}, ${PAYLOAD.senderKind}, ${PAYLOAD.receiverKind}, ${P.to}, 1, ${PAYLOAD.reason},
    ${PAYLOAD.agreement}, ${PAYLOAD.explanation}, ${PAYLOAD.contactName}, ${PAYLOAD.contactPhone}, ${PAYLOAD.contactEmail}, ${opened},
    ${P.at}, ${sentAt}, ${P.at}, ${P.deadline}, ${P.dueAt}) returning *`

const REWRITTEN = `update referral.referral set state = ${P.to}, version = version + 1, changed_at = ${P.at}, deadline = ${P.deadline}, due_at = ${P.dueAt},
    receiver_id = ${PAYLOAD.receiver}, sender_kind = ${PAYLOAD.senderKind}, receiver_kind = ${PAYLOAD.receiverKind}, reason = ${PAYLOAD.reason},
    agreement = ${PAYLOAD.agreement}, explanation = ${PAYLOAD.explanation}, contact_name = ${PAYLOAD.contactName}, contact_phone = ${PAYLOAD.contactPhone},
    contact_email = ${PAYLOAD.contactEmail}, open_key = ${opened}, sent_at = ${sentAt}
  where id = ${P.id} and version = ${P.version} and state = ${P.from} and sender_id = ${P.organisation} and person_id = ${PAYLOAD.person} returning *`

/** The new referral is the sender's, as if it had sent it to the second receiver itself. */
const PASSED = `insert into referral.referral (id, person_id, sender_id, receiver_id, sender_kind, receiver_kind, state, version, reason, agreement,
    explanation, contact_name, contact_phone, contact_email, open_key, replaces_id, created_at, sent_at, changed_at, deadline, due_at)
  select ${PASSED_ON.newId}, m.person_id, m.sender_id, ${PASSED_ON.receiver}, m.sender_kind, ${PASSED_ON.receiverKind}, 'SENT', 1, m.reason, m.agreement,
    m.explanation, m.contact_name, m.contact_phone, m.contact_email, ${openKey('m.person_id', 'm.sender_kind', PASSED_ON.receiverKind, 'm.reason')},
    m.id, ${P.at}, ${P.at}, ${P.at}, ${PASSED_ON.newDeadline}, ${PASSED_ON.newDueAt} from moved m returning *`

/** @param of alias of the table expression with the referrals that moved. */
const opens = (of: string, side: 'sender_id' | 'receiver_id', capacity: string) =>
  `insert into directory.relationship (organisation_id, newcomer_id, person_id, capacity, valid_from, source)
  select o.id, case o.kind ${KIND_OF_SECTOR} end, p.id, '${capacity}', ${P.today}, 'REFERRAL ' || m.id
  from ${of} m join directory.organisation o on o.id = m.${side} join directory.person p on p.id = m.person_id
  on conflict do nothing`

const ends = (last: string) =>
  `update directory.relationship r set valid_until = greatest(r.valid_from, ${last}) from moved m
  where r.person_id = m.person_id and r.source = 'REFERRAL ' || m.id and (r.valid_until is null or r.valid_until > ${last})`

/** What an effect of the machine does to relationships, after `moved`. */
export const EFFECT_SQL: Record<Effect, string> = {
  OPENS_SENDER_PARTY: opens('moved', 'sender_id', 'REFERRAL_PARTY'),
  OPENS_RECEIVER_PARTY: opens('moved', 'receiver_id', 'REFERRAL_PARTY'),
  OPENS_ACCEPTED: opens('moved', 'receiver_id', 'ACCEPTED_REFERRAL'),
  ENDS_AFTER_READ_BACK: ends(`${P.today} + ${P.readBackDays}`),
  ENDS_NOW: ends(P.today),
}

const happened = (of: string, act: string) =>
  `insert into referral.event (referral_id, version, at, organisation_id, user_ref, act, state, code)
  select m.id, m.version, ${P.at}, ${P.organisation}, ${P.user}, ${act}, m.state, coalesce(${P.code}, ${P.outcome}) from ${of} m`

/** In the sealed evidence: who did what, without the person. */
const noted = (of: string, act: string) =>
  `insert into audit.event (kind, actor, subject, detail)
  select 'REFERRAL', concat_ws(' ', coalesce(${P.organisation}::text, 'system'), ${P.user}), m.id::text, concat_ws(' ', ${act}, m.version) from ${of} m`

const KEPT = `insert into directory.idempotency_key (organisation_id, consumer, key, fingerprint, outcome)
  select ${P.organisation}, ${P.consumer}, ${P.key}, ${P.fingerprint}, json_build_object('id', m.id) from moved m where ${P.key} is not null`

type Form = 'make' | 'rewrite' | 'move' | 'passOn'
const FIRST: Record<Form, string> = { make: MADE, rewrite: REWRITTEN, move: MOVED, passOn: MOVED }

/** Statement of an act; answers how many referrals moved: one, or none when it is not as it was decided on. */
export function actStatement(form: Form, effect: Effect | null): { name: string; text: string } {
  const parts = [
    `moved as (${FIRST[form]})`,
    `happened as (${happened('moved', P.act)})`,
    `noted as (${noted('moved', P.act)})`,
    `kept as (${KEPT})`,
    ...(effect === null ? [] : [`known as (${EFFECT_SQL[effect]})`]),
    ...(form === 'passOn' ? passedOnParts() : []),
  ]
  return { name: `referral_${form}_${effect ?? 'none'}`, text: `with ${parts.join(',\n')}\nselect count(*)::int as moved from moved` }
}

function passedOnParts(): string[] {
  return [
    `passed as (${PASSED})`,
    `passed_happened as (${happened('passed', "'SUBMIT'")})`,
    `passed_noted as (${noted('passed', "'SUBMIT'")})`,
    `passed_known as (${opens('passed', 'sender_id', 'REFERRAL_PARTY')})`,
  ]
}

/** What was done under the key before, and the referral as the caller's organisation has it. $1 organisation, $2 consumer, $3 key, $4 id. */
export const FIND_REFERRAL = {
  name: 'referral_find',
  text: `select (${doneSql()}) as done,
    (select row_to_json(x) from (select f.id, f.person_id, f.sender_id, f.receiver_id, f.sender_kind, f.reason, f.state, f.version, f.no_shows, f.started, f.appointment_at
      from referral.referral f where f.id = $4::uuid and (f.sender_id = $1 or (f.receiver_id = $1 and f.state <> 'DRAFT'))) x) as referral`,
}

function doneSql(): string {
  return `select json_build_object('fingerprint', encode(k.fingerprint, 'hex'), 'outcome', k.outcome) from directory.idempotency_key k
    where k.organisation_id = $1::int and k.consumer = $2::text and k.key = $3::text`
}

/** The person as far as it exists for the organisation. $5 newcomer id, $6 hash of the INSZ, $7 capacities of the contract, $8 today. */
const PERSON = `select r.person_id from directory.relationship r where r.organisation_id = $1::int and r.capacity = any($7::directory.capacity[])
    and r.valid_from <= $8::date and (r.valid_until is null or r.valid_until > $8::date)
    and (r.newcomer_id = $5::uuid or r.person_id = (select n.person_id from directory.person_number n where n.insz_hash = $6::bytea)) limit 1`

/** Organisation by code, in its own time. */
export const ORGANISATION = (code: string, today: string, placeholders: string) =>
  `select row_to_json(x) from (select o.id, o.kind from directory.organisation_code c join directory.organisation o on o.id = c.organisation_id
    where c.code = ${code}::text and (${placeholders}::boolean or not c.placeholder) and o.valid_from <= ${today}::date
      and (o.valid_until is null or o.valid_until > ${today}::date)) x`

/** The above, with the person and the receiver ($9 its code, $10 whether made-up codes count) of what is sent. */
export const FIND_TO_SEND = {
  name: 'referral_find_to_send',
  text: `select found.*, (${PERSON}) as person, (${ORGANISATION('$9', '$8', '$10')}) as receiver from (${FIND_REFERRAL.text}) found`,
}

export const FIND_ORGANISATION = { name: 'referral_organisation', text: `select (${ORGANISATION('$1', '$2', '$3')}) as receiver` }
