/** Public keys of the issuer: discovered once, cached, fetched again when a token names a key that is not there yet. */
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, type RemoteJWKSet } from 'jose'
import { z } from 'zod'
import { SourceUnavailable } from '../../base/faults.ts'

export type IssuerKeysOptions = {
  /** Exact `iss` of the tokens, for example https://authenticatie.vlaanderen.be/op. */
  issuer: string
  fetch?: typeof fetch
  /** Longest time that a key withdrawn by the issuer is still trusted. Default 5 minutes. */
  keysMaxAgeMs?: number
  /** Shortest time between two fetches caused by unknown key ids, so that made-up tokens cannot hammer the issuer. Default 5 seconds. */
  keysCooldownMs?: number
  /** How long the issuer may take to answer. Default 3 seconds. */
  timeoutMs?: number
}

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** Keys over plain HTTP could be replaced on the way; only the development issuer on this machine is exempt. */
const KeysAddress = z.url().refine((text) => {
  const url = new URL(text)
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname))
})

/** Key resolver for jose.
 *  @throws SourceUnavailable when the issuer does not answer or answers nonsense; jose's errors when it answers but has no such key. */
export function createIssuerKeys(options: IssuerKeysOptions): JWTVerifyGetKey {
  let discovered: Promise<RemoteJWKSet> | undefined
  return async (header, token) => {
    try {
      discovered ??= discover(options)
      const keys = await discovered
      return await keys(header, token)
    } catch (cause) {
      if (isAboutToken(cause)) throw cause
      // Discovery is done anew next time: the address of the keys may have moved.
      discovered = undefined
      throw new SourceUnavailable(
        'SOURCE_UNAVAILABLE',
        'The identity provider is not responding. Try again later.',
        { source: 'issuer' },
        cause,
      )
    }
  }
}

function isAboutToken(cause: unknown): boolean {
  return (
    cause instanceof errors.JWKSNoMatchingKey ||
    cause instanceof errors.JWKSMultipleMatchingKeys ||
    cause instanceof errors.JOSENotSupported
  )
}

async function discover(options: IssuerKeysOptions): Promise<RemoteJWKSet> {
  const { issuer, timeoutMs = 3_000, keysMaxAgeMs = 300_000, keysCooldownMs = 5_000 } = options
  const load = options.fetch ?? fetch
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const response = await load(address, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' })
  if (!response.ok) throw new Error(`OpenID discovery returned status ${response.status}`)
  // The document must be the issuer's own (OpenID Connect Discovery 4.3), else one issuer could speak for another.
  const { jwks_uri } = z.object({ issuer: z.literal(issuer), jwks_uri: KeysAddress }).parse(await response.json())
  return createRemoteJWKSet(new URL(jwks_uri), {
    timeoutDuration: timeoutMs,
    cacheMaxAge: keysMaxAgeMs,
    cooldownDuration: keysCooldownMs,
    [customFetch]: load,
  })
}
