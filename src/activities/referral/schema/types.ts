/** Referral as both sides see it. `terms.column` is of referral.referral. */
import { columnOf } from '../../../base/columns.ts'
import { currentInsz, organisationCode } from '../../../domains/directory/facts.ts'
import type { DomainBuilder, RowFields } from '../../../graphql/schema/builder.ts'
import type { Row } from '../../../graphql/schema/context.ts'
import { column, type Expression, expression, hubExtension, many, one, person, type Rows } from '../../../query/declare.ts'
import type { RowSource } from '../../../query/row-source.ts'
import { isParty } from '../party-sql.ts'
import type { ReferralEnums } from './enums.ts'
import { direction, dueOn, fhirBusinessStatus, fhirStatus, mayDo, overdue } from './expressions.ts'

/** A referral exists for its sender, and from the sending on for its receiver. One made by mistake no longer names its person. */
const REFERRALS: RowSource = {
  candidates: `referral.referral h_row
    left join directory.person h_p on h_p.id = h_row.person_id and h_row.state <> 'ENTERED_IN_ERROR'`,
  id: 'h_row.id',
  person: 'h_p.id',
  evidence: 'h_p.evidence_ref',
  scoped: false,
  anonymous: true,
  repeated: false,
  exists: ({ organisation, today }) => isParty(columnOf('h_row'), organisation, today),
  row: 'h_row',
  rows: (join) => `${join} referral.referral h_row on h_row.id = h_a.id
    left join directory.person h_p on h_p.id = h_a.person_id`,
}

/** Of one person: those of which the caller's organisation is a side. */
const OF_PERSON: Rows = {
  table: 'referral.referral',
  where: ({ column: of, organisation, today }) => `${isParty(of, organisation, today)} and ${of('state')} <> 'ENTERED_IN_ERROR'`,
  order: 'changed_at desc, id',
}

const EVENTS: Rows = { table: 'referral.event', of: { column: 'referral_id', to: 'id' }, order: 'version' }
const CONTACT: Rows = {
  table: 'referral.referral',
  of: { column: 'id', to: 'id' },
  where: ({ column: of }) => `num_nonnulls(${of('contact_name')}, ${of('contact_phone')}, ${of('contact_email')}) > 0`,
  order: 'id',
}
const organisationBy = (to: string): Rows => ({ table: 'directory.organisation', of: { column: 'id', to }, order: 'id' })

export function addReferralTypes(domain: DomainBuilder, enums: ReferralEnums) {
  const { builder, Newcomer } = domain
  const ReferredPerson = referredPersonType(domain)
  const ReferralParty = partyType(domain)
  const ReferralContact = contactType(domain)
  const ReferralEvent = eventType(domain, enums, ReferralParty)
  const Referral = builder.objectRef<Row>('Referral').implement({
    description: 'Referral (doorverwijzing, toeleiding) of a person by one organisation to another, as seen by both sides.',
    extensions: hubExtension({ source: REFERRALS }),
    fields: (t) => ({
      ...standing(t, enums),
      ...content(t, enums),
      ...times(t),
      sender: t.field({ type: ReferralParty, ...one(organisationBy('sender_id'), 'Organisation that refers (van).') }),
      receiver: t.field({ type: ReferralParty, ...one(organisationBy('receiver_id'), 'Organisation that receives the referral (naar).') }),
      contact: t.field({
        type: ReferralContact,
        ...one(CONTACT, 'Professional at the sender whom the receiver can contact (contactpersoon). Null when none was named.'),
      }),
      person: t.field({
        type: ReferredPerson,
        ...person('Identity of the person, as part of the referral (personalia). Null for a referral that was created by mistake.'),
      }),
      newcomer: t.field({
        type: Newcomer,
        ...person(
          "Person, as far as the caller's contract grants. Null unless the caller's organisation knows the person in a capacity of the contract; a receiver mostly does so from acceptance on.",
        ),
      }),
      events: t.field({ type: [ReferralEvent], ...many(EVENTS, 'Acts on the referral, oldest first, at most 100.') }),
    }),
  })
  builder.objectFields(Newcomer, (t) => ({
    referrals: t.field({
      type: [Referral],
      ...many(OF_PERSON, "Referrals of this person that the caller's organisation sent or received, last changed first, at most 100."),
    }),
  }))
  return { Referral }
}

function standing(t: RowFields, { State, Direction, Act }: ReferralEnums) {
  return {
    id: t.field({ type: 'ID', ...column('id', 'Id of the referral (toeleiding), the same for both sides.'), nullable: false }),
    version: t.int(column('version', 'Version number, from 1, increased by each act. Send it as expectedVersion with the next act.')),
    state: t.field({ type: State, ...column('state', 'Present state.') }),
    fhirStatus: t.string(expression(fhirStatus, 'State as the status of a Task in HL7 FHIR.')),
    fhirBusinessStatus: t.string(
      expression(
        fhirBusinessStatus,
        'Business status in HL7 FHIR, which distinguishes states with the same status. Null when the status is enough.',
      ),
    ),
    direction: t.field({ type: Direction, ...expression(direction, "Direction of the referral, seen from the caller's organisation.") }),
    may: t.field({ type: [Act], ...expression(mayDo, "Acts that the caller's side can do now. Empty when there are none.") }),
  }
}

