/** Code lists of incentives. */
import { OWNERS, type Owner } from '../../../base/owner.ts'
import { DOMAINS } from '../../../domains/all.ts'
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'

export function addIncentiveEnums({ builder }: DomainBuilder) {
  return {
    Outcome: builder.enumType('IncentiveOutcome', {
      description: 'What an assessment says. A person decides, not the hub.',
      values: {
        ELIGIBLE: { description: 'All requirements are met (voldoet).' },
        NOT_ELIGIBLE: { description: 'A requirement is not met, whatever is not known (voldoet niet).' },
        UNKNOWN: {
          description: 'It cannot be told: a fact that matters is missing, withheld or too old. Never to be read as a no (niet geweten).',
        },
      } as const,
    }),
    AssessmentState: builder.enumType('AssessmentState', {
      description: 'Where an assessment that is kept stands.',
      values: {
        OPEN: { description: 'To be decided; the hub looks at its facts again when they change.' },
        DECIDED: { description: 'Decided by a person.' },
        CLOSED: { description: 'Nobody will decide.' },
      } as const,
    }),
    Decision: builder.enumType('IncentiveDecisionKind', {
      description: 'What a person decided.',
      values: { GRANTED: { description: 'Granted (toegekend).' }, REFUSED: { description: 'Refused (geweigerd).' } } as const,
    }),
    DecisionState: builder.enumType('IncentiveDecisionState', {
      description: 'Whether a decision is in force.',
      values: {
        IN_FORCE: { description: 'In force.' },
        REVOKED: { description: 'Revoked (ingetrokken).' },
        SUPERSEDED: { description: 'Another decision took its place (vervangen).' },
      } as const,
    }),
    RequirementState: builder.enumType('RequirementState', {
      description: 'Whether a requirement is met.',
      values: {
        MET: { description: 'Met.' },
        UNMET: { description: 'Not met, whatever is not known.' },
        UNKNOWN: { description: 'It cannot be told.' },
      } as const,
    }),
    FactState: builder.enumType('FactState', {
      description: 'Whether a fact counted.',
      values: {
        USED: { description: 'Counted.' },
        MISSING: { description: 'Its owner does not know it, or it is withheld.' },
        STALE: { description: 'Too old to count.' },
      } as const,
    }),
    Owner: builder.enumType('FactOwner', {
      description: 'Domain whose word a fact is.',
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
