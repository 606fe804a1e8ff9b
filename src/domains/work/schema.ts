/** What Newcomer answers from the work domain: rows 83 to 97 of the visibility matrix. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import { many, one } from '../../query/declare.ts'
import { readFromSheet } from '../../query/fact-sheet.ts'
import { inForce } from '../../query/fact-sql.ts'
import { addWorkEnums, type WorkEnums } from './enums.ts'
import { WORK_SHEET } from './fact-sheet.ts'
import * as facts from './facts.ts'
import { addBenefitRight, addEmployment } from './income-types.ts'
import {
  addAvailabilityExemption,
  addControlTransmission,
  addJobseekerProfile,
  addJobseekerRegistration,
  addVocationalTraining,
} from './jobseeker-types.ts'

const { fact } = readFromSheet(WORK_SHEET)

/** Declares everything that Newcomer answers from the work domain. @returns the enums, for the filters. */
export function addWorkFields(domain: DomainBuilder): WorkEnums {
  const enums = addWorkEnums(domain)
  addFacts(domain, enums)
  addJobseeker(domain, enums)
  addIncome(domain)
  return enums
}

function addFacts({ builder, Newcomer }: DomainBuilder, { JobseekerCategoryGroup }: WorkEnums): void {
  builder.objectFields(Newcomer, (t) => ({
    jobseekerRegistered: t.boolean(fact(facts.jobseekerRegistered)),
    registeredWithin60Days: t.boolean(fact(facts.registeredWithin60Days)),
    jobseekerCategoryGroup: t.field({ type: JobseekerCategoryGroup, ...fact(facts.jobseekerCategoryGroup) }),
    benefitEntitled: t.boolean(fact(facts.benefitEntitled)),
    benefitEndsWithin3Months: t.boolean(fact(facts.benefitEndsWithin3Months)),
    inMediation: t.boolean(fact(facts.inMediation)),
    inTraining: t.boolean(fact(facts.inTraining)),
    followsAgreedTraining: t.boolean(fact(facts.followsAgreedTraining)),
    trainingEndMonth: t.string(fact(facts.trainingEndMonth)),
    employed: t.boolean(fact(facts.employed)),
    workAsOf: t.field({ type: 'Date', ...fact(facts.workAsOf) }),
  }))
}

function addJobseeker(domain: DomainBuilder, enums: WorkEnums): void {
  const JobseekerRegistration = addJobseekerRegistration(domain, enums)
  const AvailabilityExemption = addAvailabilityExemption(domain)
  const VocationalTraining = addVocationalTraining(domain)
  const ControlTransmission = addControlTransmission(domain)
  const JobseekerProfile = addJobseekerProfile(domain)
  const registrations = { table: 'work.jobseeker_registration', order: 'valid_from desc' }
  domain.builder.objectFields(domain.Newcomer, (t) => ({
    jobseekerRegistration: t.field({
      type: JobseekerRegistration,
      ...one(
        { ...registrations, where: ({ column, today }) => inForce(column, today) },
        'Registration as a jobseeker in force. Null when there is none.',
      ),
    }),
    jobseekerRegistrations: t.field({
      type: [JobseekerRegistration],
      ...many(registrations, 'Periods of registration as a jobseeker, latest first.'),
    }),
    availabilityExemptions: t.field({
      type: [AvailabilityExemption],
      ...many(
        { table: 'work.availability_exemption', order: 'valid_from desc' },
        'Exemptions from being available for work, latest first.',
      ),
    }),
    vocationalTrainings: t.field({
      type: [VocationalTraining],
      ...many({ table: 'work.vocational_training', order: 'valid_from desc' }, 'Vocational training with VDAB, latest first.'),
    }),
    controlTransmissions: t.field({
      type: [ControlTransmission],
      ...many({ table: 'work.control_transmission', order: 'transmitted_on desc' }, 'Transmissions to the control service, latest first.'),
    }),
    jobseekerProfile: t.field({
      type: JobseekerProfile,
      ...one(
        { table: 'work.jobseeker_profile', order: 'as_of desc' },
        'Profile that VDAB uses to match the person with work. Null when there is none.',
      ),
    }),
  }))
}

function addIncome(domain: DomainBuilder): void {
  const BenefitRight = addBenefitRight(domain)
  const Employment = addEmployment(domain)
  domain.builder.objectFields(domain.Newcomer, (t) => ({
    benefitRights: t.field({
      type: [BenefitRight],
      ...many({ table: 'work.benefit_right', order: 'valid_from desc' }, 'Periods with a right to unemployment benefit, latest first.'),
    }),
    employments: t.field({
      type: [Employment],
      ...many(
        { table: 'work.employment', order: 'valid_from desc, declaration' },
        'Employment as declared to social security, latest first.',
      ),
    }),
  }))
}
