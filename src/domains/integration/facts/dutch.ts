/** Facts about Dutch: a goal reached or a band, never scores. */
import { type Expression, type Fact, inForce, type Terms } from '../../../read/declare.ts'
import { hasRow, ofBackground, ofRowInForce, shownInDossier } from './dossier.ts'

type Mode = 'ORAL' | 'WRITTEN'

/** Predicate: a level at or above the given one is reached. Levels are an ordered enum in the database. */
function hasReached(terms: Terms, mode: Mode, level: string): string {
  return hasRow('dutch_level', terms, `x.mode = '${mode}' and x.level >= ${level} and x.reached_on <= ${terms.today}`)
}

const UNKNOWN_PERSON = 'Null when the integration domain does not know the person.'

export const reachedOralA2: Fact = {
  description: `Whether oral Dutch at level A2 or higher is shown. ${UNKNOWN_PERSON}`,
  value: shownInDossier((terms) => hasReached(terms, 'ORAL', "'A2'")),
}

export const reachedWrittenA2: Fact = {
  description: `Whether written Dutch at level A2 or higher is shown. ${UNKNOWN_PERSON}`,
  value: shownInDossier((terms) => hasReached(terms, 'WRITTEN', "'A2'")),
}

export const reachedOralLevel: Fact = {
  description: `Whether oral Dutch at the given level or higher is shown. ${UNKNOWN_PERSON}`,
  value: shownInDossier((terms) => hasReached(terms, 'ORAL', terms.arg('level', 'integration.cefr_level'))),
}

export const oralLevelBand: Fact = {
  description: 'Highest oral level of Dutch that is shown, in bands. Null when none from A1 on is known.',
  value: ({ person, today }) => `(select case when max(x.level) >= 'B1' then 'B1_PLUS' when max(x.level) >= 'A1' then max(x.level)::text end
    from integration.dutch_level x where x.person_id = ${person} and x.mode = 'ORAL' and x.reached_on <= ${today})`,
}

export const levelInProgress: Fact = {
  description: 'Highest level of the Dutch courses that the person follows today. Null when no course in force with a level is known.',
  value: ({ person, today }) =>
    `(select max(x.level)::text from integration.dutch_course x where x.person_id = ${person} and ${inForce('x', today)})`,
}

export const needsOralApproach: Fact = {
  description: 'Whether the person is better approached by voice than in writing. Null when it is not known.',
  value: ofBackground('not x.literate_latin_script'),
}

/** Months after the certificate within which an obliged person proves oral B1. */
const MONTHS_TO_B1 = 24

/** Not after an effort statement, and not for those whose duty began under the older rules. */
export const b1Deadline: Fact = {
  description: `Day by which an obliged person with a certificate proves oral Dutch at B1: ${MONTHS_TO_B1} months after the certificate. Null when no such duty is known.`,
  value: (terms) => `(select (x.issued_on + interval '${MONTHS_TO_B1} months')::date from integration.certificate x
    where x.person_id = ${terms.person} and x.kind = 'INTEGRATION' and x.issued_on <= ${terms.today}
      and ${ofRowInForce('target_group', terms, "x.type = 'OBLIGED' and not x.exempted")}
      and exists (select from integration.contract c
        where c.person_id = x.person_id and c.signed_on <= x.issued_on and c.regime <> 'BEFORE_MARCH_2022')
    order by x.issued_on desc limit 1)`,
}

export const meetsHousingLanguageDuty: Fact = {
  description:
    'Whether the language duty of social tenants is met: oral Dutch at A2 is shown, or the dossier says so. Null when neither is known.',
  value: (terms) => `case when ${hasReached(terms, 'ORAL', "'A2'")} then true else ${ofBackground('x.housing_language_met')(terms)} end`,
}

/** Objectives on integration of the project in force at the caller's own OCMW, each with whether it is reached; null when its goal is unclear. */
const objectives: Expression = ({ person, today, organisation }) => `select case o.kind
      when 'SOCIAL_ORIENTATION' then exists (select from integration.social_orientation s
        where s.person_id = o.person_id and s.passed and (s.passed_on is null or s.passed_on <= ${today}))
      else case when o.mode in ('ORAL', 'WRITTEN') and pg_input_is_valid(o.level, 'integration.cefr_level')
        then exists (select from integration.dutch_level l where l.person_id = o.person_id and l.mode::text = o.mode
          and l.level >= o.level::integration.cefr_level and l.reached_on <= ${today}) end
    end as reached
    from local.gpmi g join local.gpmi_objective o on o.person_id = g.person_id and o.agreed_on >= g.valid_from
    where g.person_id = ${person} and g.organisation_id = ${organisation} and ${inForce('g', today)}
      and o.kind in ('DUTCH', 'SOCIAL_ORIENTATION') and o.agreed_on <= ${today}`

/** Only for the project of the caller's own OCMW, so that nobody else learns that there is one. */
export const gpmiObjectiveReached: Fact = {
  description:
    "Whether every objective on Dutch and social orientation in the GPMI in force at the caller's own OCMW is reached. Null when there is none, its goal is unclear, or the integration domain does not know the person.",
  value: (
    terms,
  ) => `(select case when bool_or(not g.reached) then false when bool_or(g.reached is null) then null else bool_and(g.reached) end
    from (${objectives(terms)}) g where exists (select from integration.dossier k where k.person_id = ${terms.person}))`,
}
