/**
 * ACM/IDM claims and what they mean here. The one place that knows their names: an issuer with other claims is mapped here
 * and nowhere else. Public documentation: authenticatie.vlaanderen.be/docs (scope-claims, doelgroepen, rest-server2server).
 */
import { z } from 'zod'
import { Unauthenticated } from '../../base/faults.ts'
import { type Insz, parseInsz } from '../../base/insz.ts'
import { OWNERS, type Owner } from '../../base/owner.ts'
import type { Purpose } from '../../base/purpose.ts'
import type { OrganisationRecipient } from '../../base/recipient.ts'

/** Purposes that an organisation can hold; OWN_DATA belongs to citizens, who have no organisation code. */
export type OrganisationPurpose = Exclude<Purpose, 'OWN_DATA'>

/** How a purpose is called in `scope` (machines) and in `doorstroom_rol_3d` (people). */
export const GRANTS: Record<OrganisationPurpose, { scope: string; role: string }> = {
  REFERRAL: { scope: 'doorstroom:referral', role: 'DoorstroomReferral' },
  INCENTIVE_DECISION: { scope: 'doorstroom:incentive_decision', role: 'DoorstroomIncentiveDecision' },
  TRAJECTORY_FOLLOW_UP: { scope: 'doorstroom:trajectory_follow_up', role: 'DoorstroomTrajectoryFollowUp' },
  MATCHING: { scope: 'doorstroom:matching', role: 'DoorstroomMatching' },
  STATISTICS: { scope: 'doorstroom:statistics', role: 'DoorstroomStatistics' },
  AUDIT: { scope: 'doorstroom:audit', role: 'DoorstroomAudit' },
}

/** Every purpose of the table, typed. */
export const ORGANISATION_PURPOSES = Object.keys(GRANTS) as OrganisationPurpose[]

/** Lets an application ask for the citizen who signed in to it. No role: being the person is the right. */
const OWN_DATA_SCOPE = 'doorstroom:own_data'

/** Lets a machine deliver records of every domain of its organisation; followed by the name of a domain, of that one. People deliver nothing. */
const DELIVER_SCOPE = 'doorstroom:deliver'

/** Scope by which a machine may deliver records of a domain. */
export function deliverScopeOf(domain?: Owner): string {
  return domain === undefined ? DELIVER_SCOPE : `${DELIVER_SCOPE}:${domain.toLowerCase()}`
}

/** Scope by which a machine, or an application of citizens, may ask for a purpose. */
export function scopeOf(purpose: Purpose): string {
  return purpose === 'OWN_DATA' ? OWN_DATA_SCOPE : GRANTS[purpose].scope
}

/** ACM/IDM target groups of the organisations that the hub serves: Flemish entities and local governments. Companies and schools are refused. */
const TARGET_GROUPS = ['GID', 'LB'] as const
export type TargetGroup = (typeof TARGET_GROUPS)[number]

/** In which target group an organisation of a recipient group may log in. A number alone is not enough: a company's
 *  representative (EA) carries a KBO number too. Atlas and Amal are agencies of a city, so both groups are theirs. */
export const TARGET_GROUPS_OF: Record<OrganisationRecipient, readonly TargetGroup[]> = {
  INTEGRATION_AGENCY: ['GID', 'LB'],
  OCMW: ['LB'],
  MUNICIPALITY: ['LB'],
  VDAB: ['GID'],
  BI: ['GID'],
  SUPERVISOR: ['GID'],
}

/** Target group of people who sign in as themselves (burger). */
export const CITIZEN_TARGET_GROUP = 'BUR'

/** Client ids end in evidence and logs: visible ASCII only. */
const ClientId = z.string().regex(/^[\x21-\x7e]{1,128}$/)
const Words = z.union([z.string().transform((text) => text.split(' ')), z.array(z.string())]).default([])

/** What every token has. `vo_orgnaam` and names are not read at all. */
const Asking = z.object({
  sub: z.string().min(1).max(256),
  /** Seconds since the epoch. */
  exp: z.number(),
  client_id: ClientId.optional(),
  azp: ClientId.optional(),
  vo_id: z.string().min(1).max(256).optional(),
  scope: Words,
})
type Asking = z.infer<typeof Asking>

const NEEDS_APPLICATION = { path: ['client_id'] }
const namesApplication = ({ client_id, azp }: Asking) => client_id !== undefined || azp !== undefined

/** For an organisation; its `rrn`, of the official who signed in, is not read. */
const OrganisationToken = Asking.extend({
  vo_doelgroepcode: z.enum(TARGET_GROUPS),
  vo_orgcode: z.string().regex(/^(OVO\d{6}|\d{10})$/),
  doorstroom_rol_3d: Words,
}).refine(namesApplication, NEEDS_APPLICATION)
type OrganisationToken = z.infer<typeof OrganisationToken>

