// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are source code, with its placeholders.
/** Faults: who exists for a caller. */
import { type Mutant, mutant } from '../mutant.ts'

const SOURCE = 'src/query/row-source.ts'

/** Who exists for a caller. */
export const SCOPE: readonly Mutant[] = [
  mutant(
    'scope-organisation',
    'persons of every organisation exist',
    SOURCE,
    '`${row}.organisation_id = ${organisation}',
    '`${organisation} is not null',
  ),
  mutant(
    'scope-capacity',
    'persons exist in capacities that the protocol does not name',
    SOURCE,
    '    and ${row}.capacity ${capacity}',
    '',
  ),
  mutant(
    'scope-valid-from',
    'persons exist before their relationship begins',
    SOURCE,
    '${inForce(row, today)}',
    '(${row}.valid_until is null or ${row}.valid_until > ${today})',
  ),
  mutant(
    'scope-valid-until',
    'persons exist after their relationship ended',
    SOURCE,
    '${inForce(row, today)}',
    '${row}.valid_from <= ${today}',
  ),
  mutant(
    'scope-last-day',
    'a relationship holds one day too long',
    SOURCE,
    '${inForce(row, today)}',
    '${row}.valid_from <= ${today} and (${row}.valid_until is null or ${row}.valid_until >= ${today})',
  ),
  mutant(
    'insz-any',
    'any number finds somebody',
    'src/query/row-selection.ts',
    `return \`\${person} = (
      select h_number.person_id
      from directory.person_number h_number
      where h_number.insz_hash = \${hash}
    )\``,
    'return `${hash} is not null`',
  ),
  mutant(
    'referral-sides',
    'referrals of others exist',
    'src/activities/referral/party-sql.ts',
    "(${isSender(column, organisation, today)} or (${isReceiver} and ${column('sent_at')} is not null))",
    "(${column('id')} is not null and (true or ${isReceiver}))",
  ),
  {
    ...mutant(
      'referral-of-merged',
      "a referral to an OCMW that merged is nobody's to answer",
      'src/activities/referral/party-sql.ts',
      "const isReceiver = `${column('receiver_id')} = any(${membersOf(organisation, today)})`",
      "const isReceiver = `${column('receiver_id')} = ${organisation}`",
    ),
    tests: ['src/activities/referral/succession.test.ts'],
  },
  {
    ...mutant(
      'referral-known-to-merged',
      'a person whom an OCMW was referred is not known to its successor',
      'src/activities/referral/store/statements.ts',
      "join directory.lineage l on l.member_id = m.${side} and ${endsAfter('l', value('today'))}",
      'join directory.lineage l on l.member_id = m.${side} and l.organisation_id = m.${side}',
    ),
    tests: ['src/activities/referral/succession.test.ts'],
  },
  mutant(
    'referral-newcomer',
    'a newcomer behind a referral exists out of scope',
    'src/query/select.ts',
    "if (type.name !== 'Newcomer' || place.scoped)",
    "if (type.name !== 'x')",
  ),
  mutant(
    'outreach-lever',
    'outreach lists everybody in scope',
    'src/activities/referral/schema/outreach-levers.ts',
    '`(${reached(terms)}) and (${entitledNotStarted.value(terms)})`',
    '`(${reached(terms)}) is not null or (${entitledNotStarted.value(terms)}) is null`',
  ),
  mutant(
    'pseudonym-internal',
    'the internal id is answered as the id',
    'src/query/select.ts',
    'return place.pseudonym',
    'return place.person',
  ),
]
