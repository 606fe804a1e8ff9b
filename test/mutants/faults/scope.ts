// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are source code, with its placeholders.
/** Faults: who exists for a caller. */
import { type Mutant, mutant } from '../mutant.ts'

const WHO = 'src/read/who.ts'

/** Who exists for a caller. */
export const SCOPE: readonly Mutant[] = [
  mutant(
    'scope-organisation',
    'persons of every organisation exist',
    WHO,
    "where r.organisation_id = ${statement.fixed('organisation')} and r.capacity in",
    'where r.capacity in',
  ),
  mutant('scope-capacity', 'persons exist in capacities that the protocol does not name', WHO, ' and r.capacity in (${capacities})', ''),
  mutant('scope-valid-from', 'persons exist before their relationship begins', WHO, ' and r.valid_from <= ${today} and', ' and'),
  mutant(
    'scope-valid-until',
    'persons exist after their relationship ended',
    WHO,
    ' and (r.valid_until is null or r.valid_until > ${today})',
    '',
  ),
  mutant('scope-last-day', 'a relationship holds one day too long', WHO, 'r.valid_until > ${today}', 'r.valid_until >= ${today}'),
  mutant(
    'insz-any',
    'any number finds somebody',
    WHO,
    'r.person_id = (select number.person_id from directory.person_number number where number.insz_hash = ${hash})',
    '${hash} is not null',
  ),
  mutant(
    'pseudonym-internal',
    'the internal id is answered as the id',
    'src/read/select.ts',
    'return place.pseudonym',
    'return place.person',
  ),
]
