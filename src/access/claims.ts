/**
 * ACM/IDM claims and what they mean here. The one place that knows their names: an issuer with other claims is mapped here
 * and nowhere else. Public documentation: authenticatie.vlaanderen.be/docs (scope-claims, doelgroepen, rest-server2server).
 */
import { z } from 'zod'
import { Unauthenticated } from './faults.ts'
import type { Purpose } from './purpose.ts'
import type { Recipient } from './recipient.ts'

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

/** ACM/IDM target groups that the hub serves: Flemish entities and local governments. Companies, schools and citizens are refused. */
const TARGET_GROUPS = ['GID', 'LB'] as const
export type TargetGroup = (typeof TARGET_GROUPS)[number]

/** In which target group an organisation of a recipient group may log in. A number alone is not enough: a company's
 *  representative (EA) carries a KBO number too. Atlas and Amal are agencies of a city, so both groups are theirs. */
export const TARGET_GROUPS_OF: Record<Recipient, readonly TargetGroup[]> = {
  INTEGRATION_AGENCY: ['GID', 'LB'],
  OCMW: ['LB'],
  MUNICIPALITY: ['LB'],
  VDAB: ['GID'],
  BI: ['GID'],
  SUPERVISOR: ['GID'],
  CITIZEN: [],
}

/** Client ids end in evidence and logs: visible ASCII only. */
const ClientId = z.string().regex(/^[\x21-\x7e]{1,128}$/)
const Words = z.union([z.string().transform((text) => text.split(' ')), z.array(z.string())]).default([])

/** Payload of an access token, as far as the hub reads it. `vo_orgnaam`, names and `rrn` are not read at all. */
const TokenPayload = z
  .object({
    sub: z.string().min(1).max(256),
    /** Seconds since the epoch. */
    exp: z.number(),
    client_id: ClientId.optional(),
    azp: ClientId.optional(),
    vo_orgcode: z.string().regex(/^(OVO\d{6}|\d{10})$/),
    vo_doelgroepcode: z.enum(TARGET_GROUPS),
    vo_id: z.string().min(1).max(256).optional(),
    scope: Words,
    doorstroom_rol_3d: Words,
  })
  .refine((payload) => payload.client_id ?? payload.azp, { path: ['client_id'] })
type TokenPayload = z.infer<typeof TokenPayload>

/** What a verified token says, in the hub's words. */
export type Claims = {
  consumer: string
  /** KBO number or OVO code. */
  organisationCode: string
  targetGroup: TargetGroup
  /** Issuer's id of the person for whom the application acts; null for machines. Never leaves `access`. */
  userId: string | null
  purposes: readonly Purpose[]
  /** Milliseconds since the epoch. */
  expiresAt: number
}

/** Claims of a payload whose signature, issuer, audience and times were verified.
 *  @throws Unauthenticated when a claim is missing or malformed, or when the token grants no purpose of this hub. */
export function readClaims(payload: unknown): Claims {
  const parsed = TokenPayload.safeParse(payload)
  if (!parsed.success) throw new Unauthenticated(`claim_${parsed.error.issues[0]?.path[0]?.toString() ?? 'payload'}`)
  const token = parsed.data
  const consumer = token.client_id ?? token.azp ?? ''
  const userId = token.vo_id ?? (token.sub === consumer ? null : token.sub)
  const purposes = userId === null ? machinePurposes(token) : userPurposes(token)
  if (purposes.length === 0) throw new Unauthenticated('no_purpose')
  return {
    consumer,
    organisationCode: token.vo_orgcode,
    targetGroup: token.vo_doelgroepcode,
    userId,
    purposes,
    expiresAt: token.exp * 1000,
  }
}

function machinePurposes(token: TokenPayload): Purpose[] {
  return ORGANISATION_PURPOSES.filter((purpose) => token.scope.includes(GRANTS[purpose].scope))
}

/** A person's roles count only for the organisation under which the person logged in now. The application's scopes do not
 *  count: otherwise everyone who may open it could do all that it can. */
function userPurposes(token: TokenPayload): Purpose[] {
  return ORGANISATION_PURPOSES.filter((purpose) => token.doorstroom_rol_3d.includes(roleClaim(purpose, token.vo_orgcode)))
}

/** Role as ACM/IDM writes it: `<Role>-<context>:<orgcode>`, for example `DoorstroomReferral-hub:OVO002949`. */
export function roleClaim(purpose: OrganisationPurpose, organisationCode: string): string {
  return `${GRANTS[purpose].role}-hub:${organisationCode}`
}
