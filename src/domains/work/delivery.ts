/** Records of the work domain, as VDAB, RVA and RSZ deliver them. */
import { JobseekerCategory, MediationStatus } from '../../generated/prisma/enums.ts'
import { choice, count, day, defaulted, flag, list, optional, pastDay, pattern, text } from '../declaration/record-field.ts'
import { declareRecords } from '../declaration/record-type.ts'

const from = day('First day of the period.')
const until = optional(day('First day after the period of validity; absent while open.'))

/** Benefit status behind the RVA codes of statistic STAT.92. */
export const CATEGORY_BY_CODE: Readonly<Record<string, JobseekerCategory>> = {
  '00': JobseekerCategory.BENEFIT_APPLICANT,
  '02': JobseekerCategory.VOCATIONAL_WAITING_TIME,
  '03': JobseekerCategory.FREELY_REGISTERED,
  '05': JobseekerCategory.CHARGED_TO_OCMW,
  '10': JobseekerCategory.WORKING,
  '14': JobseekerCategory.EXCLUDED_FROM_BENEFIT,
  '80': JobseekerCategory.WORKING,
  '82': JobseekerCategory.WORKING,
  '93': JobseekerCategory.WORKING,
}

export const WORK_RECORDS = declareRecords('WORK', {
  jobseekerRegistration: {
    description: 'Registration as a jobseeker. The category follows from the RVA code. A later period ends the previous one.',
    table: 'work.jobseeker_registration',
    key: ['validFrom'],
    successiveBy: [],
    relation: {
      capacity: 'JOBSEEKER',
      organisations: { by: 'kind', kind: 'VDAB' },
      says: { nl: 'u er ingeschreven bent als werkzoekende', en: 'you are registered with it as a jobseeker' },
    },
    derived: { category: { sqlType: 'work.jobseeker_category', from: 'categoryCode', values: CATEGORY_BY_CODE } },
    fields: {
      registeredOn: pastDay('Day of registration at VDAB.'),
      categoryCode: choice(Object.keys(CATEGORY_BY_CODE), 'text', 'RVA code of statistic STAT.92.'),
      mediationStatus: optional(choice(MediationStatus, 'work.mediation_status', 'Mediation status.')),
      validFrom: from,
      validUntil: until,
    },
  },
  benefitRight: {
    description: 'Right to unemployment benefit.',
    table: 'work.benefit_right',
    key: ['validFrom'],
    fields: {
      dailyAmountCents: optional(count('Amount per day, in cents.')),
      daysPaid: optional(count('Days paid.', 100_000)),
      validFrom: from,
      validUntil: optional(day('End of the right; absent when none is known yet.')),
    },
  },
  availabilityExemption: {
    description: 'Exemption from being available for work.',
    table: 'work.availability_exemption',
    key: ['validFrom'],
    fields: { reasonCode: optional(text(50, 'Code of the reason.')), validFrom: from, validUntil: until },
  },
  employment: {
    description: 'Employment as declared (Dimona).',
    table: 'work.employment',
    key: ['declaration'],
    fields: {
      declaration: text(50, 'Number of the declaration.'),
      employerKbo: optional(pattern(/^\d{10}$/, 'a KBO number: ten digits', 'char(10)', 'Employer.')),
      monthlyWageCents: optional(count('Wage per month, in cents.')),
      cancelled: defaulted(flag('Whether the declaration was cancelled.'), false),
      validFrom: from,
      validUntil: until,
    },
  },
  vocationalTraining: {
    description: 'Vocational training.',
    table: 'work.vocational_training',
    key: ['validFrom'],
    fields: {
      title: optional(text(200, 'Title.')),
      agreed: defaulted(flag('Whether VDAB recognised it as part of the trajectory to work.'), true),
      validFrom: from,
      validUntil: until,
    },
  },
  controlTransmission: {
    description: 'Transmission to the control service.',
    table: 'work.control_transmission',
    key: ['transmittedOn'],
    fields: { transmittedOn: pastDay('Day of transmission.'), reasonCode: optional(text(50, 'Code of the reason.')) },
  },
  jobseekerProfile: {
    description: 'Profile for matching.',
    table: 'work.jobseeker_profile',
    key: [],
    fields: {
      jobGoal: optional(text(200, 'Job that the person looks for.')),
      competences: defaulted(list(null, 200, 'Competences.'), []),
      writingRequired: optional(flag('Whether the job requires written Dutch.')),
      medicalIndication: optional(flag('Whether there is a medical indication.')),
      drivingLicence: optional(text(20, 'Driving licence.')),
      maxTravelMinutes: optional(count('Longest travel, in minutes.', 1440)),
    },
  },
})
