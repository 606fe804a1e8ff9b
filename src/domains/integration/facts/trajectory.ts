/** Facts about the trajectory and its courses: continuity and time taken, never reasons, attendance or schools. */
import type { Expression, Fact } from '../../../query/declare.ts'
import { inForce } from '../../../query/fact-sql.ts'
import { eachOnce, hasRow, ofLastRow, ofRowInForce, shownInDossier } from './dossier.ts'

/** Dutch can be followed without an integration trajectory; only these kinds are one. */
const INTEGRATION_KIND = "fact_row.kind in ('OBLIGED', 'ENTITLED')"

const FULL_TIME_HOURS = 38

/** Hours a week that the active trajectory takes: its own figure, else the sum of the Dutch courses in force. */
const weeklyHours: Expression = (terms) =>
  ofRowInForce(
    'trajectory',
    terms,
    `coalesce(fact_row.weekly_hours, (
      select sum(course.weekly_hours)
      from ${eachOnce('dutch_course', terms, ['school_number', 'module', 'valid_from'], ['valid_until', 'weekly_hours'])} course
      where ${inForce('course', terms.today)}
    ))`,
    `${INTEGRATION_KIND} and fact_row.status = 'ACTIVE'`,
  )

export const trajectoryContinuity: Fact = {
  description: 'Status of the integration trajectory today, without the reason. Null when no trajectory in force with a status is known.',
  value: (terms) => ofRowInForce('trajectory', terms, 'fact_row.status::text', INTEGRATION_KIND),
}

export const trajectoryActive: Fact = {
  description:
    'Whether an integration trajectory is active today. A trajectory on hold is not active. Null when the integration domain does not know the person.',
  value: shownInDossier((terms) =>
    hasRow('trajectory', terms, `${inForce('fact_row', terms.today)} and ${INTEGRATION_KIND} and fact_row.status = 'ACTIVE'`),
  ),
}

export const weeklyHoursBand: Fact = {
  description: 'Hours a week that the active trajectory takes, in bands. Null when no trajectory is active or its hours are unknown.',
  value: (terms) => `(
    select case
        when week.hours < 10 then 'LT10'
        when week.hours < 20 then 'FROM_10_TO_20'
        when week.hours >= 20 then 'GE20'
      end
    from (select ${weeklyHours(terms)} as hours) week
  )`,
}

export const trajectoryFullTimeEquivalent: Fact = {
  description: `Share of a full-time week of ${FULL_TIME_HOURS} hours that the active trajectory takes. Null when no trajectory is active or its hours are unknown.`,
  value: (terms) => `(
    select case
        when week.hours * 5 >= ${FULL_TIME_HOURS} * 4 then 'GE_4_5'
        when week.hours >= 0 then 'LT_4_5'
      end
    from (select ${weeklyHours(terms)} as hours) week
  )`,
}

export const busyDayparts: Fact = {
  description:
    'Half days on which the person follows a Dutch course. Empty when none are known. Null when the integration domain does not know the person.',
  value: ({ person, today }) => `(
    select coalesce(
        (
          select array_agg(distinct taken.daypart)
          from integration.dutch_course course, unnest(course.dayparts) taken (daypart)
          where course.person_id = known.person_id
            and ${inForce('course', today)}
        ),
        '{}'
      )
    from integration.dossier known
    where known.person_id = ${person}
  )`,
}

export const socialOrientationPassed: Fact = {
  description:
    'Whether the test of social orientation (maatschappelijke orientatie) is passed. Null when the integration domain does not know the person.',
  value: shownInDossier((terms) =>
    hasRow('social_orientation', terms, `fact_row.passed and (fact_row.passed_on is null or fact_row.passed_on <= ${terms.today})`),
  ),
}

/** The first repetition is what the waiver is about: two failed tests are no longer a second attempt. */
export const orientationTestFailedOnce: Fact = {
  description:
    'Whether the person failed the test of social orientation exactly once and has not passed it since. Null when a result is not known, or when the integration domain does not know the person.',
  value: (terms) => `case when ${terms.dossierAsOf('integration.dossier')} is not null then (
      select case
          when coalesce(bool_or(fact_row.passed), false) or count(*) filter (where not fact_row.passed) > 1 then false
          when coalesce(bool_or(fact_row.passed is null), false) then null
          else count(*) = 1
        end
      from ${eachOnce('social_orientation', terms, ['started_on'], ['passed'])} fact_row
      where fact_row.started_on <= ${terms.today}
    ) end`,
}

/** Presence from which a course counts as followed to the end. */
const ATTENDED_PERCENT = 80

export const orientationCourseFinished: Fact = {
  description: `Whether at least ${ATTENDED_PERCENT} percent of the last course of social orientation was attended. Null when the attendance is not known.`,
  value: (terms) => ofLastRow('social_orientation', terms, 'started_on', `fact_row.attendance_percent >= ${ATTENDED_PERCENT}`),
}

export const participationHours: Fact = {
  description: 'Hours completed in the participation and network track (participatie- en netwerktraject). Null when none are known.',
  value: (terms) => `(
    select sum(fact_row.hours)::int
    from ${eachOnce('participation', terms, ['activity_type', 'host_name', 'valid_from'], ['hours'])} fact_row
    where fact_row.valid_from <= ${terms.today}
  )`,
}
