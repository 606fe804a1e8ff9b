/** Types of an individualised project for social integration (GPMI): rows 70 to 77 of the visibility matrix. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import type { Row } from '../../graphql/schema/context.ts'
import { periodFields, sourceFields } from '../../graphql/schema/provenance.ts'
import { column, expression } from '../../query/declare.ts'
import type { LocalEnums } from './enums.ts'

export function addGpmi({ builder }: DomainBuilder, { GpmiType }: LocalEnums) {
  return builder.objectRef<Row>('Gpmi').implement({
    description: 'Individualised project for social integration between a person and an OCMW (GPMI).',
    fields: (t) => ({
      type: t.field({ type: GpmiType, ...column('type', 'Goal of the project.') }),
      partyAgency: t.string(
        expression(
          ({ column: of }) => `(
            select agency.name
            from directory.organisation agency
            where agency.id = ${of('party_agency_id')}
          )`,
          'Name of the integration agency that co-signed the project (medeondertekenaar). Null when none did.',
        ),
      ),
      healthOrEquityException: t.boolean(
        column(
          'health_or_equity_exception',
          'Whether reasons of health or equity exempt the person from obligations (gezondheids- of billijkheidsredenen).',
        ),
      ),
      suspendedFrom: t.field({
        type: 'Date',
        ...column('suspended_from', 'First day of a suspension of the living wage. Null when there is no suspension.'),
      }),
      suspendedUntil: t.field({
        type: 'Date',
        ...column('suspended_until', 'First day after a suspension. Null when there is no suspension.'),
      }),
      ...periodFields(t),
    }),
  })
}

export function addGpmiObjective({ builder }: DomainBuilder, { GpmiObjectiveKind, GpmiLanguageLevel, GpmiLanguageMode }: LocalEnums) {
  return builder.objectRef<Row>('GpmiObjective').implement({
    description: 'Objective in a project, of any kind, as recorded by the OCMW.',
    fields: (t) => ({
      kind: t.field({ type: GpmiObjectiveKind, ...column('kind', 'Subject of the objective.') }),
      level: t.field({
        type: GpmiLanguageLevel,
        ...column('level', 'Level of Dutch to reach. Null when the subject is not Dutch.'),
      }),
      mode: t.field({
        type: GpmiLanguageMode,
        ...column('mode', 'Mode in which Dutch must be used. Null when the objective does not specify one.'),
      }),
      note: t.string(column('note', 'Description by the OCMW of an objective of kind OTHER. Null for other kinds.')),
      agreedOn: t.field({ type: 'Date', ...column('agreed_on', 'Day on which the objective was agreed.') }),
      dueOn: t.field({ type: 'Date', ...column('due_on', 'Day by which the objective must be reached. Null when there is no deadline.') }),
      ...sourceFields(t),
    }),
  })
}

export function addGpmiIntegrationObjective(
  { builder }: DomainBuilder,
  { GpmiObjectiveKind, GpmiLanguageLevel, GpmiLanguageMode }: LocalEnums,
) {
  return builder.objectRef<Row>('GpmiIntegrationObjective').implement({
    description: 'Objective for Dutch, social orientation or the trajectory in a project in force, as visible to its parties.',
    fields: (t) => ({
      kind: t.field({
        type: GpmiObjectiveKind,
        ...column('kind', 'Subject of the objective: Dutch, social orientation or the trajectory.'),
      }),
      level: t.field({ type: GpmiLanguageLevel, ...column('level', 'Level of Dutch to reach. Null for any other subject.') }),
      mode: t.field({
        type: GpmiLanguageMode,
        ...column('mode', 'Mode in which Dutch must be used. Null when the objective does not specify one.'),
      }),
      dueOn: t.field({ type: 'Date', ...column('due_on', 'Day by which the objective must be reached. Null when there is no deadline.') }),
    }),
  })
}

export function addGpmiEvaluation({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('GpmiEvaluation').implement({
    description: 'Evaluation of a project by the OCMW (evaluatiegesprek); the law requires at least three a year.',
    fields: (t) => ({
      plannedOn: t.field({ type: 'Date', ...column('planned_on', 'Day for which the evaluation is planned.') }),
      heldOn: t.field({ type: 'Date', ...column('held_on', 'Day on which the evaluation was held. Null when not held yet.') }),
      verdict: t.string(column('verdict', 'Conclusion of the OCMW. Null when not held yet or not written down.')),
      ...sourceFields(t),
    }),
  })
}
