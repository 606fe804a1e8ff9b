/** Types of an individualised project for social integration (GPMI): rows 70 to 77 of the visibility matrix. */
import type { DomainBuilder, Row } from '../../graphql/schema/builder.ts'
import { periodFields, sourceFields } from '../../graphql/schema/provenance.ts'
import { column } from '../../query/declare.ts'
import type { LocalEnums } from './enums.ts'

export function addGpmi({ builder }: DomainBuilder, { GpmiType }: LocalEnums) {
  return builder.objectRef<Row>('Gpmi').implement({
    description: 'Individualised project for social integration between a person and an OCMW (GPMI).',
    fields: (t) => ({
      type: t.field({ type: GpmiType, ...column('type', 'What the project leads to.') }),
      agencyIsParty: t.boolean(column('agency_is_party', 'Whether the integration agency co-signed the project.')),
      healthOrEquityException: t.boolean(
        column(
          'health_or_equity_exception',
          'Whether reasons of health or equity exempt the person from obligations (gezondheids- of billijkheidsredenen).',
        ),
      ),
      suspendedFrom: t.field({
        type: 'Date',
        ...column('suspended_from', 'First day of a suspension of the living wage. Null without suspension.'),
      }),
      suspendedUntil: t.field({ type: 'Date', ...column('suspended_until', 'First day after a suspension. Null without suspension.') }),
      ...periodFields(t),
    }),
  })
}

export function addGpmiObjective({ builder }: DomainBuilder, { GpmiObjectiveKind, GpmiLanguageLevel, GpmiLanguageMode }: LocalEnums) {
  return builder.objectRef<Row>('GpmiObjective').implement({
    description: 'Objective in a project, of any kind, as the OCMW keeps it.',
    fields: (t) => ({
      kind: t.field({ type: GpmiObjectiveKind, ...column('kind', 'What the objective is about.') }),
      level: t.field({
        type: GpmiLanguageLevel,
        ...column('level', 'Level of Dutch to reach. Null when the objective is not about Dutch.'),
      }),
      mode: t.field({ type: GpmiLanguageMode, ...column('mode', 'How Dutch is to be used. Null when the objective does not say.') }),
      note: t.string(column('note', 'Words of the OCMW about an objective of another kind. Null for the named kinds.')),
      agreedOn: t.field({ type: 'Date', ...column('agreed_on', 'Day on which the objective was agreed.') }),
      dueOn: t.field({ type: 'Date', ...column('due_on', 'Day by which the objective is to be reached. Null when open.') }),
      ...sourceFields(t),
    }),
  })
}

export function addGpmiIntegrationObjective(
  { builder }: DomainBuilder,
  { GpmiObjectiveKind, GpmiLanguageLevel, GpmiLanguageMode }: LocalEnums,
) {
  return builder.objectRef<Row>('GpmiIntegrationObjective').implement({
    description: 'Objective on Dutch or social orientation in a project in force, as its parties know it.',
    fields: (t) => ({
      kind: t.field({ type: GpmiObjectiveKind, ...column('kind', 'What the objective is about: Dutch or social orientation.') }),
      level: t.field({ type: GpmiLanguageLevel, ...column('level', 'Level of Dutch to reach. Null for social orientation.') }),
      mode: t.field({ type: GpmiLanguageMode, ...column('mode', 'How Dutch is to be used. Null when the objective does not say.') }),
      dueOn: t.field({ type: 'Date', ...column('due_on', 'Day by which the objective is to be reached. Null when open.') }),
    }),
  })
}

export function addGpmiEvaluation({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('GpmiEvaluation').implement({
    description: 'Evaluation of a project by the OCMW (evaluatiegesprek); the law asks for at least three a year.',
    fields: (t) => ({
      plannedOn: t.field({ type: 'Date', ...column('planned_on', 'Day for which the evaluation is planned.') }),
      heldOn: t.field({ type: 'Date', ...column('held_on', 'Day on which it was held. Null when not held yet.') }),
      verdict: t.string(column('verdict', 'Conclusion of the OCMW. Null when not held yet or not written down.')),
      ...sourceFields(t),
    }),
  })
}
