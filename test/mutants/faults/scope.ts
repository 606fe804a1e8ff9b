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
    "(${column('sender_id')} = ${organisation} or (${column('receiver_id')} = ${organisation} and ${column('sent_at')} is not null))",
    "(${column('id')} is not null and ${organisation} is not null)",
  ),
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
