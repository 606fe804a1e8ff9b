/** Facts about the trajectory and its courses: continuity and time taken, never reasons, attendance or schools. */
import type { Expression, Fact } from '../../../query/declare.ts'
import { type FactParts, inForce, shownBy } from '../../../query/fact-sql.ts'
import { covered, eachOnce, ofLastRow, ofRowInForce, rowsInForce, tableOf, UNKNOWN } from './dossier.ts'

/** Dutch can be followed without an integration trajectory; only these kinds are one. */
const INTEGRATION_KIND = "fact_row.kind in ('OBLIGED', 'ENTITLED')"

const FULL_TIME_HOURS = 38

const ACTIVE = `${INTEGRATION_KIND} and fact_row.status = 'ACTIVE'`

export const trajectoryContinuity: Fact = {
  description: 'Status of the integration trajectory today, without the reason. Null when no trajectory in force with a status is known.',
  ...ofRowInForce('trajectory', 'fact_row.status::text', INTEGRATION_KIND),
}

export const trajectoryActive: Fact = {
  description: `Whether an integration trajectory is active today. A trajectory on hold is not active. ${UNKNOWN}`,
  ...shownBy(rowsInForce('trajectory', ACTIVE)),
}

/** A value of the Dutch courses that the person of the trajectory follows today. */
const ofCourses =
  (value: string): Expression =>
  (terms) =>
    `(
      select ${value}
      from ${eachOnce('dutch_course', terms, ['school_number', 'module', 'valid_from'], ['valid_until', 'weekly_hours'])} course
      where ${inForce('course', terms.today)}
    )`

const coursesCovered = covered(['dutch_course'])

/**
 * Hours a week that the active trajectory takes, as an interval: its own figure; else at least the sum of the known hours of the Dutch courses in
 * force, and at most as much only where a source covers the courses and each has its hours.
 */
const hoursAtLeast: Expression = (terms) => `coalesce(fact_row.weekly_hours, ${ofCourses('sum(course.weekly_hours)')(terms)})`
const hoursAtMost: Expression = (terms) => `coalesce(
      fact_row.weekly_hours,
      case when ${coursesCovered(terms)} is not null then ${ofCourses('case when bool_and(course.weekly_hours is not null) then sum(course.weekly_hours) end')(terms)} end
    )`

/** Band of the hours, where both ends of the interval lie in it. @param bands from the lowest up, by the hours at which each begins. */
function hoursBand(...bands: readonly [code: string, from: string][]): FactParts {
  const top = bands.at(-1)?.[1] ?? '0'
  const below = bands
    .slice(1)
    .map(([, from], index) => `when ${from} > week.at_most and week.at_least >= ${bands[index]?.[1]} then '${bands[index]?.[0]}'`)
  const shown = ofRowInForce(
    'trajectory',
    (terms) => `(
      select case
          when week.at_least >= ${top} then '${bands.at(-1)?.[0]}'
          ${below.join('\n          ')}
        end
      from (select ${hoursAtLeast(terms)} as at_least, ${hoursAtMost(terms)} as at_most) week
    )`,
    ACTIVE,
  )
  // What the known courses show alone does not take the coverage.
  const dated = ofRowInForce(
    'trajectory',
    (terms) => `least(fact_row.as_of, case
        when fact_row.weekly_hours is not null then null
        when ${ofCourses('sum(course.weekly_hours)')(terms)} >= ${top} then ${ofCourses('min(course.as_of) filter (where course.weekly_hours > 0)')(terms)}
        else ${coursesCovered(terms)}
      end)`,
    ACTIVE,
  )
  return {
    shownBy: [tableOf('trajectory'), tableOf('dutch_course')],
    deniedBy: [tableOf('dutch_course')],
    value: shown.value,
    asOf: dated.value,
  }
}

const OF_UNKNOWN_HOURS =
  'Null when no trajectory is active, and when its hours are known in part and could lie in another band: a course without hours, or courses that no source covers.'

export const weeklyHoursBand: Fact = {
  description: `Hours a week that the active trajectory takes, in bands. ${OF_UNKNOWN_HOURS}`,
  ...hoursBand(['LT10', '0'], ['FROM_10_TO_20', '10'], ['GE20', '20']),
}

