// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are source code, with its placeholders.
/** Faults: what acts look at again, and what erasures and merges leave behind. */
import type { Mutant, Patch } from '../mutant.ts'

const STATEMENTS = 'src/activities/referral/store/statements.ts'
const INCENTIVES = 'src/activities/incentive/store/statements.ts'
const SEND = 'src/activities/referral/store/send.ts'
const GRANT = 'src/access/protocols/grant.ts'

const byRaces = (name: string, fault: string, ...patches: Patch[]): Mutant => ({ name, fault, patches, by: 'races' })

/** What acts look at again. */
export const ACTS: readonly Mutant[] = [
  byRaces(
    'draft-scope',
    'a draft about somebody who left is sent',
    {
      file: STATEMENTS,
      find: "when $4::uuid is not null then ${personBy('r.person_id = (select f.person_id from referral.referral f where f.id = $4::uuid)')}",
      replace: 'when $4::uuid is not null then (select f.person_id from referral.referral f where f.id = $4::uuid)',
    },
    { file: STATEMENTS, find: '${begins ? aboutInScope(value) : about(value)}', replace: '${about(value)}' },
  ),
  byRaces('sending-scope', 'the statement that sends does not ask for scope', {
    file: STATEMENTS,
    find: '${begins ? aboutInScope(value) : about(value)}',
    replace: '${about(value)}',
  }),
  byRaces('opening-scope', 'the statement that opens an assessment does not ask for scope', {
    file: INCENTIVES,
    find: "and ${inScopeNow('$15', '$11::date')}",
    replace: 'and ($15::text[], $11::date) is not null',
  }),
  byRaces('deciding-scope', 'the statement that decides does not ask for scope', {
    file: INCENTIVES,
    find: "and ${inScopeNow('$20', '$21::date')}",
    replace: 'and ($20::text[], $21::date) is not null',
  }),
  byRaces('person-first', 'whether a person exists is told before whether the receiver does', {
    file: SEND,
    find: "  if (!canReceive(receiver, [actor.organisation.id])) return refused(notFound(['input', 'change', 'receiver']))\n",
    replace:
      "  if (person === null) return refused(notFound(['input', 'newcomer']))\n  if (!canReceive(receiver, [actor.organisation.id])) return refused(notFound(['input', 'change', 'receiver']))\n",
  }),
  byRaces('found-unrecorded', 'whoever is found by an act is not on record', {
    file: STATEMENTS,
    find: '...(begins ? [`found as (${found(value)})`] : [])',
    replace: '...(begins && found === undefined ? [] : [])',
  }),
  byRaces('own-referral-exists', 'one of two requests with one key is told of its own referral', {
    file: STATEMENTS,
    find: '      and not exists (${DONE_SQL})\n',
    replace: '      and ($2::text, $3::text) is not null\n',
  }),
  byRaces(
    'sender-as-receiver',
    'the sender sees of a person what the receiver may',
    {
      file: STATEMENTS,
      find: 'on l.member_id = m.receiver_id and',
      replace: 'on l.member_id in (m.sender_id, m.receiver_id) and',
    },
    {
      file: 'src/activities/referral/machine.ts',
      find: "    needs: { path: true, agreement: true },\n    deadline: 'RECEIPT',\n",
      replace: "    needs: { path: true, agreement: true },\n    deadline: 'RECEIPT',\n    effect: 'OPENS_RECEIVER_PARTY',\n",
    },
  ),
  byRaces('same-ungranted', 'what the contract shows only under a condition is shown to a sender', {
    file: GRANT,
    find: 'return same.when === null ? [opening] : [opening, [...when, ...same.when]]',
    replace: 'return [opening]',
  }),
  byRaces('drafts-in-a-loop', 'an organisation keeps any number of drafts of one kind about a person', {
    file: STATEMENTS,
    find: "`case when ${value('to')} = 'DRAFT' then ${draftKey(value('person'), value('organisation'), value('receiverKind'), value('reason'))} end`",
    replace:
      "`case when ${value('to')} is null then ${draftKey(value('person'), value('organisation'), value('receiverKind'), value('reason'))} end`",
  }),
  byRaces('person-unheld', 'an erasure and an act about the person wait for each other', {
    file: 'src/evidence/retention/erase.ts',
    find: 'where id = $1 for update',
    replace: 'where id = $1',
  }),
]
