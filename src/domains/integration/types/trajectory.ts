/** Rows of the dossier about status, contract and trajectory. */
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import type { Row } from '../../../graphql/schema/context.ts'
import { periodFields, sourceFields } from '../../../graphql/schema/provenance.ts'
import { column } from '../../../query/declare.ts'
import type { IntegrationEnums } from './enums.ts'

export function addTargetGroup({ builder }: DomainBuilder, { TargetGroupType }: IntegrationEnums) {
  return builder.objectRef<Row>('TargetGroup').implement({
    description: 'Status in the target group (doelgroep) of the integration decree, one per period.',
    fields: (t) => ({
      member: t.boolean(column('member', 'Whether the person belongs to the target group in this period.')),
      type: t.field({ type: TargetGroupType, ...column('type', 'Obliged, entitled or minor. Null when the source gave no type.') }),
      subtype: t.string(column('subtype', 'Subtype as coded by the source, for example VOL_PROG. Null when the source gave none.')),
      reasonNotMember: t.string(
        column(
          'reason_not_member',
          'Reason why the person is not in the target group (RedenGeenDoelgroep), as coded by the source. Null for members.',
        ),
      ),
      exempted: t.boolean(column('exempted', 'Whether the person is exempted (vrijgesteld) from the duty.')),
      exemptionReason: t.string(
        column(
          'exemption_reason',
          'Ground of the exemption as coded by the source; may concern health. Null when not exempted or not given.',
        ),
      ),
      ...periodFields(t),
    }),
  })
}

export function addIntegrationRegistration({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('IntegrationRegistration').implement({
    description: 'Registration with an integration agency (aanmelding).',
    fields: (t) => ({
      registeredOn: t.field({ type: 'Date', ...column('registered_on', 'Day of the registration.') }),
      repeated: t.boolean(column('repeated', 'Whether this is a repeat registration (HA) instead of the first one (EA).')),
      reasonCode: t.string(column('reason_code', 'Reason for the registration, as coded by the source. Null when the source gave none.')),
      ...sourceFields(t),
    }),
  })
}

export function addIntegrationContract({ builder }: DomainBuilder, { ContractRegime }: IntegrationEnums) {
  return builder.objectRef<Row>('IntegrationContract').implement({
    description: 'Integration contract (inburgeringscontract) and the parts agreed in it.',
    fields: (t) => ({
      signedOn: t.field({ type: 'Date', ...column('signed_on', 'Day of signing.') }),
      regime: t.field({ type: ContractRegime, ...column('regime', 'Rules in force on the day of signing.') }),
      socialOrientation: t.boolean(
        column('social_orientation', 'Whether social orientation (maatschappelijke orientatie) is part of the contract.'),
      ),
      dutch: t.boolean(column('dutch', 'Whether Dutch as a second language (NT2) is part of the contract.')),
      work: t.boolean(column('work', 'Whether the track to work (traject naar werk) is part of the contract.')),
      participation: t.boolean(column('participation', 'Whether the participation and network track is part of the contract.')),
      ...sourceFields(t),
    }),
  })
}

export function addSignaturePostponement({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('SignaturePostponement').implement({
    description: 'Postponement of signing (uitstel van ondertekening).',
    fields: (t) => ({
      reasonCode: t.string(column('reason_code', 'Reason, as coded by the source; may concern health. Null when the source gave none.')),
      ...periodFields(t),
    }),
  })
}

export function addTrajectory({ builder }: DomainBuilder, { TrajectoryKind, TrajectoryStatus }: IntegrationEnums) {
  return builder.objectRef<Row>('Trajectory').implement({
    description: 'Trajectory (inburgeringstraject) in one status, one per period.',
    fields: (t) => ({
      kind: t.field({ type: TrajectoryKind, ...column('kind', 'Kind of trajectory.') }),
      status: t.field({
        type: TrajectoryStatus,
        ...column('status', 'Status in this period. Null while the trajectory has no parts yet.'),
      }),
      stopReason: t.string(
        column(
          'stop_reason',
          'Reason why the trajectory stopped, as coded by the source. Null when it did not stop or no reason was given.',
        ),
      ),
      weeklyHours: t.int(column('weekly_hours', 'Agreed hours a week. Null when the source gave none.')),
      ...periodFields(t),
    }),
  })
}

export function addCounsellor({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('Counsellor').implement({
    description: 'Counsellor (trajectbegeleider) to contact for a warm handover.',
    fields: (t) => ({
      name: t.string(column('counsellor_name', 'Name of the counsellor. Null when the source gave none.')),
      unit: t.string(column('counsellor_unit', 'Unit of the agency. Null when the source gave none.')),
      ...sourceFields(t),
    }),
  })
}
