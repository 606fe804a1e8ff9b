// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are source code, with its placeholders.
/** Faults: what nobody knows is told as "no", or what does not show a fact dates it. The suite of knowledge must find each. */
import { type Mutant, mutant } from '../mutant.ts'

const SQL = 'src/query/fact-sql.ts'
const STATEMENTS = 'src/activities/delivery/store/statements.ts'

const FAULTS: readonly Mutant[] = [
  mutant(
    'coverage-ignored',
    'what no source covers is "no"',
    SQL,
    'when ${covered} is not null then false',
    'when ${covered} is not null or true then false',
  ),
  mutant(
    'coverage-of-anybody',
    "another person's coverage counts",
    SQL,
    'where covered.person_id = ${person}',
    'where ${person} is not null',
  ),
  mutant(
    'coverage-of-one-type',
    'coverage of one record type suffices where a fact needs several',
    SQL,
    'select case when count(*) = ${types.length} then min(said.as_of) end',
    'select min(said.as_of)',
  ),
  mutant('older-word', 'an older delivery overwrites a newer one', STATEMENTS, 'where t.as_of <= excluded.as_of and', 'where true and'),
  mutant(
    'day-of-any-row',
    'a row that does not show a fact dates it',
    SQL,
    `select max(fact_row.as_of)
      from \${table} fact_row
      where fact_row.person_id = \${terms.person}
        and \${where(terms)}`,
    `select max(fact_row.as_of)
      from \${table} fact_row
      where fact_row.person_id = \${terms.person}
        and (true or \${where(terms)})`,
  ),
]

/** Sentences of tests: what an absent element means, and what is told of it. */
const SENTENCES: readonly Mutant[] = [
  {
    ...mutant(
      'card-without-expiry',
      'a residence card without expiry is valid for ever',
      'src/activities/delivery/magda/geef-persoon.ts',
      '...(ends.length === 0 ? { endUnknown: true } : {}),',
      '',
    ),
    tests: ['src/activities/delivery/magda/mappings.test.ts'],
  },
  {
    ...mutant(
      'permit-of-unknown-end',
      'a permit of which nobody said how long it is valid covers the next months',
      'src/domains/directory/facts.ts',
      ' filter (where not title.end_unknown)',
      '',
    ),
    tests: ['src/domains/directory/facts.test.ts'],
  },
]

/** Sentences of tests: a delivery of which something was refused does not cover what it would have. */
const COVERAGE_LOST: readonly Mutant[] = [
  mutant(
    'lost-coverage-kept',
    'what was refused is "no", because its delivery said that it has everything',
    'src/activities/delivery/process-delivery.ts',
    'await takeCoverageBack(client, refusedRecords, contextOf(booking))',
    'if (refusedRecords === undefined) await takeCoverageBack(client, refusedRecords, contextOf(booking))',
  ),
  mutant(
    'lost-coverage-of-anyone-kept',
    'a line that could be about anybody takes nothing back',
    'src/activities/delivery/process-delivery.ts',
    'await takeCoverageOfAllBack(client, ofAnyone, booking.refusedRecords.persons(), contextOf(booking))',
    'await takeCoverageOfAllBack(client, [], booking.refusedRecords.persons(), contextOf(booking))',
  ),
  mutant(
    'lost-coverage-of-others',
    'a broken line takes back what another delivery of its day covers',
    'src/activities/delivery/store/lost-coverage.ts',
    "using unnest($5::text[]) hash join directory.person_number n on n.insz_hash = decode(hash, 'hex')\n        where t.person_id = n.person_id and ${OF_DELIVERY}",
    'where $5::text[] is not null and ${OF_DELIVERY}',
  ),
].map((fault) => ({ ...fault, tests: ['src/activities/delivery/lost-coverage.test.ts'] }))

export const KNOWLEDGE: readonly Mutant[] = [
  ...FAULTS.map((fault): Mutant => ({ ...fault, by: 'knowledge' })),
  ...SENTENCES,
  ...COVERAGE_LOST,
]
