/** Types of the support that an OCMW gives, and of the household it knows: rows 16, 17, 65 to 69, 79, 80 and 82. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import type { Row } from '../../graphql/schema/context.ts'
import { periodFields } from '../../graphql/schema/provenance.ts'
import { column } from '../../query/declare.ts'
import type { LocalEnums } from './enums.ts'

export function addLivingWage({ builder }: DomainBuilder, { LivingWageCategory }: LocalEnums) {
  return builder.objectRef<Row>('LivingWage').implement({
    description: 'Period with a living wage or equivalent aid (leefloon).',
    fields: (t) => ({
      equivalent: t.boolean(
        column('equivalent', 'Whether it is equivalent aid outside the law on social integration (equivalent leefloon).'),
      ),
      category: t.field({ type: LivingWageCategory, ...column('category', 'Category by living situation. Null when not reported.') }),
      amountCents: t.int(column('amount_cents', 'Amount per month, in euro cents. Null when not reported.')),
      ...periodFields(t),
    }),
  })
}

export function addHousehold({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('Household').implement({
    description: 'Household of the person (gezin) during a period.',
    fields: (t) => ({
      size: t.int(column('size', 'Number of persons in the household, the person included.')),
      childrenUnder12: t.int(column('children_under_12', 'Number of children younger than 12.')),
      ...periodFields(t),
    }),
  })
}

export function addSocialStatute({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('SocialStatute').implement({
    description: 'Social statute (sociaal statuut) of a person during a period, as reported by the social sector.',
    fields: (t) => ({
      name: t.string(column('name', 'Name of the statute at the source, for example BIM_BVT.')),
      applies: t.boolean(column('applies', 'Whether the statute applies to the person (van toepassing).')),
      ...periodFields(t),
    }),
  })
}

export function addArticle60Employment({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('Article60Employment').implement({
    description: 'Employment by an OCMW that restores benefit rights (artikel 60 paragraaf 7).',
    fields: (t) => periodFields(t),
  })
}

export function addDebtMediation({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('DebtMediation').implement({
    description: 'Debt mediation by an OCMW (schuldbemiddeling) during a period.',
    fields: (t) => periodFields(t),
  })
}
