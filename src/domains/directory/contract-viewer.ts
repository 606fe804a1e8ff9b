/** Who asks, and what its contract lets it see: so that no consumer has to guess. */
import { conditionOf, protocolConditions } from '../../access/protocols/condition.ts'
import type { Contract } from '../../access/protocols/contract.ts'
import type { CAPACITIES, Protocol } from '../../access/protocols/protocol.ts'
import type { PURPOSES } from '../../base/purpose.ts'
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import type { RequestContext } from '../../graphql/schema/context.ts'
import { needs } from '../../graphql/schema/needs.ts'

const STRUCTURAL = { hub: { structural: true } } as const

const CAPACITY_DESCRIPTIONS: Record<(typeof CAPACITIES)[number], string> = {
  RESIDENT: 'Lives in the municipality (inwoner).',
  LIVING_WAGE_CLIENT: 'Receives a living wage (leefloon) or equivalent aid from the OCMW.',
  GPMI_CLIENT: 'Has an individualised project (GPMI) with the OCMW.',
  TRAJECTORY_CLIENT: 'Follows a trajectory (inburgeringstraject) that the agency manages.',
  JOBSEEKER: 'Is registered as a jobseeker (werkzoekende) with VDAB.',
  REFERRAL_PARTY: 'Was referred by or to the organisation (doorverwijzing).',
  ACCEPTED_REFERRAL: 'Was referred to the organisation, which accepted the referral.',
}

const PURPOSE_DESCRIPTIONS: Record<(typeof PURPOSES)[number], string> = {
  REFERRAL: 'Referral to a service (doorverwijzing).',
  INCENTIVE_DECISION: 'Decision on an incentive or exemption.',
  TRAJECTORY_FOLLOW_UP: 'Follow-up of the trajectory (trajectopvolging).',
  MATCHING: 'Matching with work or training (bemiddeling).',
  STATISTICS: 'Statistics without personal data.',
  AUDIT: 'Supervision of data use (toezicht).',
  OWN_DATA: 'Access to own data (inzage).',
}

/** Enum from a closed list and the description of each value. */
function describedEnum<Name extends string>(
  builder: DomainBuilder['builder'],
  name: string,
  description: string,
  values: Record<Name, string>,
) {
  const entries = Object.entries<string>(values).map(([value, text]) => [value, { description: text }])
  return builder.enumType(name, { description, values: Object.fromEntries(entries) as Record<Name, { description: string }> })
}

export function capacityEnum(builder: DomainBuilder['builder']) {
  return describedEnum(builder, 'Capacity', 'Capacity in which an organisation knows a person (hoedanigheid).', CAPACITY_DESCRIPTIONS)
}

type Granted = { coordinate: string; protocols: string[]; when: readonly string[] }

function grantedOf(contract: Contract): Granted[] {
  const all = [...contract.grants].map(([coordinate, { protocols, when }]) => ({ coordinate, protocols, when: when ?? [] }))
  return all.sort((a, b) => (a.coordinate < b.coordinate ? -1 : 1))
}

/** Adds `viewer` to the query type. */
export function addViewer(domain: DomainBuilder): void {
  const { builder } = domain
  const Purpose = describedEnum(
    builder,
    'Purpose',
    'Purpose of a request to the hub, declared in the Hub-Purpose header.',
    PURPOSE_DESCRIPTIONS,
  )
  const GrantedCoordinate = grantedType(domain)
  const ProtocolType = protocolType(domain)
  const Viewer = builder.objectRef<RequestContext>('Viewer').implement({
    description: 'Caller and its contract.',
    fields: (t) => ({
      organisation: t.string({
        description: "Name of the caller's organisation. Null for a citizen.",
        extensions: STRUCTURAL,
        resolve: ({ caller }) => caller.organisation?.name ?? null,
      }),
      consumer: t.string({
        description: 'Client identifier of the calling application.',
        extensions: STRUCTURAL,
        resolve: ({ caller }) => caller.consumer,
      }),
      purpose: t.field({
        type: Purpose,
        description: 'Purpose of this request.',
        extensions: STRUCTURAL,
        resolve: ({ contract }) => contract.purpose,
      }),
      purposes: t.field({
        type: [Purpose],
        description: 'Purposes that the token grants.',
        extensions: STRUCTURAL,
        resolve: ({ caller }) => [...caller.purposes],
      }),
      protocols: t.field({
        type: [ProtocolType],
        description: 'Protocols that make up this contract.',
        extensions: STRUCTURAL,
        resolve: ({ contract }) => [...contract.protocols],
      }),
      coordinates: t.field({
        type: [GrantedCoordinate],
        description: 'Schema coordinates that this contract grants.',
        extensions: STRUCTURAL,
        resolve: ({ contract }) => grantedOf(contract),
      }),
    }),
  })
  builder.queryField('viewer', (t) =>
    t.field({
      type: Viewer,
      description: 'Caller, its purpose and everything that its contract grants. Contains no data about persons.',
      extensions: needs(),
      resolve: (_root, _args, context) => context,
    }),
  )
}

function grantedType({ builder, mode: { conditions } }: DomainBuilder) {
  const describe = (name: string) => {
    const { nl, en } = conditionOf(conditions, name)
    return `Open ${en} (${nl}).`
  }
  const ConditionType = describedEnum(
    builder,
    'Condition',
    'Condition that opens a coordinate for a person.',
    Object.fromEntries(protocolConditions(conditions).map((name) => [name, describe(name)])),
  )
  return builder.objectRef<Granted>('GrantedCoordinate').implement({
    description: 'Coordinate of the schema that a contract grants.',
    fields: (t) => ({
      coordinate: t.string({
        description: 'Type and field, as Type.field.',
        extensions: STRUCTURAL,
        resolve: ({ coordinate }) => coordinate,
      }),
      protocols: t.stringList({ description: 'Protocols that grant it.', extensions: STRUCTURAL, resolve: ({ protocols }) => protocols }),
      when: t.field({
        type: [ConditionType],
        description: 'Conditions, any of which opens it for a person. Empty when it is open for every person in scope.',
        extensions: STRUCTURAL,
        resolve: ({ when }) => [...when],
      }),
    }),
  })
}

function protocolType({ builder }: DomainBuilder) {
  return builder.objectRef<Protocol>('Protocol').implement({
    description: 'Data-sharing agreement (protocol, art. 8 of the e-government decree).',
    fields: (t) => ({
      id: t.string({ description: 'Name of the protocol in the register.', extensions: STRUCTURAL, resolve: ({ id }) => id }),
      version: t.int({ description: 'Version in force.', extensions: STRUCTURAL, resolve: ({ version }) => version }),
      status: t.string({ description: 'Status: draft or published.', extensions: STRUCTURAL, resolve: ({ status }) => status }),
      titleNl: t.string({ description: 'Title in Dutch.', extensions: STRUCTURAL, resolve: ({ title }) => title.nl }),
      titleEn: t.string({ description: 'Title in English.', extensions: STRUCTURAL, resolve: ({ title }) => title.en }),
      legalBasis: t.string({
        description: 'Legal basis.',
        extensions: STRUCTURAL,
        resolve: ({ legalBasis }) => legalBasis?.reference ?? null,
      }),
    }),
  })
}
