/** Types of the income that VDAB knows of, through RVA and declarations of employment: rows 86 to 88, 91 and 92. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import type { Row } from '../../graphql/schema/context.ts'
import { periodFields } from '../../graphql/schema/provenance.ts'
import { column } from '../../query/declare.ts'

export function addBenefitRight({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('BenefitRight').implement({
    description: 'Period with a right to unemployment benefit (recht op werkloosheidsuitkering); limited in time since 2026.',
    fields: (t) => ({
      dailyAmountCents: t.int(column('daily_amount_cents', 'Amount per day, in euro cents. Null when not reported.')),
      daysPaid: t.int(column('days_paid', 'Number of days paid in this period. Null when not reported.')),
      ...periodFields(t),
    }),
  })
}

export function addEmployment({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('Employment').implement({
    description: 'Employment with one employer (tewerkstelling), as declared to social security.',
    fields: (t) => ({
      declaration: t.string(column('declaration', 'Number of the declaration at the source.')),
      employerKbo: t.string(column('employer_kbo', 'KBO number of the employer, 10 digits. Null when not reported.')),
      monthlyWageCents: t.int(column('monthly_wage_cents', 'Gross wage per month, in euro cents. Null when not reported.')),
      cancelled: t.boolean(column('cancelled', 'Whether the employer withdrew the declaration; such an employment does not count.')),
      ...periodFields(t),
    }),
  })
}