function content(t: RowFields, { Reason, Agreement, outcome }: ReferralEnums) {
  return {
    reason: t.field({ type: Reason, ...column('reason', 'Reason for the referral (reden van toeleiding).') }),
    agreement: t.field({
      type: Agreement,
      ...column('agreement', 'Involvement of the person before the referral was sent. Null in a draft that does not specify it yet.'),
    }),
    explanation: t.string(column('explanation', 'Explanation by the sender (reden-omschrijving). Null when there is none.')),
    question: t.string(column('question', 'Last question of the receiver. Null when there is none.')),
    answer: t.string(column('answer', 'Last answer of the sender. Null when there is none.')),
    code: t.string(column('code', 'Code of the rejection, withdrawal, cancellation or correction. Null while there is none.')),
    outcome: t.field({
      type: outcome,
      ...column('outcome', 'Outcome of the referral (terugkoppeling). Null until the receiver reports it.'),
    }),
    noShows: t.int(column('no_shows', 'Number of missed appointments, at most two.')),
    replacesId: t.field({
      type: 'ID',
      ...column('replaces_id', 'Id of the referral from which this one was forwarded. Null when it was not forwarded.'),
    }),
  }
}

function times(t: RowFields) {
  return {
    createdAt: t.field({ type: 'DateTime', ...column('created_at', 'Time of creation.') }),
    sentAt: t.field({ type: 'DateTime', ...column('sent_at', 'Time of sending. Null in a draft.') }),
    changedAt: t.field({ type: 'DateTime', ...column('changed_at', 'Time of the last act.') }),
    appointmentAt: t.field({
      type: 'DateTime',
      ...column('appointment_at', 'Time of the appointment (afspraakmoment). Null when there is no appointment.'),
    }),
    dueOn: t.field({ type: 'Date', ...expression(dueOn, 'Last day for the next act. Null when no deadline runs.') }),
    overdue: t.boolean(expression(overdue, 'Whether the deadline for the next act has passed (te laat).')),
  }
}

/**
 * The message names a person by these (MAGDA RegistreerToeleiding); they belong to the directory. A condition opens them for the receiver;
 * the sender sees of the person what its own contract shows anyway, and gains nothing by sending.
 */
function referredPersonType({ builder, mode }: DomainBuilder) {
  const as = (field: string) => ({ owner: 'DIRECTORY', sameAs: `Newcomer.${field}` }) as const
  return builder.objectRef<Row>('ReferredPerson').implement({
    description: 'Identity of a person, as part of a referral.',
    fields: (t) => ({
      insz: t.field({
        type: 'Insz',
        ...expression(currentInsz, 'Current identification number. Null when no source gave one.', {
          decode: mode.decodeInsz,
          ...as('insz'),
        }),
      }),
      familyName: t.string(column('family_name', 'Family name (achternaam). Null when no source gave one.', as('familyName'))),
      givenNames: t.string(column('given_names', 'Given names (voornamen). Null when no source gave them.', as('givenNames'))),
      birthDate: t.field({
        type: 'Date',
        ...column('birth_date', 'Birth date. Null when it is unknown or incomplete.', as('birthDate')),
      }),
      contactLanguage: t.string(
        column(
          'contact_language',
          'Language in which to address the person (contacttaal), as ISO 639-3. Null when none is known.',
          as('contactLanguage'),
        ),
      ),
    }),
  })
}

function partyType({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('ReferralParty').implement({
    description: 'Organisation that is a party to a referral.',
    fields: (t) => ({
      name: t.string(column('name', 'Name of the organisation.')),
      kind: t.string(column('kind', 'Kind of organisation (type partner): INTEGRATION_AGENCY, VDAB, OCMW or MUNICIPALITY.')),
      code: t.string(expression(organisationCode, 'KBO number, or OVO code where it has no KBO number.')),
    }),
  })
}

function contactType({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('ReferralContact').implement({
    description: 'Professional at the sender whom the receiver can contact.',
    fields: (t) => ({
      name: t.string(column('contact_name', 'Name. Null when not given.')),
      phone: t.string(column('contact_phone', 'Telephone number at work. Null when not given.')),
      email: t.string(column('contact_email', 'E-mail address at work. Null when not given.')),
    }),
  })
}

function eventType({ builder }: DomainBuilder, { Act, State, Side }: ReferralEnums, ReferralParty: ReturnType<typeof partyType>) {
  const side: Expression = ({ column: of }) => `case
    when ${of('organisation_id')} is null then 'SYSTEM'
    when exists (
      select from referral.referral s
      join directory.lineage stands on stands.member_id = s.sender_id
      where s.id = ${of('referral_id')}
        and stands.organisation_id = ${of('organisation_id')}
    ) then 'SENDER'
    else 'RECEIVER'
  end`
  return builder.objectRef<Row>('ReferralEvent').implement({
    description: 'Act on a referral: what was done, when and by which organisation. Free text and employees are never included.',
    fields: (t) => ({
      at: t.field({ type: 'DateTime', ...column('at', 'Time of the act.') }),
      side: t.field({ type: Side, ...expression(side, 'Side that acted.') }),
      organisation: t.field({
        type: ReferralParty,
        ...one(organisationBy('organisation_id'), 'Organisation that acted. Null for the system.'),
      }),
      act: t.field({ type: Act, ...column('act', 'Act that was done.') }),
      state: t.field({ type: State, ...column('state', 'State after the act.') }),
      code: t.string(column('code', 'Code given with the act. Null when there is none.')),
    }),
  })
}
