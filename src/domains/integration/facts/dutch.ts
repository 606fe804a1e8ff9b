/** Facts about Dutch: a goal reached or a band, never scores. */
import type { Expression, Fact, Terms } from '../../../query/declare.ts'
import { type FactRows, firstValue, inForce, newestDay, shownBy, someRow } from '../../../query/fact-sql.ts'
import { covered, ofBackground, ofRowInForce, rowsUntilToday, tableOf, UNKNOWN } from './dossier.ts'

type Mode = 'ORAL' | 'WRITTEN'

/** Proofs of a level at or above the given one. Levels are an ordered enum in the database. */
function proofsOf(mode: Mode, level: (terms: Terms) => string): FactRows {
  return {
    table: tableOf('dutch_level'),
    where: (terms) => `fact_row.mode = '${mode}' and fact_row.level >= ${level(terms)} and fact_row.reached_on <= ${terms.today}`,
  }
}

const ORAL_A2 = proofsOf('ORAL', () => "'A2'")

export const reachedOralA2: Fact = {
  description: `Whether oral Dutch at level A2 or higher is proven. ${UNKNOWN}`,
  ...shownBy(ORAL_A2),
}

export const reachedWrittenA2: Fact = {
  description: `Whether written Dutch at level A2 or higher is proven. ${UNKNOWN}`,
  ...shownBy(proofsOf('WRITTEN', () => "'A2'")),
}

export const reachedOralLevel: Fact = {
  description: `Whether oral Dutch at the given level or higher is proven. ${UNKNOWN}`,
  ...shownBy(proofsOf('ORAL', (terms) => terms.arg('level', 'integration.cefr_level'))),
}

const ORAL_LEVELS = rowsUntilToday('dutch_level', 'reached_on', "fact_row.mode = 'ORAL'")
const ofHighest =
  (value: string): Expression =>
  (terms) =>
    firstValue(ORAL_LEVELS, terms, 'fact_row.level desc', value)

export const oralLevelBand: Fact = {
  description: 'Highest proven oral level of Dutch, in bands. Null when no level of A1 or higher is known.',
  shownBy: [ORAL_LEVELS.table],
  value: ofHighest(`case
      when fact_row.level >= 'B1' then 'B1_PLUS'
      when fact_row.level >= 'A1' then fact_row.level::text
    end`),
  asOf: ofHighest('fact_row.as_of'),
}

const COURSES = tableOf('dutch_course')

/** Of the Dutch courses that the person follows today. */
const ofCourses =
  (value: Expression): Expression =>
  (terms) =>
    `(
      select ${value(terms)}
      from integration.dutch_course fact_row
      where fact_row.person_id = ${terms.person}
        and ${inForce('fact_row', terms.today)}
    )`

export const levelInProgress: Fact = {
  description:
    'Highest known level of the Dutch courses that the person follows today. Null when no course in force with a level is known.',
  shownBy: [COURSES],
  value: ofCourses(() => 'max(fact_row.level)::text'),
  asOf: ofCourses(() => 'max(fact_row.as_of) filter (where fact_row.level is not null)'),
}

const coursesCovered = covered(['dutch_course'])

/** A course whose level is not known may be the one. */
export const followsCourseToA2: Fact = {
  description: `Whether a Dutch course at level A2 or higher is followed today. Null when the level of a course in force is unknown. ${UNKNOWN}`,
  shownBy: [COURSES],
  deniedBy: [COURSES],
  value: ofCourses(
    (terms) => `case
          when coalesce(bool_or(fact_row.level >= 'A2'), false) then true
          when coalesce(bool_or(fact_row.level is null), false) then null
          when ${coursesCovered(terms)} is not null then false
        end`,
  ),
  asOf: ofCourses((terms) => `coalesce(max(fact_row.as_of) filter (where fact_row.level >= 'A2'), ${coursesCovered(terms)})`),
}

export const needsOralApproach: Fact = {
  description: 'Whether it is better to speak with the person than to write. Null when it is not known.',
  ...ofBackground('not fact_row.literate_latin_script'),
}

/** Months after the certificate within which an obliged person proves oral B1. */
const MONTHS_TO_B1 = 24

/** Not after an effort statement, and not for those whose duty began under the older rules. */
export const b1Deadline: Fact = {
  description: `Day by which an obliged person with a certificate must prove oral Dutch at B1: ${MONTHS_TO_B1} months after the certificate. Null when no such duty is known.`,
  shownBy: [tableOf('certificate'), tableOf('target_group'), tableOf('contract')],
  value: (terms) => ofDuty(terms, `(fact_row.issued_on + interval '${MONTHS_TO_B1} months')::date`),
  asOf: (terms) => ofDuty(terms, `least(fact_row.as_of, ${OBLIGED.asOf(terms)}, (select max(signed.as_of) ${contractBefore}))`),
}

const OBLIGED = ofRowInForce('target_group', "fact_row.type = 'OBLIGED' and not fact_row.exempted")

/** Contract of the certificate at hand, under rules with the duty. */
const contractBefore = `
        from integration.contract signed
        where signed.person_id = fact_row.person_id
          and signed.signed_on <= fact_row.issued_on
          and signed.regime <> 'BEFORE_MARCH_2022'`

/** Of the last certificate after which the duty holds. */
function ofDuty(terms: Terms, value: string): string {
  const certificates = rowsUntilToday(
    'certificate',
    'issued_on',
    `fact_row.kind = 'INTEGRATION' and ${OBLIGED.value(terms)} and exists (select${contractBefore})`,
  )
  return firstValue(certificates, terms, 'fact_row.issued_on desc', value)
}

const HOUSING_MET = ofBackground('fact_row.housing_language_met')

export const meetsHousingLanguageDuty: Fact = {
  description:
    'Whether the person meets the language duty of social tenants: oral Dutch at A2 is proven, or the dossier says so. Null when neither is known.',
  shownBy: [ORAL_A2.table, tableOf('background')],
  value: (terms) => `case
    when ${someRow(ORAL_A2, terms)} then true
    else ${HOUSING_MET.value(terms)}
  end`,
  asOf: (terms) => `coalesce(${newestDay(ORAL_A2, terms)}, ${HOUSING_MET.asOf(terms)})`,
}
