import { type Columns, testFacts } from '../../../../test/support/fact-probe.ts'
import { course, courses, dossier, period, uncovered } from '../../../../test/support/integration-dossier.ts'
import * as trajectory from './trajectory.ts'

/** A person with these courses of social orientation, the first since January 2026. */
const orientations = (...followed: Columns[]) =>
  dossier({ social_orientation: followed.map((columns) => ({ started_on: '2026-01-01', ...columns })) })

testFacts(trajectory, {
  trajectoryContinuity: {
    cases: [
      ['on hold', dossier(period('ENTITLED', 'ON_HOLD')), 'ON_HOLD'],
      ['while the trajectory has no parts', dossier(period('ENTITLED', null)), null],
      ['when only Dutch is followed', dossier(period('DUTCH_ONLY', 'ACTIVE')), null],
    ],
  },
  trajectoryActive: {
    cases: [
      ['while active', dossier(period('OBLIGED', 'ACTIVE')), 'true'],
      ['on hold', dossier(period('OBLIGED', 'ON_HOLD')), 'false'],
      ['from the day on which it ends', dossier(period('OBLIGED', 'ACTIVE', { valid_until: '2026-11-23' })), 'false'],
      ['when only Dutch is followed', dossier(period('DUTCH_ONLY', 'ACTIVE')), 'false'],
      ['when no source covers the person', {}, null],
    ],
  },
  weeklyHoursBand: {
    cases: [
      ['below 10 hours', dossier(period('OBLIGED', 'ACTIVE', { weekly_hours: 9 })), 'LT10'],
      ['from 10 hours', dossier(period('OBLIGED', 'ACTIVE', { weekly_hours: 10 })), 'FROM_10_TO_20'],
      ['from 20 hours', dossier(period('OBLIGED', 'ACTIVE', { weekly_hours: 20 })), 'GE20'],
      ['by the courses in force', dossier({ ...period('OBLIGED', 'ACTIVE'), ...course({ weekly_hours: 12 }) }), 'FROM_10_TO_20'],
      ['when the hours are unknown', dossier(period('OBLIGED', 'ACTIVE')), null],
      [
        'by its own hours, where no source covers the courses',
        uncovered(dossier(period('OBLIGED', 'ACTIVE', { weekly_hours: 12 }))),
        'FROM_10_TO_20',
      ],
      ['of 12 hours and a course of unknown hours: at least 12', dossier(courses(12, null)), null],
      ['of 12 hours, where no source covers whether there is another course', uncovered(dossier(courses(12))), null],
      ['of 20 hours and a course of unknown hours', dossier(courses(20, null)), 'GE20'],
      ['of 20 hours, where no source covers whether there is another course', uncovered(dossier(courses(20))), 'GE20'],
      ['of two courses', dossier(courses(6, 3)), 'LT10'],
      ['on hold', dossier(period('OBLIGED', 'ON_HOLD', { weekly_hours: 20 })), null],
    ],
  },
  trajectoryFullTimeEquivalent: {
    cases: [
      ['below four fifths of 38 hours', dossier(period('OBLIGED', 'ACTIVE', { weekly_hours: 30 })), 'LT_4_5'],
      ['above four fifths of 38 hours', dossier(period('OBLIGED', 'ACTIVE', { weekly_hours: 31 })), 'GE_4_5'],
      ['of 12 hours and a course of unknown hours', dossier(courses(12, null)), null],
      ['of 31 hours and a course of unknown hours: its only threshold is passed', dossier(courses(31, null)), 'GE_4_5'],
      ['when the hours are unknown', dossier(period('OBLIGED', 'ACTIVE')), null],
    ],
  },
  busyDayparts: {
    cases: [
      ['of courses in force', dossier(course({ dayparts: ['MON_AM', 'WED_EVE'] })), '["MON_AM", "WED_EVE"]'],
      ['once the course has ended', dossier(course({ dayparts: ['MON_AM'], valid_until: '2026-11-23' })), '[]'],
      ['when no source covers courses', {}, null],
    ],
  },
  socialOrientationPassed: {
    cases: [
      [
        'on the day of passing',
        dossier({ social_orientation: [{ started_on: '2026-01-01', passed: true, passed_on: '2026-11-23' }] }),
        'true',
      ],
      ['when not passed', dossier({ social_orientation: [{ started_on: '2026-01-01', passed: false }] }), 'false'],
      ['when no source covers the person', {}, null],
    ],
  },
  orientationTestFailedOnce: {
    cases: [
      ['after one failed test', orientations({ passed: false }), 'true'],
      ['after two', orientations({ passed: false }, { started_on: '2026-03-01', passed: false }), 'false'],
      ['when passed since', orientations({ passed: false }, { started_on: '2026-03-01', passed: true }), 'false'],
      ['while a second course runs', orientations({ passed: false }, { started_on: '2026-03-01', passed: null }), null],
      ['when never tested', dossier(), 'false'],
      ['when no source covers the person', {}, null],
    ],
  },
  orientationCourseFinished: {
    cases: [
      ['at 80 percent', orientations({ attendance_percent: 80 }), 'true'],
      ['at 79 percent', orientations({ attendance_percent: 79 }), 'false'],
      ['by the last course', orientations({ attendance_percent: 90 }, { started_on: '2026-03-01', attendance_percent: 10 }), 'false'],
      ['when the attendance is unknown', orientations({}), null],
      ['when no source covers the person', {}, null],
    ],
  },
  participationHours: {
    cases: [
      [
        'over all activities',
        dossier({
          participation: [
            { hours: 15, valid_from: '2026-01-01' },
            { hours: 25, valid_from: '2026-03-01' },
          ],
        }),
        '40',
      ],
      ['without activity', dossier(), null],
    ],
  },
})