/** For a person about itself: a token that also names an organisation is neither. */
const CitizenToken = Asking.extend({
  vo_doelgroepcode: z.literal(CITIZEN_TARGET_GROUP),
  vo_orgcode: z.undefined().optional(),
  rrn: z.string(),
}).refine(namesApplication, NEEDS_APPLICATION)
type CitizenToken = z.infer<typeof CitizenToken>

const TokenPayload = z.discriminatedUnion('vo_doelgroepcode', [OrganisationToken, CitizenToken])

type Said = {
  consumer: string
  purposes: readonly Purpose[]
  /** Domains whose records it may deliver, where a protocol grants that to its organisation. */
  delivers: readonly Owner[]
  /** Milliseconds since the epoch. */
  expiresAt: number
}

export type OrganisationClaims = Said & {
  /** KBO number or OVO code. */
  organisationCode: string
  targetGroup: TargetGroup
  /** Issuer's id of the person for whom the application acts; null for machines. Never leaves `access`. */
  userId: string | null
}

/** @property inszHash keyed hash of the person's own number; the number itself goes no further than this file. */
export type CitizenClaims = Said & { userId: string; inszHash: Buffer }

/** What a verified token says, in the hub's words. */
export type Claims = OrganisationClaims | CitizenClaims

/** How a citizen's number is read. @property allowSynthetic whether numbers of nobody count; false in production. */
export type CitizenNumbers = { allowSynthetic: boolean; hashInsz(insz: Insz): Buffer }

/** Claims of a payload whose signature, issuer, audience and times were verified.
 *  @param citizens without it, tokens of citizens are refused.
 *  @throws Unauthenticated when a claim is missing or malformed, or when the token grants no purpose of this hub and delivers nothing. */
export function readClaims(payload: unknown, citizens?: CitizenNumbers): Claims {
  const parsed = TokenPayload.safeParse(payload)
  if (!parsed.success) throw new Unauthenticated(`claim_${parsed.error.issues[0]?.path[0]?.toString() ?? 'payload'}`)
  const token = parsed.data
  const claims = token.vo_doelgroepcode === CITIZEN_TARGET_GROUP ? citizenClaims(token, citizens) : organisationClaims(token)
  if (claims.purposes.length + claims.delivers.length === 0) throw new Unauthenticated('no_purpose')
  return claims
}

const consumerOf = ({ client_id, azp }: Asking) => client_id ?? azp ?? ''

/** @returns null for a token of the application itself. */
function userIdOf(token: Asking): string | null {
  return token.vo_id ?? (token.sub === consumerOf(token) ? null : token.sub)
}

function organisationClaims(token: OrganisationToken): OrganisationClaims {
  const userId = userIdOf(token)
  return {
    consumer: consumerOf(token),
    organisationCode: token.vo_orgcode,
    targetGroup: token.vo_doelgroepcode,
    userId,
    purposes: userId === null ? machinePurposes(token) : userPurposes(token),
    delivers: userId === null ? OWNERS.filter((domain) => mayDeliverFor(domain, token)) : [],
    expiresAt: token.exp * 1000,
  }
}

function citizenClaims(token: CitizenToken, citizens: CitizenNumbers | undefined): CitizenClaims {
  if (citizens === undefined) throw new Unauthenticated('claim_vo_doelgroepcode')
  const userId = userIdOf(token)
  if (userId === null) throw new Unauthenticated('claim_sub')
  const insz = parseInsz(token.rrn, citizens)
  if (insz === undefined) throw new Unauthenticated('claim_rrn')
  return {
    consumer: consumerOf(token),
    userId,
    inszHash: citizens.hashInsz(insz),
    purposes: token.scope.includes(OWN_DATA_SCOPE) ? ['OWN_DATA'] : [],
    delivers: [],
    expiresAt: token.exp * 1000,
  }
}

function machinePurposes(token: OrganisationToken): Purpose[] {
  return ORGANISATION_PURPOSES.filter((purpose) => token.scope.includes(GRANTS[purpose].scope))
}

function mayDeliverFor(domain: Owner, { scope }: OrganisationToken): boolean {
  return scope.includes(deliverScopeOf()) || scope.includes(deliverScopeOf(domain))
}

/** A person's roles count only for the organisation under which the person logged in now. The application's scopes do not
 *  count: otherwise everyone who may open it could do all that it can. */
function userPurposes(token: OrganisationToken): Purpose[] {
  return ORGANISATION_PURPOSES.filter((purpose) => token.doorstroom_rol_3d.includes(roleClaim(purpose, token.vo_orgcode)))
}

/** Role as ACM/IDM writes it: `<Role>-<context>:<orgcode>`, for example `DoorstroomReferral-hub:OVO002949`. */
export function roleClaim(purpose: OrganisationPurpose, organisationCode: string): string {
  return `${GRANTS[purpose].role}-hub:${organisationCode}`
}
