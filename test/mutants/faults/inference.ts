// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are source code, with its placeholders.
/** Faults: outcomes, reasons, days and marks tell what their recipient may not see. The suite of inference must find each, or a sentence of a test. */
import { type Mutant, mutant } from '../mutant.ts'

const RULE = 'src/activities/incentive/catalogue/rule.ts'
const CATALOGUE = 'src/activities/incentive/catalogue'

const FAULTS: readonly Mutant[] = [
  mutant(
    'facts-of-others-at-once',
    'a requirement on facts of others is judged of everybody',
    RULE,
    'judged.findIndex(({ foreign }, place) => foreign && place > open)',
    '-1',
  ),
  mutant(
    'day-of-a-concept',
    'a concept of several owners has the day of one of them',
    'src/activities/incentive/assessment/assess-persons.ts',
    'asOf: single ? (stored.get(name)?.asOf ?? null) : null,',
    'asOf: stored.get(first?.name ?? name)?.asOf ?? null,',
  ),
  mutant(
    'look-back-anywhere',
    'any rule looks back',
    'src/activities/incentive/assessment/assessor.ts',
    'if (day <= today && daysBetween(day, today) <= lookBackDays) return',
    'if (day <= today && lookBackDays >= 0) return',
  ),
  mutant(
    'marks-at-once',
    'a delivery marks assessments whose facts the organisation does not see',
    'src/activities/incentive/store/statements.ts',
    'and (looked_on < $1::date or (look_again and incentive = any($3::text[])))',
    'and (looked_on < $1::date or (look_again and ($3::text[] is not null)))',
  ),
]

/** Sentences of tests. */
const SENTENCES: readonly Mutant[] = [
  {
    ...mutant(
      'requirements-after-unmet',
      'requirements after an unmet one are told',
      RULE,
      'return first === -1 ? [...requirements] : requirements.slice(0, first + 1)',
      'return first === -1 ? [...requirements] : requirements.slice(0)',
    ),
    tests: [`${CATALOGUE}/rule.test.ts`],
  },
  {
    ...mutant(
      'look-back-unchecked',
      'the catalogue lets a rule look back at days of others',
      `${CATALOGUE}/check-look-back.ts`,
      'if (foreign.length === 0) return []',
      'if (foreign.length >= 0) return []',
    ),
    tests: [`${CATALOGUE}/check-catalogue.test.ts`],
  },
  {
    ...mutant(
      'other-purposes-unchecked',
      'the catalogue forgets what a recipient sees for another purpose',
      `${CATALOGUE}/check-tells.ts`,
      'const seen = seenUnder(own)',
      'const seen = seenUnder(own.filter(({ purposes }) => purposes.includes(purpose)))',
    ),
    tests: [`${CATALOGUE}/check-catalogue.test.ts`],
  },
  {
    ...mutant(
      'dependence-unchecked',
      'the catalogue forgets that a fact holds only where another does',
      `${CATALOGUE}/told.ts`,
      'each.get(name) !== true || entry.onlyIf.every',
      'each.get(name) !== true || true || entry.onlyIf.every',
    ),
    tests: [`${CATALOGUE}/check-catalogue.test.ts`],
  },
  {
    ...mutant(
      'telling-unnamed',
      'a rule tells what its file does not name',
      `${CATALOGUE}/check-tells.ts`,
      'for (const shown of tellings) told.set(keyOf(shown), shown)',
      'for (const shown of tellings.slice(tellings.length)) told.set(keyOf(shown), shown)',
    ),
    tests: [`${CATALOGUE}/check-catalogue.test.ts`],
  },
  {
    ...mutant(
      'review-at-once',
      'a decision shows at once that another organisation withdrew something',
      'src/activities/incentive/schema/assessment-types.ts',
      'case when ${next} <= ${today} then',
      'case when ${next} is not null or ${today} is null then',
    ),
    tests: ['src/activities/incentive/decisions.test.ts'],
  },
]

export const INFERENCE: readonly Mutant[] = [...FAULTS.map((fault): Mutant => ({ ...fault, by: 'inference' })), ...SENTENCES]
