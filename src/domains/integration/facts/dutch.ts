/** Facts about Dutch: a goal reached or a band, never scores. */
import type { Expression, Fact, Terms } from '../../../query/declare.ts'
import { inForce } from '../../../query/fact-sql.ts'
import { standsFor } from '../../../query/lineage.ts'
import { hasRow, ofBackground, ofRowInForce, shownInDossier } from './dossier.ts'

type Mode = 'ORAL' | 'WRITTEN'

/** Predicate: a level at or above the given one is reached. Levels are an ordered enum in the database. */
function hasReached(terms: Terms, mode: Mode, level: string): string {
  return hasRow('dutch_level', terms, `fact_row.mode = '${mode}' and fact_row.level >= ${level} and fact_row.reached_on <= ${terms.today}`)
}

const UNKNOWN_PERSON = 'Null when the integration domain does not know the person.'

export const reachedOralA2: Fact = {
  description: `Whether oral Dutch at level A2 or higher is proven. ${UNKNOWN_PERSON}`,
  value: shownInDossier((terms) => hasReached(terms, 'ORAL', "'A2'")),
}

export const reachedWrittenA2: Fact = {
  description: `Whether written Dutch at level A2 or higher is proven. ${UNKNOWN_PERSON}`,
  value: shownInDossier((terms) => hasReached(terms, 'WRITTEN', "'A2'")),
}

export const reachedOralLevel: Fact = {
  description: `Whether oral Dutch at the given level or higher is proven. ${UNKNOWN_PERSON}`,
  value: shownInDossier((terms) => hasReached(terms, 'ORAL', terms.arg('level', 'integration.cefr_level'))),
}

export const oralLevelBand: Fact = {
  description: 'Highest proven oral level of Dutch, in bands. Null when no level of A1 or higher is known.',
  value: ({ person, today }) => `(
    select case
        when max(fact_row.level) >= 'B1' then 'B1_PLUS'
        when max(fact_row.level) >= 'A1' then max(fact_row.level)::text
      end
    from integration.dutch_level fact_row
    where fact_row.person_id = ${person}
      and fact_row.mode = 'ORAL'
      and fact_row.reached_on <= ${today}
  )`,
}

export const levelInProgress: Fact = {
  description: 'Highest level of the Dutch courses that the person follows today. Null when no course in force with a level is known.',
  value: ({ person, today }) => `(
    select max(fact_row.level)::text
    from integration.dutch_course fact_row
    where fact_row.person_id = ${person}
      and ${inForce('fact_row', today)}
  )`,
}

/** A course whose level is not known may be the one. */
export const followsCourseToA2: Fact = {
  description:
    'Whether a Dutch course at level A2 or higher is followed today. Null when the level of a course in force is unknown, or when the integration domain does not know the person.',
  value: (terms) => `case when ${terms.dossierAsOf('integration.dossier')} is not null then (
      select case
          when coalesce(bool_or(fact_row.level >= 'A2'), false) then true
          when coalesce(bool_or(fact_row.level is null), false) then null
          else false
        end
      from integration.dutch_course fact_row
      where fact_row.person_id = ${terms.person}
        and ${inForce('fact_row', terms.today)}
    ) end`,
}

export const needsOralApproach: Fact = {
  description: 'Whether it is better to speak with the person than to write. Null when it is not known.',
  value: ofBackground('not fact_row.literate_latin_script'),
}

/** Months after the certificate within which an obliged person proves oral B1. */
const MONTHS_TO_B1 = 24

/** Not after an effort statement, and not for those whose duty began under the older rules. */
export const b1Deadline: Fact = {
  description: `Day by which an obliged person with a certificate must prove oral Dutch at B1: ${MONTHS_TO_B1} months after the certificate. Null when no such duty is known.`,
  value: (terms) => `(
    select (fact_row.issued_on + interval '${MONTHS_TO_B1} months')::date
    from integration.certificate fact_row
    where fact_row.person_id = ${terms.person}
      and fact_row.kind = 'INTEGRATION'
      and fact_row.issued_on <= ${terms.today}
      and ${ofRowInForce('target_group', terms, "fact_row.type = 'OBLIGED' and not fact_row.exempted")}
      and exists (
        select from integration.contract signed
        where signed.person_id = fact_row.person_id
          and signed.signed_on <= fact_row.issued_on
          and signed.regime <> 'BEFORE_MARCH_2022'
      )
    order by fact_row.issued_on desc
    limit 1
  )`,
}

export const meetsHousingLanguageDuty: Fact = {
  description:
    'Whether the person meets the language duty of social tenants: oral Dutch at A2 is proven, or the dossier says so. Null when neither is known.',
  value: (terms) => `case
    when ${hasReached(terms, 'ORAL', "'A2'")} then true
    else ${ofBackground('fact_row.housing_language_met')(terms)}
  end`,
}

/** Objectives on integration of the project in force at the caller's own OCMW, each with whether it is reached; null when its goal is unclear. */
const objectives: Expression = ({ person, today, organisation }) => `
      select case
          when objective.kind = 'SOCIAL_ORIENTATION' then exists (
            select from integration.social_orientation orientation
            where orientation.person_id = objective.person_id
              and orientation.passed
              and (orientation.passed_on is null or orientation.passed_on <= ${today})
          )
          when objective.mode in ('ORAL', 'WRITTEN') and pg_input_is_valid(objective.level, 'integration.cefr_level') then exists (
            select from integration.dutch_level shown
            where shown.person_id = objective.person_id
              and shown.mode::text = objective.mode
              and shown.level >= objective.level::integration.cefr_level
              and shown.reached_on <= ${today}
          )
        end as reached
      from local.gpmi project
      join local.gpmi_objective objective
        on objective.person_id = project.person_id
        and objective.organisation_id = project.organisation_id
        and objective.agreed_on >= project.valid_from
      where project.person_id = ${person}
        and ${standsFor(organisation, 'project.organisation_id', today)}
        and ${inForce('project', today)}
        and objective.kind in ('DUTCH', 'SOCIAL_ORIENTATION')
        and objective.agreed_on <= ${today}`

/** Only for the project of the caller's own OCMW, so that nobody else learns that there is one. */
export const gpmiObjectiveReached: Fact = {
  description:
    "Whether every objective for Dutch and social orientation in the GPMI in force at the caller's own OCMW is reached. Null when there is no such objective, when its level or mode is not specified, or when the integration domain does not know the person.",
  value: (terms) => `(
    select case
        when bool_or(not goals.reached) then false
        when bool_or(goals.reached is null) then null
        else bool_and(goals.reached)
      end
    from (${objectives(terms)}) goals
    where exists (
      select from integration.dossier known
      where known.person_id = ${terms.person}
    )
  )`,
}
