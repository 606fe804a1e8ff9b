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
    '`r.organisation_id = ${organisation} and r.capacity',
    '`${organisation} is not null and r.capacity',
  ),
  mutant('scope-capacity', 'persons exist in capacities that the protocol does not name', SOURCE, ' and r.capacity ${capacity}', ''),
  mutant('scope-valid-from', 'persons exist before their relationship begins', SOURCE, ' and r.valid_from <= ${today} and', ' and'),
  mutant(
    'scope-valid-until',
    'persons exist after their relationship ended',
    SOURCE,
    ' and (r.valid_until is null or r.valid_until > ${today})',
    '',
  ),
  mutant('scope-last-day', 'a relationship holds one day too long', SOURCE, 'r.valid_until > ${today}', 'r.valid_until >= ${today}'),
  mutant(
    'insz-any',
    'any number finds somebody',
    'src/query/row-selection.ts',
    '${person} = (select number.person_id from directory.person_number number where number.insz_hash = ${hash})',
    '${hash} is not null',
  ),
  mutant(
    'referral-sides',
    'referrals of others exist',
    'src/activities/referral/party-sql.ts',
    '(${row}.sender_id = ${organisation} or (${row}.receiver_id = ${organisation} and ${row}.sent_at is not null))',
    '(${row}.id is not null and ${organisation} is not null)',
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
    'src/activities/referral/outreach/levers.ts',
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
