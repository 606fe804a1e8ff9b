/** Whether an issuer can be used: what the hub needs of it, asked once, and the class of what is wrong. */
import { createRemoteJWKSet, customFetch, errors, type RemoteJWKSet } from 'jose'
import { z } from 'zod'

/** What can be wrong with an issuer, and what it means for who runs the hub. No text repeats what the issuer or a setting said. */
export const ISSUER_PROBLEMS = {
  UNREACHABLE: 'nothing answers at the address of OIDC_ISSUER: check the address, the name server and the firewall',
  TIMEOUT: 'the issuer is not responding in time',
  TLS: 'the connection to the issuer is not trusted: check its certificate, or give its authority with NODE_EXTRA_CA_CERTS',
  STATUS: 'the discovery document of the issuer has another status than 200: check the path of OIDC_ISSUER',
  REDIRECT: 'the issuer redirects its discovery document: set OIDC_ISSUER to where it leads',
  NOT_JSON: 'the content at OIDC_ISSUER is not an OpenID discovery document, but for example a web page: check the path of OIDC_ISSUER',
  OTHER_ISSUER: 'the discovery document names another issuer: set OIDC_ISSUER to exactly the issuer that it names, slash included',
  KEYS_ADDRESS: 'the discovery document names no https address of keys',
  KEYS: 'the keys of the issuer cannot be read',
  NO_KEYS: 'the issuer publishes no key',
} as const
export type IssuerProblem = keyof typeof ISSUER_PROBLEMS

/** @property message one of the texts of ISSUER_PROBLEMS. */
export class IssuerUnusable extends Error {
  readonly problem: IssuerProblem
  constructor(problem: IssuerProblem, cause?: unknown) {
    super(ISSUER_PROBLEMS[problem], { cause })
    this.name = 'IssuerUnusable'
    this.problem = problem
  }
}

export type IssuerAccess = {
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

/** Keys of the issuer by its discovery document. @throws IssuerUnusable. */
export async function discoverKeys(access: IssuerAccess): Promise<RemoteJWKSet> {
  const { issuer, timeoutMs = 3_000, keysMaxAgeMs = 300_000, keysCooldownMs = 5_000 } = access
  const load = access.fetch ?? fetch
  const document = await loadDocument(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, load, timeoutMs)
  // The document must be the issuer's own (OpenID Connect Discovery 4.3), else one issuer could speak for another.
  if (document.issuer !== issuer) throw new IssuerUnusable('OTHER_ISSUER')
  const address = KeysAddress.safeParse(document.jwks_uri)
  if (!address.success) throw new IssuerUnusable('KEYS_ADDRESS')
  return createRemoteJWKSet(new URL(address.data), {
    timeoutDuration: timeoutMs,
    cacheMaxAge: keysMaxAgeMs,
    cooldownDuration: keysCooldownMs,
    [customFetch]: load,
  })
}

/** Discovers the issuer and fetches its keys. @throws IssuerUnusable. */
export async function probeIssuer(access: IssuerAccess): Promise<void> {
  const keys = await discoverKeys(access)
  await keys.reload().catch((cause: unknown) => {
    throw asUnusable(cause, 'KEYS')
  })
  if (keys.jwks()?.keys.length === 0) throw new IssuerUnusable('NO_KEYS')
}

const Document = z.looseObject({ issuer: z.string(), jwks_uri: z.unknown() })

async function loadDocument(address: string, load: typeof fetch, timeoutMs: number): Promise<z.infer<typeof Document>> {
  try {
    const response = await load(address, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' })
    if (!response.ok) throw new IssuerUnusable('STATUS')
    return Document.parse(await response.json())
  } catch (cause) {
    throw asUnusable(cause, 'NOT_JSON')
  }
}

/** @param otherwise class of what is no fault of the connection. */
export function asUnusable(error: unknown, otherwise: IssuerProblem): IssuerUnusable {
  if (error instanceof IssuerUnusable) return error
  return new IssuerUnusable(problemOf(error, otherwise), error)
}

const TLS = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/

function problemOf(error: unknown, otherwise: IssuerProblem): IssuerProblem {
  if (error instanceof errors.JWKSTimeout || (error instanceof Error && error.name === 'TimeoutError')) return 'TIMEOUT'
  // What `fetch` throws says what happened in its cause.
  if (!(error instanceof TypeError) || !(error.cause instanceof Error)) return otherwise
  if (error.cause.message === 'unexpected redirect') return 'REDIRECT'
  const code = 'code' in error.cause ? String(error.cause.code) : ''
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return 'TIMEOUT'
  return TLS.test(code) ? 'TLS' : 'UNREACHABLE'
}
