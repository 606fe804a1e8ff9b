/** Public keys of the issuer: discovered once, cached, fetched again when a token names a key that is not there yet. */
import { errors, type JWTVerifyGetKey, type RemoteJWKSet } from 'jose'
import { SourceUnavailable } from '../../base/faults.ts'
import { asUnusable, discoverKeys, type IssuerAccess } from './issuer-probe.ts'

export type IssuerKeysOptions = IssuerAccess

/** Key resolver for jose.
 *  @throws SourceUnavailable when the issuer does not answer or answers nonsense; jose's errors when it answers but has no such key. */
export function createIssuerKeys(options: IssuerKeysOptions): JWTVerifyGetKey {
  let discovered: Promise<RemoteJWKSet> | undefined
  return async (header, token) => {
    try {
      discovered ??= discoverKeys(options)
      const keys = await discovered
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
