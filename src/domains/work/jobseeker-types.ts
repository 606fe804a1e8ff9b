/** Types of what VDAB keeps about a jobseeker: rows 83 to 85, 89, 90 and 93 to 97 of the visibility matrix. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import type { Row } from '../../graphql/schema/context.ts'
import { periodFields, sourceFields } from '../../graphql/schema/provenance.ts'
import { column } from '../../query/declare.ts'
import type { WorkEnums } from './enums.ts'

export function addJobseekerRegistration({ builder }: DomainBuilder, { JobseekerCategory, MediationStatus }: WorkEnums) {
  return builder.objectRef<Row>('JobseekerRegistration').implement({
    description:
      'Period of a registration as a jobseeker at VDAB, with one category and one mediation status (inschrijving als werkzoekende).',
    fields: (t) => ({
      registeredOn: t.field({
        type: 'Date',
        ...column('registered_on', 'Day of registration; the same for every period of one registration.'),
      }),
      category: t.field({ type: JobseekerCategory, ...column('category', 'Category of the jobseeker.') }),
      categoryCode: t.string(column('category_code', 'Code of the category, from RVA or VDAB. Null when not reported.')),
      mediationStatus: t.field({
        type: MediationStatus,
        ...column('mediation_status', 'Mediation status of the person. Null when not reported.'),
      }),
      ...periodFields(t),
    }),
  })
}

export function addAvailabilityExemption({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('AvailabilityExemption').implement({
    description: 'Period in which VDAB exempts the person from being available for work (vrijstelling van beschikbaarheid).',
    fields: (t) => ({
      reasonCode: t.string(column('reason_code', 'VDAB code of the ground. Null when not reported.')),
      ...periodFields(t),
    }),
  })
}

export function addVocationalTraining({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('VocationalTraining').implement({
    description: 'Vocational training with VDAB (beroepsopleiding) during a period.',
    fields: (t) => ({
      title: t.string(column('title', 'Name of the training. Null when not reported.')),
      agreed: t.boolean(column('agreed', 'Whether VDAB recognised it as part of the trajectory to work.')),
      ...periodFields(t),
    }),
  })
}

export function addControlTransmission({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('ControlTransmission').implement({
    description: 'Transmission of a file to the control service of VDAB (transmissie aan de controledienst).',
    fields: (t) => ({
      transmittedOn: t.field({ type: 'Date', ...column('transmitted_on', 'Day of the transmission.') }),
      reasonCode: t.string(column('reason_code', 'VDAB code of the ground. Null when not reported.')),
      ...sourceFields(t),
    }),
  })
}

export function addJobseekerProfile({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('JobseekerProfile').implement({
    description: 'Profile that VDAB uses to match a person with work (bemiddelingsprofiel).',
    fields: (t) => ({
      jobGoal: t.string(column('job_goal', 'Job that the person seeks. Null when none is recorded.')),
      competences: t.stringList(column('competences', 'Competences of the person, in the words of the profile.')),
      writingRequired: t.boolean(
        column('writing_required', 'Whether the job that the person seeks requires written Dutch. Null when not recorded.'),
      ),
      medicalIndication: t.boolean(
        column(
          'medical_indication',
          'Whether a medical, mental, psychological or psychiatric indication is recorded (MMPP). Null when not recorded.',
        ),
      ),
      drivingLicence: t.string(column('driving_licence', 'Categories of the driving licence. Null when none is recorded.')),
      maxTravelMinutes: t.int(
        column('max_travel_minutes', 'Longest journey to work that the person accepts, in minutes. Null when not recorded.'),
      ),
      ...sourceFields(t),
    }),
  })
}
