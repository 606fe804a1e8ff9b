/** Code lists of incentives. */
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'

export function addIncentiveEnums({ builder }: DomainBuilder) {
  return {
    Outcome: builder.enumType('IncentiveOutcome', {
      description: 'Outcome of an assessment. A person decides, not the hub.',
      values: {
        ELIGIBLE: { description: 'All requirements are met (voldoet).' },
        NOT_ELIGIBLE: { description: 'At least one requirement is not met, whatever the value of unknown facts (voldoet niet).' },
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
    DecisionState: builder.enumType('IncentiveDecisionState', {
      description: 'State of a decision.',
      values: {
        IN_FORCE: { description: 'In force.' },
        REVOKED: { description: 'Revoked (ingetrokken).' },
        SUPERSEDED: { description: 'Replaced by another decision (vervangen).' },
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
      values: {
        DIRECTORY: { description: 'Authentic registers.' },
        INTEGRATION: { description: 'Integration agencies (agentschappen voor inburgering).' },
        WORK: { description: 'VDAB.' },
        LOCAL: { description: 'OCMWs.' },
        REFERRAL: { description: 'Referrals that the hub stores.' },
        INCENTIVE: { description: 'Decisions that the hub stores.' },
      } as const,
    }),
  }
}

export type IncentiveEnums = ReturnType<typeof addIncentiveEnums>