export const trajectoryFullTimeEquivalent: Fact = {
  description: `Share of a full-time week of ${FULL_TIME_HOURS} hours that the active trajectory takes. ${OF_UNKNOWN_HOURS}`,
  ...hoursBand(['LT_4_5', '0'], ['GE_4_5', `${FULL_TIME_HOURS} * 4 / 5.0`]),
}

export const busyDayparts: Fact = {
  description: `Half days on which the person follows a Dutch course, as far as known. Empty when there is no course. ${UNKNOWN}`,
  shownBy: [tableOf('dutch_course')],
  deniedBy: [tableOf('dutch_course')],
  value: (terms) => `coalesce(
      (
        select array_agg(distinct taken.daypart)
        from integration.dutch_course course, unnest(course.dayparts) taken (daypart)
        where course.person_id = ${terms.person}
          and ${inForce('course', terms.today)}
      ),
      case when ${coursesCovered(terms)} is not null then '{}'::text[] end
    )`,
  asOf: (terms) => `coalesce(
      (
        select max(course.as_of)
        from integration.dutch_course course
        where course.person_id = ${terms.person}
          and course.dayparts <> '{}'
          and ${inForce('course', terms.today)}
      ),
      ${coursesCovered(terms)}
    )`,
}

export const socialOrientationPassed: Fact = {
  description: `Whether the test of social orientation (maatschappelijke orientatie) is passed. ${UNKNOWN}`,
  ...shownBy({
    table: tableOf('social_orientation'),
    where: ({ today }) => `fact_row.passed and (fact_row.passed_on is null or fact_row.passed_on <= ${today})`,
  }),
}

/** Of all courses of social orientation up to today. */
const ofOrientations =
  (value: Expression): Expression =>
  (terms) =>
    `(
      select ${value(terms)}
      from ${eachOnce('social_orientation', terms, ['started_on'], ['passed'])} fact_row
      where fact_row.started_on <= ${terms.today}
    )`

const orientationCovered = covered(['social_orientation'])
const FAILED = 'fact_row.passed is false'

/** The first repetition is what the waiver is about: two failed tests are no longer a second attempt. That there was no other test takes coverage. */
export const orientationTestFailedOnce: Fact = {
  description: `Whether the person failed the test of social orientation exactly once and has not passed it since. Null when a result is not known. ${UNKNOWN}`,
  shownBy: [tableOf('social_orientation')],
  deniedBy: [tableOf('social_orientation')],
  value: ofOrientations(
    (terms) => `case
          when coalesce(bool_or(fact_row.passed), false) or count(*) filter (where ${FAILED}) > 1 then false
          when coalesce(bool_or(fact_row.passed is null), false) or ${orientationCovered(terms)} is null then null
          else count(*) = 1
        end`,
  ),
  asOf: ofOrientations(
    (terms) => `coalesce(
        max(fact_row.as_of) filter (where fact_row.passed),
        case when count(*) filter (where ${FAILED}) > 1 then min(fact_row.as_of) filter (where ${FAILED}) end,
        ${orientationCovered(terms)}
      )`,
  ),
}

/** Presence from which a course counts as followed to the end. */
const ATTENDED_PERCENT = 80

export const orientationCourseFinished: Fact = {
  description: `Whether at least ${ATTENDED_PERCENT} percent of the last course of social orientation was attended. Null when the attendance is not known.`,
  ...ofLastRow('social_orientation', 'started_on', `fact_row.attendance_percent >= ${ATTENDED_PERCENT}`),
}

const ofParticipations =
  (value: string): Expression =>
  (terms) =>
    `(
    select ${value}
    from ${eachOnce('participation', terms, ['activity_type', 'host_name', 'valid_from'], ['hours'])} fact_row
    where fact_row.valid_from <= ${terms.today}
  )`

export const participationHours: Fact = {
  description:
    'Hours completed in the participation and network track (participatie- en netwerktraject), as far as reported. Null when none are known.',
  shownBy: [tableOf('participation')],
  value: ofParticipations('sum(fact_row.hours)::int'),
  asOf: ofParticipations('min(fact_row.as_of)'),
}
