/** Fact sheet of the integration domain. */
import type { FactSheet, SheetRows } from '../../query/fact-sheet.ts'
import { inForce } from '../../query/fact-sql.ts'
import * as certificate from './facts/certificate.ts'
import { integrationAsOf } from './facts/dossier.ts'
import * as dutch from './facts/dutch.ts'
import * as targetGroup from './facts/target-group.ts'
import * as trajectory from './facts/trajectory.ts'

/** Status in the target group today. */
export const TARGET_GROUP: SheetRows = {
  as: 'one',
  prefix: 'target_group',
  rows: {
    table: 'integration.target_group',
    heldIn: 'INTEGRATION',
    where: ({ column, today }) => inForce(column, today),
    order: 'valid_from desc, as_of desc, organisation_id',
  },
  columns: ['valid_from', 'type', 'subtype'],
}

/** Enrolments in Dutch courses. */
export const DUTCH_COURSES: SheetRows = {
  as: 'many',
  prefix: 'dutch_course',
  rows: { table: 'integration.dutch_course', heldIn: 'INTEGRATION', order: 'valid_from desc, id' },
  columns: ['valid_from', 'valid_until', 'level'],
}

/** Facts of the integration dossier that are computed once a day. Those that look at an argument or at who asks cannot be. */
export const INTEGRATION_SHEET: FactSheet = {
  table: 'integration.fact_sheet',
  alsoDependsOn: ['directory.person'],
  facts: {
    integration_as_of: integrationAsOf,
    target_group_member: targetGroup.targetGroupMember,
    entitled: targetGroup.entitled,
    entitled_not_started: targetGroup.entitledNotStarted,
    entitled_not_started_one_year: targetGroup.entitledNotStartedOneYear,
    contract_signed: targetGroup.contractSigned,
    work_track_included: targetGroup.workTrackIncluded,
    must_register_within_60_days: targetGroup.mustRegisterWithin60Days,
    sixty_day_timer_running: targetGroup.sixtyDayTimerRunning,
    trajectory_continuity: trajectory.trajectoryContinuity,
    trajectory_active: trajectory.trajectoryActive,
    social_orientation_passed: trajectory.socialOrientationPassed,
    orientation_course_finished: trajectory.orientationCourseFinished,
    participation_hours: trajectory.participationHours,
    reached_oral_a2: dutch.reachedOralA2,
    reached_written_a2: dutch.reachedWrittenA2,
    oral_level_band: dutch.oralLevelBand,
    level_in_progress: dutch.levelInProgress,
    follows_course_to_a2: dutch.followsCourseToA2,
    needs_oral_approach: dutch.needsOralApproach,
    b1_deadline: dutch.b1Deadline,
    has_certificate: certificate.hasCertificate,
    track_fulfilled: certificate.trackFulfilled,
  },
  rows: [TARGET_GROUP, DUTCH_COURSES],
}
