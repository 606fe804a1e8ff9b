/** Public keys of the issuer: discovered once, cached, fetched again when a token names a key that is not there yet. */
import { errors, type JWTVerifyGetKey, type RemoteJWKSet } from 'jose'
import { SourceUnavailable } from '../../base/faults.ts'
import { asUnusable, discoverKeys, type IssuerAccess } from './issuer-probe.ts'

/** @property elapsed milliseconds of a clock that nobody sets back, for the age of the keys. */
export type IssuerKeysOptions = IssuerAccess & { elapsed?: () => number }

/** Key resolver for jose.
 *  @throws SourceUnavailable when the issuer does not answer or answers nonsense; jose's errors when it answers but has no such key. */
export function createIssuerKeys(options: IssuerKeysOptions): JWTVerifyGetKey {
  const { keysMaxAgeMs = 300_000, elapsed = () => performance.now() } = options
  let discovered: Promise<RemoteJWKSet> | undefined
  let readAt = 0
  /** The library goes by a clock that may be set back, and would then trust keys longer. */
  const renewed = async (keys: RemoteJWKSet) => {
    if (elapsed() - readAt <= keysMaxAgeMs) return keys
    readAt = elapsed()
    await keys.reload()
    return keys
  }
  return async (header, token) => {
    try {
      if (discovered === undefined) readAt = elapsed()
      discovered ??= discoverKeys(options)
      const keys = await renewed(await discovered)
      return await keys(header, token)
    } catch (cause) {
      if (isAboutToken(cause)) throw cause
      // Discovery is done anew next time: the address of the keys may have moved.
      discovered = undefined
      throw new SourceUnavailable(
        'SOURCE_UNAVAILABLE',
        'The identity provider is not responding. Try again later.',
        { source: 'issuer', problem: asUnusable(cause, 'KEYS').problem },
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
