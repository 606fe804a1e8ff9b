/**
 * From the Authorization header to the caller.
 *
 * Revocation: a token lives until its `exp`, so the issuer should keep tokens short. Its organisation is looked up again
 * whenever the directory has to be read again, so one that ends there is refused within 30 seconds. A signing key that
 * the issuer withdraws is refused within the age of the keys plus that of a remembered token (10 minutes).
 */
import { createHmac, createSecretKey, hash, hkdfSync, type KeyObject } from 'node:crypto'
import { Unauthenticated } from '../../base/faults.ts'
import type { Caller, OrganisationCaller } from './caller.ts'
import { type Claims, type OrganisationClaims, TARGET_GROUPS_OF } from './claims.ts'
import type { OrganisationDirectory } from './organisations.ts'
import { MAX_AUTHORIZATION_LENGTH, type VerifyToken } from './token.ts'

/** @throws Unauthenticated when no caller can be established; SourceUnavailable when issuer or directory do not answer. */
export type Authenticate = (authorization: string | undefined) => Promise<Caller>

export type AuthenticatorParts = {
  verifyToken: VerifyToken
  organisations: OrganisationDirectory
  /** At least 32 bytes; the key for user references is derived from it. */
  dataKey: Buffer
  /** Milliseconds of a clock that nobody sets back, for ages. Tokens say by the other one when they end. */
  now?: () => number
  /** How long a token counts after its end, because the issuer's clock may be behind. Default 5 seconds. */
  clockToleranceSeconds?: number
  /** How many verified tokens are remembered. Default 10,000. */
  rememberedTokens?: number
}

/** Verifying an RS256 signature costs more than the rest of a small request, so a verified token is remembered this long at most. */
const REMEMBER_MS = 300_000

const steady = () => performance.now()

/** Authenticator with its own memory of verified tokens and their callers, by hash: the tokens themselves are not kept. */
export function createAuthenticator(parts: AuthenticatorParts): Authenticate {
  const { now = steady, organisations } = parts
  const rememberedToken = rememberTokens(parts)
  const toCaller = createCallerFinder(parts)
  return async (authorization) => {
    const token = await rememberedToken(authorization)
    const { known } = token
    if (known !== undefined && known.until > now()) return known.caller
    // Read first: whatever is found is at least as fresh.
    const until = organisations.freshUntil()
    const caller = await toCaller(token.claims)
    token.known = { caller, until }
    return caller
  }
}

/** Finds the organisation of verified claims, as it is in the directory now. */
function createCallerFinder({ organisations, dataKey }: AuthenticatorParts): (claims: Claims) => Promise<Caller> {
  // A key object is prepared once; a plain buffer would be for every reference.
  const userKey = createSecretKey(Buffer.from(hkdfSync('sha256', dataKey, 'doorstroom', 'user:reference', 32)))
  return async (claims) => {
    const { consumer, userId, purposes, delivers } = claims
    const asking = { consumer, human: userId !== null, purposes, delivers }
    // A citizen is who the evidence is about: a reference of the sign-in beside it would outlive an erasure.
    if ('inszHash' in claims)
      return { ...asking, userRef: null, recipient: 'CITIZEN', organisation: null, subject: { inszHash: claims.inszHash } }
    const userRef = userId === null ? null : userReference(userKey, userId)
    const organisation = await findOrganisation(organisations, claims)
    return { ...asking, userRef, recipient: organisation.recipient, organisation, subject: null }
  }
}

async function findOrganisation(
  organisations: OrganisationDirectory,
  { organisationCode, targetGroup }: OrganisationClaims,
): Promise<OrganisationCaller['organisation']> {
  const organisation = await organisations.find(organisationCode)
  if (organisation === undefined) throw new Unauthenticated('organisation_unknown')
  if (!TARGET_GROUPS_OF[organisation.recipient].includes(targetGroup)) throw new Unauthenticated('target_group')
  return organisation
}

/** Opaque and stable, so that evidence can point at a person of the consumer without naming one: 128 bits, base64url. */
function userReference(key: KeyObject, userId: string): string {
  return createHmac('sha256', key).update(userId).digest().subarray(0, 16).toString('base64url')
}

/** @property until when the signature counts without another look. @property endsAt when the token itself ends, by the clock for ages.
 *  @property known its caller, while the directory need not be read again. */
type RememberedToken = { claims: Claims; until: number; endsAt: number; known?: { caller: Caller; until: number } }

/** Least recently used tokens go first; a Map keeps the order of insertion. Refusals are not remembered. */
function rememberTokens({
  verifyToken,
  now = steady,
  clockToleranceSeconds = 5,
  rememberedTokens = 10_000,
}: AuthenticatorParts): (authorization: string | undefined) => Promise<RememberedToken> {
  const memory = new Map<string, RememberedToken>()
  const remember = (key: string, token: RememberedToken) => {
    memory.delete(key)
    memory.set(key, token)
    const oldest = memory.size > rememberedTokens ? memory.keys().next().value : undefined
    if (oldest !== undefined) memory.delete(oldest)
    return token
  }
  return async (authorization) => {
    if (authorization === undefined || authorization.length > MAX_AUTHORIZATION_LENGTH)
      return { claims: await verifyToken(authorization), until: 0, endsAt: 0 }
    const key = hash('sha256', authorization, 'base64')
    const known = memory.get(key)
    if (known !== undefined) remember(key, known)
    // By both clocks: one that is set right counts at once.
    if (known !== undefined && known.until > now() && known.claims.expiresAt > Date.now()) return known
    // A clock that is set back does not make a token count again that has ended.
    if (known !== undefined && now() >= known.endsAt + 1000 * clockToleranceSeconds) throw new Unauthenticated('expired')
    const claims = await verifyToken(authorization)
    const endsAt = Math.min(known?.endsAt ?? Number.POSITIVE_INFINITY, now() + claims.expiresAt - Date.now())
    return remember(key, { claims, until: Math.min(endsAt, now() + REMEMBER_MS), endsAt })
  }
}
