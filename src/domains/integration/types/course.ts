/** Rows of the dossier about courses, tests and levels. */
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import type { Row } from '../../../graphql/schema/context.ts'
import { periodFields, sourceFields } from '../../../graphql/schema/provenance.ts'
import { column } from '../../../query/declare.ts'
import type { IntegrationEnums } from './enums.ts'

export function addSocialOrientation({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('SocialOrientation').implement({
    description: 'Course and test of social orientation (maatschappelijke orientatie).',
    fields: (t) => ({
      startedOn: t.field({ type: 'Date', ...column('started_on', 'First day of the course.') }),
      attendancePercent: t.int(column('attendance_percent', 'Lessons attended, in percent. Null when not measured.')),
      testScore: t.int(column('test_score', 'Points on the standard test. Null when no test was taken.')),
      passed: t.boolean(column('passed', 'Whether the person passed the test. Null when no test was taken.')),
      passedOn: t.field({
        type: 'Date',
        ...column('passed_on', 'Day on which the test was passed. Null when it was not passed, or when the day is unknown.'),
      }),
      ...sourceFields(t),
    }),
  })
}

export function addDutchIntake({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('DutchIntake').implement({
    description: 'Intake for Dutch lessons.',
    fields: (t) => ({
      heldOn: t.field({ type: 'Date', ...column('held_on', 'Day of the intake.') }),
      learningAbility: t.int(column('learning_ability', 'Score of learning ability (leervaardigheid), in points. Null when not tested.')),
      ...sourceFields(t),
    }),
  })
}

export function addDutchCourse({ builder }: DomainBuilder, { CefrLevel, Daypart }: IntegrationEnums) {
  return builder.objectRef<Row>('DutchCourse').implement({
    description: 'Enrolment in a course of Dutch as a second language (NT2).',
    fields: (t) => ({
      school: t.string(column('school', 'Name of the centre. Null when the source gave none.')),
      schoolNumber: t.string(
        column('school_number', 'Institution number (instellingsnummer) of the centre. Null when the source gave none.'),
      ),
      providerType: t.string(column('provider_type', 'Type of the centre: CBE, CVO or UTC. Null when the source gave none.')),
      module: t.string(column('module', 'Module as named by the source. Null when the source gave none.')),
      level: t.field({ type: CefrLevel, ...column('level', 'Level to which the course leads. Null when it is not known.') }),
      dayparts: t.field({ type: [Daypart], ...column('dayparts', 'Half days with lessons. Empty when not known.') }),
      weeklyHours: t.int(column('weekly_hours', 'Hours of lessons a week. Null when not known.')),
      attendancePercent: t.int(column('attendance_percent', 'Lessons attended, in percent. Null when not measured.')),
      status: t.string(
        column('status', 'Status of the enrolment as coded by the source, for example INGESCHREVEN. Null when the source gave none.'),
      ),
      ...periodFields(t),
    }),
  })
}

export function addDutchLevel({ builder }: DomainBuilder, { CefrLevel, LanguageMode }: IntegrationEnums) {
  return builder.objectRef<Row>('DutchLevel').implement({
    description: 'Level of Dutch that the person reached, oral or written.',
    fields: (t) => ({
      mode: t.field({ type: LanguageMode, ...column('mode', 'Mode of the level: oral or written.') }),
      level: t.field({ type: CefrLevel, ...column('level', 'Level reached.') }),
      reachedOn: t.field({ type: 'Date', ...column('reached_on', 'Day on which the level was reached.') }),
      testScore: t.int(column('test_score', 'Points on the test. Null when no test was taken.')),
      ...sourceFields(t),
    }),
  })
}

export function addKnownLanguage({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('KnownLanguage').implement({
    description: 'Language that the person knows.',
    fields: (t) => ({
      language: t.string(column('language', 'Language, as ISO 639-3.')),
      knowledge: t.string(
        column('knowledge', 'Level of knowledge, as coded by the source, for example MOEDERTAAL. Null when the source gave none.'),
      ),
      ...sourceFields(t),
    }),
  })
}

export function addParticipation({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('Participation').implement({
    description: 'Activity in the participation and network track (participatie- en netwerktraject).',
    fields: (t) => ({
      activityType: t.string(column('activity_type', 'Type of activity, for example buddy or internship. Null when the source gave none.')),
      hostName: t.string(column('host_name', 'Organisation that hosts the activity. Null when the source gave none.')),
      hostNisCode: t.string(
        column('host_nis_code', 'NIS code of the municipality that hosts the activity. Null when no municipality does.'),
      ),
      hours: t.int(column('hours', 'Hours completed.')),
      ...periodFields(t),
    }),
  })
}
