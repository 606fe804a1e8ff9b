/** Records of the integration dossier, as the agencies deliver them. */
import {
  CefrLevel,
  CertificateKind,
  ContractRegime,
  LanguageMode,
  TargetGroupType,
  TrajectoryKind,
  TrajectoryStatus,
} from '../../generated/prisma/enums.ts'
import { choice, count, day, defaulted, flag, list, municipality, optional, pastDay, pattern, text } from '../declaration/record-field.ts'
import { declareRecords } from '../declaration/record-type.ts'

const from = day('First day of the period.')
const until = optional(day('First day after the period of validity; absent while open.'))
const percent = (description: string) => optional(count(description, 100))

/** Half days of the week, as lessons and preferences name them. */
export const DAYPARTS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'].flatMap((name) =>
  ['AM', 'PM', 'EVE'].map((part) => `${name}_${part}`),
)

export const INTEGRATION_RECORDS = declareRecords('INTEGRATION', {
  targetGroup: {
    description: 'Position of a person in the target group of the decree. A later period ends the previous one.',
    table: 'integration.target_group',
    holder: 'OPTIONAL',
    key: ['validFrom'],
    successiveBy: [],
    fields: {
      member: flag('Whether the person belongs to the target group.'),
      type: optional(choice(TargetGroupType, 'integration.target_group_type', 'Obliged, entitled or minor.')),
      subtype: optional(text(50, 'Subtype at the source.')),
      reasonNotMember: optional(text(50, 'Code of the reason why the person does not belong to the target group.')),
      exempted: defaulted(flag('Whether the person is exempted from the duty.'), false),
      exemptionReason: optional(text(50, 'Code of the ground of exemption.')),
      validFrom: from,
      validUntil: until,
    },
  },
  registration: {
    description: 'Registration (aanmelding) of a person at an agency.',
    table: 'integration.registration',
    holder: 'OPTIONAL',
    key: ['registeredOn'],
    fields: {
      registeredOn: pastDay('Day of the registration.'),
      repeated: defaulted(flag('Whether this is a repeat registration (HA) instead of the first one (EA).'), false),
      reasonCode: optional(text(50, 'Code of the reason.')),
    },
  },
  contract: {
    description: 'Integration contract and its parts.',
    table: 'integration.contract',
    holder: 'OPTIONAL',
    key: ['signedOn'],
    fields: {
      signedOn: pastDay('Day of signing.'),
      regime: choice(ContractRegime, 'integration.contract_regime', 'Rules under which it was signed.'),
      socialOrientation: flag('Whether social orientation is part of the contract.'),
      dutch: flag('Whether Dutch is part of the contract.'),
      work: flag('Whether a track to work is part of the contract.'),
      participation: defaulted(flag('Whether a participation and network track is part of the contract.'), false),
    },
  },
  signaturePostponement: {
    description: 'Postponement of signing.',
    table: 'integration.signature_postponement',
    holder: 'OPTIONAL',
    key: ['validFrom'],
    fields: { reasonCode: optional(text(50, 'Code of the reason.')), validFrom: from, validUntil: until },
  },
  trajectory: {
    description: 'Trajectory and its status from a given day. A later status ends the previous one.',
    table: 'integration.trajectory',
    holder: 'OPTIONAL',
    key: ['kind', 'validFrom'],
    successiveBy: ['kind'],
    relation: {
      capacity: 'TRAJECTORY_CLIENT',
      organisations: { by: 'holder' },
      where: "r.status is distinct from 'ENDED'",
      says: { nl: 'het uw inburgeringstraject begeleidt', en: 'it manages your integration trajectory' },
    },
    fields: {
      kind: choice(TrajectoryKind, 'integration.trajectory_kind', 'Kind of trajectory.'),
      status: optional(choice(TrajectoryStatus, 'integration.trajectory_status', 'Status; absent when the trajectory has no parts yet.')),
      stopReason: optional(text(50, 'Code of the decision that ended it.')),
      counsellorName: optional(text(200, 'Name of the counsellor.')),
      counsellorUnit: optional(text(200, 'Unit of the counsellor.')),
      weeklyHours: optional(count('Hours per week.', 168)),
      validFrom: day('First day of this status.'),
      validUntil: until,
    },
  },
  socialOrientation: {
    description: 'Course of social orientation and its result.',
    table: 'integration.social_orientation',
    holder: 'OPTIONAL',
    key: ['startedOn'],
    fields: {
      startedOn: day('First day of the course.'),
      attendancePercent: percent('Attendance, in percent.'),
      testScore: optional(count('Score of the test.', 1000)),
      passed: optional(flag('Whether the person passed; absent while undecided.')),
      passedOn: optional(pastDay('Day of the decision that the person passed.')),
    },
  },
  dutchIntake: {
    description: 'Intake for Dutch lessons.',
    table: 'integration.dutch_intake',
    holder: 'OPTIONAL',
    key: ['heldOn'],
    fields: { heldOn: pastDay('Day of the intake.'), learningAbility: optional(count('Score of learning ability.', 1000)) },
  },
  dutchCourse: {
    description: 'Enrolment in a course of Dutch.',
    table: 'integration.dutch_course',
    holder: 'OPTIONAL',
    key: ['schoolNumber', 'module', 'validFrom'],
    looseKey: true,
    fields: {
      school: optional(text(200, 'Name of the school.')),
      schoolNumber: optional(text(20, 'Institution number of the school.')),
      providerType: optional(text(20, 'CBE, CVO or UTC.')),
      module: optional(text(200, 'Module.')),
      level: optional(choice(CefrLevel, 'integration.cefr_level', 'Level of the module.')),
      dayparts: defaulted(list(DAYPARTS, DAYPARTS.length, 'Half days with lessons.'), []),
      weeklyHours: optional(count('Hours per week.', 168)),
      attendancePercent: percent('Attendance, in percent.'),
      status: optional(text(50, 'Status of the enrolment at the source.')),
      validFrom: from,
      validUntil: until,
    },
  },
  dutchLevel: {
    description: 'Level of Dutch that the person reached. Oral and written are separate records.',
    table: 'integration.dutch_level',
    holder: 'OPTIONAL',
    key: ['mode', 'level'],
    fields: {
      mode: choice(LanguageMode, 'integration.language_mode', 'Oral or written.'),
      level: choice(CefrLevel, 'integration.cefr_level', 'Level reached.'),
      reachedOn: pastDay('Day on which the level was reached.'),
      testScore: optional(count('Score of the test.', 1000)),
    },
  },
  knownLanguage: {
    description: 'Language that the person knows.',
    table: 'integration.known_language',
    holder: 'OPTIONAL',
    key: ['language'],
    fields: {
      language: pattern(/^[a-z]{3}$/, 'a language as three letters (ISO 639-3)', 'char(3)', 'Language.'),
      knowledge: optional(text(50, 'Level of knowledge, in the words of the source.')),
    },
  },
  participation: {
    description: 'Participation and network track.',
    table: 'integration.participation',
    holder: 'OPTIONAL',
    key: ['validFrom'],
    fields: {
      activityType: optional(text(100, 'Kind of activity.')),
      hostName: optional(text(200, 'Host of the activity.')),
      hostNisCode: optional(municipality('Municipality that hosts the activity.')),
      hours: count('Hours completed.', 10_000),
      validFrom: from,
      validUntil: until,
    },
  },
  certificate: {
    description: 'Integration certificate or statement of effort.',
    table: 'integration.certificate',
    holder: 'OPTIONAL',
    key: ['kind', 'issuedOn'],
    fields: {
      kind: choice(CertificateKind, 'integration.certificate_kind', 'Kind of document.'),
      modelCode: optional(text(50, 'Model of the document.')),
      issuedOn: pastDay('Day of issue.'),
    },
  },
  infringement: {
    description: 'Infringement of the duty to integrate.',
    table: 'integration.infringement',
    holder: 'OPTIONAL',
    key: ['typeCode', 'establishedOn'],
    fields: {
      typeCode: text(10, 'Code of the infringement.'),
      establishedOn: pastDay('Day on which the infringement was established.'),
      authority: optional(text(50, 'Authority that imposes the sanction.')),
      fineCents: optional(count('Fine, in cents.')),
      finePaidOn: optional(pastDay('Day of payment.')),
    },
  },
  fee: {
    description: 'Fee for a course or test.',
    table: 'integration.fee',
    holder: 'OPTIONAL',
    key: ['item', 'dueOn'],
    fields: {
      item: choice(['MO_COURSE', 'MO_TEST', 'NT2_COURSE', 'NT2_TEST'], 'text', 'Item that the fee covers.'),
      amountCents: count('Amount, in cents.'),
      exemptionGround: optional(text(100, 'Ground of exemption.')),
      dueOn: day('Last day for payment.'),
      paidOn: optional(pastDay('Day of payment.')),
    },
  },
  background: {
    description: 'Results of the intake.',
    table: 'integration.background',
    holder: 'OPTIONAL',
    key: [],
    fields: {
      literateLatinScript: optional(flag('Whether the person reads and writes Latin script.')),
      foreignDiplomaLevel: optional(text(50, 'Level of a foreign diploma.')),
      diplomaRecognition: optional(text(50, 'State of its recognition.')),
      foreignWorkYears: optional(count('Years of work abroad.', 100)),
      foreignWorkSector: optional(text(100, 'Sector of work abroad.')),
      labourMarketAdvice: optional(text(500, 'Advice on the labour market.')),
      childcareObstacle: optional(flag('Whether childcare is an obstacle.')),
      lessonIntensity: optional(count('Half days of lessons a week that the person wants.', 100)),
      lessonDayparts: defaulted(list(DAYPARTS, DAYPARTS.length, 'Half days on which the person wants lessons.'), []),
      feeIsBarrier: optional(flag('Whether the fee is a barrier.')),
      housingLanguageDuty: optional(flag('Whether the housing code requires language readiness.')),
      housingLanguageMet: optional(flag('Whether the language readiness is met.')),
    },
  },
})
