// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are source code, with its placeholders.
/** Faults: what opens for one person. */
import { type Mutant, mutant } from '../mutant.ts'

const KNOWN = 'src/domains/directory/conditions.ts'
const PROJECT = 'src/domains/local/conditions.ts'
const JOB = 'src/domains/work/conditions.ts'
const LOCAL = 'src/domains/local/own-rows.ts'

const IMPORT = "import { inForce } from '../../base/period.ts'"

/** Conditions with another idea of what is in force. Facts keep theirs. */
function inForceMutant(name: string, fault: string, predicate: string): Mutant {
  const replace = `const inForce = (row: string, today: string) => \`${predicate}\``
  return { name, fault, patches: [KNOWN, PROJECT].map((file) => ({ file, find: IMPORT, replace })) }
}

/** Conditions that lack a part. A person who meets all of a condition but that part is rarely drawn by chance, and is a sentence in the tests. */
const IN_SITUATIONS: readonly Mutant[] = [
  mutant('consent-purpose', 'consent for one purpose counts for all', KNOWN, "c.purpose = '${purpose}'", "'${purpose}' <> ''"),
  mutant(
    'consent-organisation',
    'consent to one organisation counts for all',
    KNOWN,
    "and ${standsFor(organisation, 'c.organisation_id', today)}\n      and c.fact_group",
    'and ${organisation} is not null\n      and c.fact_group',
  ),
  mutant('consent-group', 'consent to one group of facts counts for all', KNOWN, "c.fact_group = '${group}'", "'${group}' <> ''"),
  mutant('consent-recipient', 'consent to one recipient counts for all', KNOWN, "c.recipient = '${recipient}'", "'${recipient}' <> ''"),
  mutant(
    'gpmi-organisation',
    "another OCMW's project opens",
    PROJECT,
    "and ${standsFor(organisation, 'g.organisation_id', today)}",
    'and ${organisation} is not null',
  ),
  mutant('gpmi-objective', 'a project without an integration objective opens', PROJECT, 'and o.kind ${IS_OF_INTEGRATION}', ''),
  mutant(
    'gpmi-party',
    'a project that the agency did not sign opens',
    PROJECT,
    "and ${standsFor(organisation, 'g.party_agency_id', today)}",
    '',
  ),
].map((found) => ({ ...found, tests: ['src/domains/conditions.test.ts'] }))

/** What opens for one person. */
export const CONDITIONS: readonly Mutant[] = [
  ...IN_SITUATIONS,
  mutant(
    'condition-gate',
    'conditions withhold nothing',
    'src/query/select.ts',
    'own.length === 0 ? sql : `case when ${openSql(own)} then (${sql}) end`',
    'sql',
  ),
  mutant(
    'condition-gate-inverted',
    'conditions withhold from the wrong persons',
    'src/query/select.ts',
    'case when ${openSql(own)} then',
    'case when not (${openSql(own)}) then',
  ),
  inForceMutant('condition-in-force', 'conditions hold after they ended', '${row}.valid_from <= ${today}'),
  inForceMutant('condition-begin', 'conditions hold before they begin', '(${row}.valid_until is null or ${row}.valid_until > ${today})'),
  mutant(
    'referral-organisation',
    'a referral that anybody accepted counts',
    KNOWN,
    'c.organisation_id = ${organisation}\n      and c.capacity',
    '${organisation} is not null\n      and c.capacity',
  ),
  mutant(
    'referral-capacity',
    'any relationship counts as an accepted referral',
    KNOWN,
    "knownAs(['ACCEPTED_REFERRAL'], terms)",
    'knownAs(terms.capacities, terms)',
  ),
  mutant(
    'territory-capacity',
    'any relationship counts as living in the territory',
    KNOWN,
    "knownAs(['RESIDENT'], terms)",
    'knownAs(terms.capacities, terms)',
  ),
  mutant('job-writing', 'any job opens written Dutch', JOB, 'and j.writing_required', ''),
  mutant(
    'withheld-count',
    'the withheld count is that of the page',
    'src/query/compile.ts',
    'count(*) filter (where not (${openSql(masks)}))',
    'count(*) filter (where true or (${openSql(masks)}))',
  ),
  {
    name: 'own-clients',
    fault: "everybody is the caller's client",
    patches: [{ file: LOCAL, find: "and client.capacity in ('LIVING_WAGE_CLIENT', 'GPMI_CLIENT')", replace: '' }],
  },
]
