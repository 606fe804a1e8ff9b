// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are source code, with its placeholders.
/** Faults: what opens for one person. */
import { type Mutant, mutant } from '../mutant.ts'

const CONDITION = 'src/access/protocols/condition.ts'
const LOCAL = 'src/domains/local/own-rows.ts'

/** What opens for one person. */
export const CONDITIONS: readonly Mutant[] = [
  mutant(
    'condition-gate',
    'conditions withhold nothing',
    'src/query/select.ts',
    'return mask === undefined ? value : `case when ${openSql([mask])} then (${value}) end`',
    'return value',
  ),
  mutant(
    'condition-gate-inverted',
    'conditions withhold from the wrong persons',
    'src/query/select.ts',
    'case when ${openSql([mask])} then',
    'case when not (${openSql([mask])}) then',
  ),
  mutant(
    'condition-in-force',
    'conditions hold after they ended',
    CONDITION,
    "import { inForce } from '../../base/period.ts'",
    'const inForce = (row: string, today: string) => `${row}.valid_from <= ${today}`',
  ),
  mutant(
    'condition-begin',
    'conditions hold before they begin',
    CONDITION,
    "import { inForce } from '../../base/period.ts'",
    'const inForce = (row: string, today: string) => `(${row}.valid_until is null or ${row}.valid_until > ${today})`',
  ),
  mutant('consent-purpose', 'consent for one purpose counts for all', CONDITION, "c.purpose = '${purpose}'", "'${purpose}' <> ''"),
  mutant('consent-recipient', 'consent to one recipient counts for all', CONDITION, "c.recipient = '${recipient}'", "'${recipient}' <> ''"),
  mutant(
    'referral-organisation',
    'a referral that anybody accepted counts',
    CONDITION,
    'c.organisation_id = ${organisation}',
    '${organisation} is not null',
  ),
  mutant(
    'referral-capacity',
    'any relationship counts as an accepted referral',
    CONDITION,
    "knownAs(['ACCEPTED_REFERRAL'], terms)",
    'knownAs(terms.capacities, terms)',
  ),
  mutant(
    'territory-capacity',
    'any relationship counts as living in the territory',
    CONDITION,
    "knownAs(['RESIDENT'], terms)",
    'knownAs(terms.capacities, terms)',
  ),
  mutant(
    'gpmi-organisation',
    "another OCMW's project opens",
    CONDITION,
    ' and g.organisation_id = ${organisation}',
    ' and ${organisation} is not null',
  ),
  mutant(
    'gpmi-objective',
    'a project without an integration objective opens',
    CONDITION,
    " and o.kind in ('DUTCH', 'SOCIAL_ORIENTATION')",
    '',
  ),
  mutant('gpmi-party', 'a project that the agency did not sign opens', CONDITION, ' and g.agency_is_party', ''),
  mutant('job-writing', 'any job opens written Dutch', CONDITION, ' and j.writing_required', ''),
  mutant(
    'withheld-count',
    'the withheld count is that of the page',
    'src/query/compile.ts',
    'count(*) filter (where not (${openSql(masks)}))',
    'count(*) filter (where true or (${openSql(masks)}))',
  ),
  mutant(
    'own-rows',
    "rows of another OCMW are the caller's own",
    LOCAL,
    "return `${column('organisation_id')} = ${organisation}`",
    "return `${column('organisation_id')} is not null and ${organisation} is not null`",
  ),
  {
    name: 'own-clients',
    fault: "everybody is the caller's client",
    patches: [
      { file: LOCAL, find: 'import type { Capacity } from', replace: 'import { CAPACITIES, type Capacity } from' },
      { file: LOCAL, find: "isClient(terms, ['LIVING_WAGE_CLIENT', 'GPMI_CLIENT'])", replace: 'isClient(terms, CAPACITIES)' },
    ],
  },
]
