/** Access tokens: signature, issuer, audience and times. Everything that is wrong with one looks the same from outside. */
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { SourceUnavailable, Unauthenticated } from '../../base/faults.ts'
import { type CitizenNumbers, type Claims, readClaims } from './claims.ts'
import { createIssuerKeys, type IssuerKeysOptions } from './issuer-keys.ts'

export type TokenVerifierOptions = IssuerKeysOptions & {
  /** Required `aud`: the hub's own name at the issuer. */
  audience: string
  /** How far the issuer's clock may be from ours. */
  clockToleranceSeconds: number
  /** Oldest token accepted, whatever its `exp` says. Default 24 hours. */
  maxTokenAgeSeconds?: number
  /** How the number of a citizen is read; without it, tokens of citizens are refused. */
  citizens?: CitizenNumbers
  now?: () => Date
}

/** @param authorization the HTTP header as received.
 *  @throws Unauthenticated for every flaw of the token; SourceUnavailable when the issuer's keys cannot be had. */
export type VerifyToken = (authorization: string | undefined) => Promise<Claims>

/** Public-key signatures only: with HS* the issuer's published key would serve as the secret. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA']

/** Longest header that is looked at: the scheme and 16 KiB of token, in characters. */
export const MAX_AUTHORIZATION_LENGTH = 'Bearer '.length + 16 * 1024

const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i

/** Verifier for one issuer; keeps its public keys. */
export function createTokenVerifier(options: TokenVerifierOptions): VerifyToken {
  const keys = createIssuerKeys(options)
  return async (authorization) => readClaims(await verifySignature(readBearer(authorization), keys, options), options.citizens)
}

/** The size is looked at before anything is parsed. */
function readBearer(authorization: string | undefined): string {
  if (authorization === undefined || authorization === '') throw new Unauthenticated('token_missing')
  if (authorization.length > MAX_AUTHORIZATION_LENGTH) throw new Unauthenticated('token_too_large')
  const token = BEARER.exec(authorization)?.[1]
  if (token === undefined) throw new Unauthenticated('token_malformed')
  return token
}

async function verifySignature(token: string, keys: JWTVerifyGetKey, options: TokenVerifierOptions): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ALGORITHMS,
      issuer: options.issuer,
      audience: options.audience,
      clockTolerance: options.clockToleranceSeconds,
      requiredClaims: ['exp', 'iat', 'sub'],
      // Also refuses an `iat` in the future.
      maxTokenAge: options.maxTokenAgeSeconds ?? 86_400,
      ...(options.now && { currentDate: options.now() }),
    })
    return payload
  } catch (cause) {
    if (cause instanceof SourceUnavailable) throw cause
    throw new Unauthenticated(reasonOf(cause))
  }
}

/** Class of the refusal for the log: jose's own words, never the token's. */
function reasonOf(cause: unknown): string {
  if (cause instanceof errors.JWTExpired) return 'expired'
  if (cause instanceof errors.JWTClaimValidationFailed) return `claim_${cause.claim}`
  return cause instanceof errors.JOSEError ? cause.code.replace(/^ERR_/, '').toLowerCase() : 'token_malformed'
}
