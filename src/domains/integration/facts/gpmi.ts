/** Facts about the objectives on integration that a person agreed with an OCMW (GPMI): whether they are reached, never how. */
import type { Expression, Fact } from '../../../query/declare.ts'
import { inForce } from '../../../query/fact-sql.ts'
import { standsFor } from '../../../query/lineage.ts'
import { covered, type TableName, tableOf, UNKNOWN } from './dossier.ts'

/** Goal of an objective of one kind. @property shown day of the newest row that shows that the objective at hand is reached; null: none does. @property by record types that would show it. */
type Goal = { shown: Expression; by: readonly TableName[]; clear?: string }

const shownBy =
  (table: TableName, where: Expression): Expression =>
  (terms) =>
    `(
              select max(shown.as_of)
              from ${tableOf(table)} shown
              where shown.person_id = objective.person_id
                and ${where(terms)}
            )`

/** A start is a contract since the agreement, or a trajectory that was active on some day since. */
const contractSince = shownBy('contract', ({ today }) => `shown.signed_on between objective.agreed_on and ${today}`)
const activeSince = shownBy(
  'trajectory',
  ({ today }) => `shown.kind in ('OBLIGED', 'ENTITLED')
                and shown.status = 'ACTIVE'
                and shown.valid_from <= ${today}
                and coalesce(shown.valid_until, 'infinity') > objective.agreed_on`,
)

/** Of each kind of objective on integration. Participation is none: its hours are often volunteering, which a GPMI may not ask. */
const GOALS: Readonly<Record<string, Goal>> = {
  TRAJECTORY_START: { shown: (terms) => `greatest(${contractSince(terms)}, ${activeSince(terms)})`, by: ['contract', 'trajectory'] },
  // Not by an effort statement: beside the absence of a certificate it would tell the OCMW that there is one, and so a limitation of the person.
  TRAJECTORY_FINISH: {
    shown: shownBy('certificate', ({ today }) => `shown.kind = 'INTEGRATION' and shown.issued_on <= ${today}`),
    by: ['certificate'],
  },
  SOCIAL_ORIENTATION_START: {
    shown: shownBy('social_orientation', ({ today }) => `shown.started_on <= ${today}`),
    by: ['social_orientation'],
  },
  SOCIAL_ORIENTATION: {
    shown: shownBy('social_orientation', ({ today }) => `shown.passed and (shown.passed_on is null or shown.passed_on <= ${today})`),
    by: ['social_orientation'],
  },
  DUTCH_START: {
    shown: shownBy(
      'dutch_course',
      ({ today }) => `shown.valid_from <= ${today} and coalesce(shown.valid_until, 'infinity') > objective.agreed_on`,
    ),
    by: ['dutch_course'],
  },
  DUTCH: {
    shown: shownBy(
      'dutch_level',
      ({ today }) => `shown.mode::text = objective.mode
                and shown.level >= objective.level::integration.cefr_level
                and shown.reached_on <= ${today}`,
    ),
    by: ['dutch_level'],
    clear: "objective.mode in ('ORAL', 'WRITTEN') and pg_input_is_valid(objective.level, 'integration.cefr_level')",
  },
}

const KINDS = Object.entries(GOALS)

/** By kind of the objective at hand, where its goal is clear. */
const byKind = (value: (goal: Goal) => string) =>
  `case ${KINDS.map(([kind, goal]) => `when objective.kind = '${kind}'${goal.clear === undefined ? '' : ` and ${goal.clear}`} then ${value(goal)}`).join('\n            ')} end`

/** Objectives on integration of the project in force at the caller's own OCMW: the day of what shows that each is reached, and of the coverage that shows that it is not. Both null when its goal is unclear. */
const objectives: Expression = (terms) => `
      select goal.shown_on, goal.covered_on
      from local.gpmi project
      join local.gpmi_objective objective
        on objective.person_id = project.person_id
        and objective.organisation_id = project.organisation_id
        and objective.agreed_on >= project.valid_from
      cross join lateral (
        select
          ${byKind(({ shown }) => shown(terms))} as shown_on,
          ${byKind(({ by }) => covered(by)(terms))} as covered_on
      ) goal
      where project.person_id = ${terms.person}
        and ${standsFor(terms.organisation, 'project.organisation_id', terms.today)}
        and ${inForce('project', terms.today)}
        and objective.kind in (${KINDS.map(([kind]) => `'${kind}'`).join(', ')})
        and objective.agreed_on <= ${terms.today}`

const DENIED_BY = [...new Set(KINDS.flatMap(([, { by }]) => by))].map(tableOf)
const SHOWN_BY = [...DENIED_BY, 'local.gpmi', 'local.gpmi_objective']
const OF_OBJECTIVES = "for Dutch, social orientation or the trajectory in the GPMI in force at the caller's own OCMW"

/** Only for the project of the caller's own OCMW, so that nobody else learns that there is one. */
export const gpmiObjectiveReached: Fact = {
  description: `Whether every objective ${OF_OBJECTIVES} is reached. Null when there is no such objective, or when its level or mode is not specified. ${UNKNOWN}`,
  shownBy: SHOWN_BY,
  deniedBy: DENIED_BY,
  value: (terms) => `(
    select case
        when bool_or(goals.shown_on is null and goals.covered_on is not null) then false
        when bool_or(goals.shown_on is null) then null
        else bool_and(true)
      end
    from (${objectives(terms)}) goals
  )`,
  // The objectives are the caller's own: their day is not the owner's word.
  asOf: (terms) => `(
    select coalesce(min(goals.covered_on) filter (where goals.shown_on is null), min(goals.shown_on))
    from (${objectives(terms)}) goals
  )`,
}

/** What makes a result partial: some of several are reached. */
export const gpmiSomeObjectiveReached: Fact = {
  description: `Whether at least one objective ${OF_OBJECTIVES} is reached. Null when there is no such objective. ${UNKNOWN}`,
  shownBy: SHOWN_BY,
  deniedBy: DENIED_BY,
  value: (terms) => `(
    select case
        when bool_or(goals.shown_on is not null) then true
        when bool_or(goals.covered_on is null) then null
        else bool_and(false)
      end
    from (${objectives(terms)}) goals
  )`,
  asOf: (terms) => `(
    select coalesce(max(goals.shown_on), min(goals.covered_on))
    from (${objectives(terms)}) goals
  )`,
}
