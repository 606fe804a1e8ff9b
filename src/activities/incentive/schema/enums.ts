/** Code lists of incentives. */
import { OWNERS, type Owner } from '../../../base/owner.ts'
import { DOMAINS } from '../../../domains/all.ts'
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'

export function addIncentiveEnums({ builder }: DomainBuilder) {
  return {
    Outcome: builder.enumType('IncentiveOutcome', {
      description: 'Outcome of an assessment. A person decides, not the hub.',
      values: {
        ELIGIBLE: { description: 'All requirements are met (voldoet).' },
        NOT_ELIGIBLE: { description: 'At least one requirement is not met, whatever the value of unknown facts (voldoet niet).' },
        PARTIALLY_ELIGIBLE: {
          description: 'All requirements but the last are met, and the last one is met in part; its state is UNMET (voldoet gedeeltelijk).',
        },
        UNKNOWN: {
          description: 'Unknown: a fact that matters is missing, withheld or too old. Never treat this as NOT_ELIGIBLE (niet bekend).',
        },
      } as const,
    }),
    AssessmentState: builder.enumType('AssessmentState', {
      description: 'State of a stored assessment.',
      values: {
        OPEN: { description: 'Not yet decided. The hub reassesses it when its facts change.' },
        DECIDED: { description: 'Decided by a person.' },
        CLOSED: { description: 'Closed without a decision.' },
      } as const,
    }),
    Decision: builder.enumType('IncentiveDecisionKind', {
      description: 'Decision of a person.',
      values: { GRANTED: { description: 'Granted (toegekend).' }, REFUSED: { description: 'Refused (geweigerd).' } } as const,
    }),
    DecidedPer: builder.enumType('IncentiveDecidedPer', {
      description: 'Of which decisions on one person one is in force.',
      values: {
        PERSON: { description: 'Of all decisions on the incentive (een beslissing per persoon).' },
        ITEM: { description: 'Of all decisions on one item of the incentive (per onderdeel).' },
        MONTH: { description: 'Of all decisions whose reference date is in one month (per maand).' },
      } as const,
    }),
    DecisionState: builder.enumType('IncentiveDecisionState', {
      description: 'State of a decision.',
      values: {
        IN_FORCE: { description: 'In force.' },
        REVOKED: { description: 'Revoked (ingetrokken).' },
        SUPERSEDED: { description: 'Replaced by another decision (vervangen).' },
      } as const,
    }),
    ReviewReason: builder.enumType('IncentiveReviewReason', {
      description: 'Reason to review a decision. The decision stays in force: a person decides whether to replace or revoke it.',
      values: {
        FACTS_WITHDRAWN: {
          description:
            'Withdrawn data: a source took back data about the person, of a domain whose facts the decision rests on. Assess the person again (brongegeven ingetrokken).',
        },
      } as const,
    }),
    RequirementState: builder.enumType('RequirementState', {
      description: 'Result of a requirement.',
      values: {
        MET: { description: 'Met.' },
        UNMET: { description: 'Not met, whatever the value of unknown facts.' },
        UNKNOWN: { description: 'Unknown.' },
      } as const,
    }),
    FactState: builder.enumType('FactState', {
      description: 'Role of a fact in an outcome.',
      values: {
        USED: { description: 'Counted.' },
        MISSING: { description: 'Unknown to its owner, or withheld.' },
        STALE: { description: 'Too old to count.' },
      } as const,
    }),
    Owner: builder.enumType('FactOwner', {
      description: 'Domain that supplies a fact.',
      values: Object.fromEntries(OWNERS.map((owner) => [owner, { description: describeOwner(owner) }])) as Record<
        Owner,
        { description: string }
      >,
    }),
  }
}

/** What the hub keeps itself, beside the domains. */
const KEPT: Partial<Record<Owner, string>> = { REFERRAL: 'Referrals that the hub keeps.', INCENTIVE: 'Decisions that the hub keeps.' }

function describeOwner(owner: Owner): string {
  const description = DOMAINS.find((domain) => domain.owner === owner)?.description ?? KEPT[owner]
  if (description === undefined) throw new Error(`${owner} is an owner (src/base/owner.ts) of no domain: give it one in DOMAINS`)
  return description
}

export type IncentiveEnums = ReturnType<typeof addIncentiveEnums>
