/** Outreach: of those who are entitled and have not started, whom the caller's organisation can reach, and why. */
import { columnOf } from '../../../base/columns.ts'
import { codeOfOrganisation } from '../../../domains/directory/facts.ts'
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import type { Row } from '../../../graphql/schema/context.ts'
import type { PageInfoType } from '../../../graphql/schema/page-info.ts'
import { pagedRoot } from '../../../graphql/schema/paged-root.ts'
import { rowConnection } from '../../../graphql/schema/row-page.ts'
import { type Expression, expression, hubExtension, person, type Terms } from '../../../query/declare.ts'
import { inForce } from '../../../query/fact-sql.ts'
import { NEWCOMERS } from '../../../query/row-source.ts'
import { isSender } from '../party-sql.ts'
import { STATES } from '../state.ts'
import type { ReferralEnums } from './enums.ts'
import { becauseOf, LEVERS, type LeverName, leverSubset, REASONS } from './outreach-levers.ts'

/** Reason for which somebody who is entitled and has not started is referred. */
const SUGGESTED_REASON = 'INBURGERING_INFO'

/** The agency of the person's municipality, or the one without territory of its own. @param shown column of the organisation. */
const competentAgency =
  (shown: string): Expression =>
  ({ person: id, today }) =>
    `(
      select ${shown}
      from directory.organisation agency
      left join directory.residence home
        on home.person_id = ${id}
        and home.nis_code = agency.nis_code
        and ${inForce('home', today)}
      where agency.kind = 'INTEGRATION_AGENCY'
        and (agency.nis_code is null or home.nis_code is not null)
      order by agency.nis_code nulls last, agency.id
      limit 1
    )`

const OVER = Object.entries(STATES).flatMap(([state, { terminal }]) => (terminal ? [`'${state}'`] : []))

/** The caller's own referral of the person for this, while it is not over. @param shown column of the referral. */
const ownReferral =
  (shown: string): Expression =>
  ({ person: id, organisation, today }) =>
    `(
      select ${shown}
      from referral.referral own
      where own.person_id = ${id}
        and ${isSender(columnOf('own'), organisation, today)}
        and own.reason = '${SUGGESTED_REASON}'
        and own.state not in (${OVER.join(', ')})
      order by own.created_at desc
      limit 1
    )`

export function addOutreach(domain: DomainBuilder, { Reason }: ReferralEnums, PageInfo: PageInfoType): void {
  const { builder } = domain
  const Lever = leverType(domain)
  const Candidate = candidateType(domain, Reason)
  const Filter = builder.inputType('OutreachCandidateFilter', {
    description: 'Restricts the persons. All given fields must hold.',
    fields: (t) => ({
      referred: t.boolean({
        description: "Whether the caller's organisation already has an open referral of the person.",
        extensions: hubExtension({
          reveals: ['OutreachCandidate.openReferralId'],
          sqlType: 'boolean',
          restrict: (terms: Terms, value: string) => `(${ownReferral('own.id')(terms)} is not null) = ${value}`,
        }),
      }),
    }),
  })
  pagedRoot(domain, {
    field: 'outreach',
    description:
      "Persons to reach: entitled persons in the caller's scope who have not started a trajectory, and whom the caller's organisation can reach through a lever.",
    type: 'OutreachCandidate',
    page: rowConnection(domain, PageInfo, Candidate, 'persons to reach'),
    subset: {
      argument: 'lever',
      type: Lever,
      description: 'Lever by which the persons can be reached. A request for a lever is recorded as use of the facts that it reveals.',
    },
    filter: { type: Filter, description: 'Restricts the persons. All given fields must hold.' },
  })
}

function leverType({ builder }: DomainBuilder) {
  const values = Object.entries(LEVERS).map(([name, lever]) => [
    name,
    { description: lever.description, extensions: hubExtension({ subset: leverSubset(lever), owner: 'INTEGRATION' }) },
  ])
  return builder.enumType('OutreachLever', {
    description:
      'Lever by which an organisation can reach a person. Each lever is granted separately, because its list reveals who is entitled and has not started.',
    extensions: hubExtension({ grantedByValue: true }),
    values: Object.fromEntries(values) as Record<LeverName, { description: string }>,
  })
}

function candidateType({ builder, Newcomer }: DomainBuilder, Reason: ReferralEnums['Reason']) {
  const OutreachReason = builder.enumType('OutreachReason', { description: 'Reason why a person is on the list.', values: REASONS })
  return builder.objectRef<Row>('OutreachCandidate').implement({
    description: 'Person to reach, the reasons, and the referral to submit once the person agrees.',
    extensions: hubExtension({ source: { ...NEWCOMERS, subsets: 'OutreachLever' } }),
    fields: (t) => ({
      newcomer: t.field({ type: Newcomer, ...person("Person, as far as the caller's contract grants.") }),
      workReasons: t.field({
        type: [OutreachReason],
        ...expression(becauseOf('BENEFIT'), 'Reasons why VDAB can reach the person.'),
      }),
      localReasons: t.field({
        type: [OutreachReason],
        ...expression(becauseOf('GPMI', 'LIVING_WAGE'), "Reasons why the caller's OCMW can reach the person."),
      }),
      suggestedReason: t.field({
        type: Reason,
        ...expression(() => `'${SUGGESTED_REASON}'`, 'Reason for the referral to submit. The person must agree first.'),
      }),
      suggestedReceiver: t.string(
        expression(
          competentAgency(codeOfOrganisation('agency.id')),
          "KBO number or OVO code of the agency of the person's municipality, for the referral to submit.",
          { owner: 'DIRECTORY' },
        ),
      ),
      suggestedReceiverName: t.string(
        expression(competentAgency('agency.name'), 'Name of the suggested receiver.', { owner: 'DIRECTORY' }),
      ),
      openReferralId: t.field({
        type: 'ID',
        ...expression(
          ownReferral('own.id'),
          "Id of the open referral of the person by the caller's organisation. Null when there is none.",
        ),
      }),
    }),
  })
}
