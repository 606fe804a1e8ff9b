// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are source code, with its placeholders.
/** Faults: who may say what, and whose a row is. The suite of claims must find each, but what queues answer. */
import { type Mutant, mutant } from '../mutant.ts'

const STATEMENTS = 'src/activities/delivery/store/statements.ts'
const DECLARATION = 'src/domains/declaration/record-type.ts'
const CONFLICTS = 'src/activities/handover/conflict-sql.ts'
const RELATIONSHIPS = 'src/activities/delivery/store/relationships.ts'

const FAULTS: readonly Mutant[] = [
  mutant(
    'own-rows',
    "rows of another OCMW are the caller's own",
    'src/domains/local/own-rows.ts',
    "return standsFor(organisation, column('organisation_id'), today)",
    "return `${column('organisation_id')} is not null and ${organisation} is not null and ${today} is not null`",
  ),
  mutant(
    'held-rows',
    "an agency reads rows of another agency's dossier",
    'src/query/select-child-rows.ts',
    'OWNER_OF[contract.recipient] === heldIn',
    'OWNER_OF[contract.recipient] !== heldIn',
  ),
  {
    name: 'holder-key',
    fault: "a record updates another holder's row of the same key",
    patches: [
      {
        file: STATEMENTS,
        find: 'return type.looseKey ? mergeText(type, keyColumns) : upsertText(type, keyColumns)',
        replace: 'return type.looseKey || type.holder !== undefined ? mergeText(type, keyColumns) : upsertText(type, keyColumns)',
      },
      {
        file: STATEMENTS,
        find: 'const sameKey = keyColumns.map(',
        replace: "const sameKey = keyColumns.filter((name) => name !== 'organisation_id').map(",
      },
    ],
  },
  mutant(
    'holder-succession',
    "a row ends where another holder's begins",
    DECLARATION,
    '{ successiveBy: [HOLDER_FIELD, ...successiveBy] }',
    '{ successiveBy }',
  ),
  mutant(
    'holder-named',
    'an organisation delivers in the name of another',
    'src/activities/delivery/organisations.ts',
    'if (own !== undefined)\n',
    "if (own !== undefined && typeof kbo !== 'string')\n",
  ),
  mutant(
    'delivery-grant',
    'record types that no protocol in force grants are taken',
    'src/activities/delivery/accept.ts',
    'rules.granted?.has(type.name) === false',
    "type.name === ''",
  ),
  mutant(
    'delivery-about',
    'records about anybody are taken',
    'src/activities/delivery/store/own-persons.ts',
    "return about.includes('ANYONE') ? [] :",
    'return about.length > 0 ? [] :',
  ),
  mutant(
    'delivery-project',
    "an objective hangs on another's project, or on none",
    'src/activities/delivery/store/files.ts',
    'if (type.within === undefined) continue',
    'if (type.within === undefined || type.holder !== undefined) continue',
  ),
  mutant(
    'conflict-lineage',
    'an organisation is in conflict with one that merged into it',
    CONFLICTS,
    "and not ${standsFor(organisation, column('other_id'), today)}",
    "and ${column('other_id')} <> ${organisation}",
  ),
  mutant(
    'conflict-of-others',
    'who knows a person sees conflicts between others',
    CONFLICTS,
    "`${standsFor(organisation, column('organisation_id'), today)}\n      and not",
    "`${column('organisation_id')} is not null\n      and not",
  ),
  mutant(
    'handover-of-others',
    "a handover ends everybody's file",
    'src/activities/handover/store/statements.ts',
    "and ${standsFor('$1::int', 'r.organisation_id', '$8::date')}",
    'and $1::int is not null and $8::date is not null',
  ),
  mutant('claim-unwritten', 'becoming known is not on record', RELATIONSHIPS, 'where claimed\n', 'where claimed and false\n'),
  mutant(
    'claim-of-all',
    'a file makes its person known to every organisation of the kind',
    RELATIONSHIPS,
    "holder: () => 'm.id = r.organisation_id',",
    "holder: () => 'm.kind = (select h.kind from directory.organisation h where h.id = r.organisation_id)',",
  ),
]

/** Faults in what a queue answers: the suites that ask must find them. */
const QUEUES: readonly Mutant[] = [
  mutant(
    'conflict-to-neither',
    'a queue lists conflicts to an organisation that holds neither of the two files',
    CONFLICTS,
    "and ${ofCaller({ ...terms, column: columnOf('pair'), arg: noArgument })}",
    "and ${columnOf('pair')('other_id')} is not null and ${terms.organisation} is not null and ${terms.today} is not null",
  ),
  mutant(
    'conflict-since-told',
    'a conflict tells since when the other organisation holds its file',
    CONFLICTS,
    'greatest(own.valid_from, other.valid_from) as overlaps_since',
    'other.valid_from as overlaps_since',
  ),
]

/** Sentences of tests. */
const SENTENCES: readonly Mutant[] = [
  {
    ...mutant(
      'holder-unknown',
      'a file of an organisation that the hub does not know is stored as what a register says',
      'src/activities/delivery/organisations.ts',
      'return named === undefined ? UNKNOWN : { id: named }',
      'return { id: named }',
    ),
    tests: ['src/activities/delivery/ndjson.test.ts'],
  },
  {
    ...mutant(
      'handover-far-away',
      'a file that is in conflict counts as handed over, on a day that never comes',
      'src/activities/handover/store/refusals.ts',
      'if (endsOn > addDays(today, MOST_DAYS_AHEAD))',
      'if (endsOn < addDays(today, -365_000))',
    ),
    tests: ['src/activities/handover/handover.test.ts'],
  },
  {
    ...mutant(
      'assessment-of-merged',
      'a successor opens a second assessment beside the one of who merged into it',
      'src/activities/incentive/store/statements.ts',
      "and ${standsFor('$1::int', 'a.organisation_id', '$6::date')}",
      'and a.organisation_id = $1::int and $6::date is not null',
    ),
    tests: ['src/activities/incentive/decisions.test.ts'],
  },
]

export const HOLDERS: readonly Mutant[] = [...FAULTS.map((fault): Mutant => ({ ...fault, by: 'claims' })), ...QUEUES, ...SENTENCES]
