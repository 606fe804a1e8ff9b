/** Rows of the dossier about certificates, infringements, fees and intake. */
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import type { Row } from '../../../graphql/schema/context.ts'
import { sourceFields } from '../../../graphql/schema/provenance.ts'
import { column, expression } from '../../../query/declare.ts'
import { exemptionClass } from '../facts/certificate.ts'
import type { IntegrationEnums } from './enums.ts'

export function addCertificate({ builder }: DomainBuilder, { CertificateKind }: IntegrationEnums) {
  return builder.objectRef<Row>('Certificate').implement({
    description: 'Document at the end of a trajectory.',
    fields: (t) => ({
      kind: t.field({ type: CertificateKind, ...column('kind', 'Kind of document.') }),
      modelCode: t.string(
        column('model_code', 'Model of the document as coded by the source, for example AI023. Null when the source gave none.'),
      ),
      issuedOn: t.field({ type: 'Date', ...column('issued_on', 'Day of issue.') }),
      ...sourceFields(t),
    }),
  })
}

export function addInfringement({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('Infringement').implement({
    description: 'Infringement (inbreuk) of the integration duty, and its administrative fine.',
    fields: (t) => ({
      typeCode: t.string(column('type_code', 'Type as coded by the source.')),
      establishedOn: t.field({ type: 'Date', ...column('established_on', 'Day on which the infringement was established.') }),
      authority: t.string(
        column('authority', 'Authority that imposes the sanction, as coded by the source. Null when the source gave none.'),
      ),
      fineCents: t.int(column('fine_cents', 'Fine, in euro cents. Null when none was imposed.')),
      finePaidOn: t.field({ type: 'Date', ...column('fine_paid_on', 'Day on which the fine was paid in full. Null until then.') }),
      ...sourceFields(t),
    }),
  })
}

export function addFee({ builder }: DomainBuilder, { FeeExemptionGround }: IntegrationEnums) {
  return builder.objectRef<Row>('Fee').implement({
    description: 'Fee (retributie) for one course or test.',
    fields: (t) => ({
      item: t.string(column('item', 'Item that the fee covers: MO_COURSE, MO_TEST, NT2_COURSE or NT2_TEST.')),
      amountCents: t.int(column('amount_cents', 'Amount due, in euro cents.')),
      exemptionGround: t.field({
        type: FeeExemptionGround,
        ...expression(exemptionClass, 'Class of the ground on which the fee was waived. The owner sees no finer detail either.'),
      }),
      dueOn: t.field({ type: 'Date', ...column('due_on', 'Last day for payment.') }),
      paidOn: t.field({ type: 'Date', ...column('paid_on', 'Day of payment. Null while unpaid.') }),
      ...sourceFields(t),
    }),
  })
}

export function addIntake({ builder }: DomainBuilder, { Daypart }: IntegrationEnums) {
  return builder.objectRef<Row>('Intake').implement({
    description: 'Results of the intake (vraagverheldering): background, wishes and obstacles.',
    fields: (t) => ({
      literateLatinScript: t.boolean(
        column('literate_latin_script', 'Whether the person reads and writes the Latin script. Null when not known.'),
      ),
      foreignDiplomaLevel: t.string(
        column('foreign_diploma_level', 'Level of the highest diploma obtained abroad. Null when there is none or it is not known.'),
      ),
      diplomaRecognition: t.string(
        column(
          'diploma_recognition',
          'State of the recognition of that diploma by NARIC-Vlaanderen. Null when not requested or not known.',
        ),
      ),
      foreignWorkYears: t.int(column('foreign_work_years', 'Work experience abroad, in years. Null when not known.')),
      foreignWorkSector: t.string(column('foreign_work_sector', 'Sector of the work experience abroad. Null when not known.')),
      labourMarketAdvice: t.string(
        column('labour_market_advice', 'Career advice (loopbaanorientatie) agreed with the person. Null when none was given.'),
      ),
      childcareObstacle: t.boolean(
        column('childcare_obstacle', 'Whether the lack of childcare keeps the person from lessons. Null when not known.'),
      ),
      lessonIntensity: t.int(column('lesson_intensity', 'Half days of lessons a week that the person wants. Null when not known.')),
      lessonDayparts: t.field({
        type: [Daypart],
        ...column('lesson_dayparts', 'Half days on which the person wants lessons. Empty when not known.'),
      }),
      ...sourceFields(t),
    }),
  })
}
