/** Access tokens for a client: one from the environment, or from the issuer by client_credentials. */
import { randomUUID } from 'node:crypto'
import { importJWK, type JWK, SignJWT } from 'jose'
import { sendPatiently } from './patience.ts'

/** Credentials of the application at the issuer: a secret, or a private key (JWK) that never leaves the machine. */
export type Credentials = { issuer: string; clientId: string; secret?: string | undefined; key?: JWK | undefined }

/**
 * Reads HUB_TOKEN, else HUB_ISSUER, HUB_CLIENT_ID and HUB_CLIENT_SECRET or HUB_CLIENT_KEY.
 * @returns a function that gives a token for a purpose; it requests tokens from the issuer once, and again when they expire.
 * @throws Error when neither is set.
 */
export function tokensFromEnvironment(env: NodeJS.ProcessEnv): (purpose: string) => Promise<string> {
  const { HUB_TOKEN, HUB_ISSUER, HUB_CLIENT_ID, HUB_CLIENT_SECRET, HUB_CLIENT_KEY } = env
  if (HUB_TOKEN !== undefined) return async () => HUB_TOKEN
  if (HUB_ISSUER === undefined || HUB_CLIENT_ID === undefined) {
    throw new Error('Set HUB_TOKEN, or HUB_ISSUER and HUB_CLIENT_ID with HUB_CLIENT_SECRET or HUB_CLIENT_KEY.')
  }
  const key = HUB_CLIENT_KEY === undefined ? undefined : (JSON.parse(HUB_CLIENT_KEY) as JWK)
  return keepTokens({ issuer: HUB_ISSUER, clientId: HUB_CLIENT_ID, secret: HUB_CLIENT_SECRET, key })
}

type Token = { text: string; usableUntil: number }

/** A token that is about to end is not used any more. */
const MARGIN_SECONDS = 10

function keepTokens(credentials: Credentials): (purpose: string) => Promise<string> {
  const kept = new Map<string, Token>()
  return async (purpose) => {
    const known = kept.get(purpose)
    if (known !== undefined && known.usableUntil > performance.now()) return known.text
    const token = await requestToken(credentials, purpose)
    kept.set(purpose, token)
    return token.text
  }
}

async function requestToken(credentials: Credentials, purpose: string): Promise<Token> {
  const discovered = await askIssuer(() => fetch(`${credentials.issuer}/.well-known/openid-configuration`))
  const { token_endpoint } = (await discovered.json()) as { token_endpoint: string }
  const response = await askIssuer(async () => {
    // A proof counts once, so each try has its own.
    const { headers, fields } = await prove(credentials)
    const body = new URLSearchParams({ grant_type: 'client_credentials', scope: `doorstroom:${purpose.toLowerCase()}`, ...fields })
    return await fetch(token_endpoint, { method: 'POST', headers, body })
  })
  if (!response.ok) throw new Error(`The issuer gave no token for ${purpose} (${response.status}).`)
  const { access_token, expires_in } = (await response.json()) as { access_token: string; expires_in?: number }
  return { text: access_token, usableUntil: performance.now() + 1000 * ((expires_in ?? 60) - MARGIN_SECONDS) }
}

async function askIssuer(ask: () => Promise<Response>): Promise<Response> {
  return await sendPatiently(async () => {
    const response = await ask()
    return { status: response.status, codes: [], retryAfter: response.headers.get('retry-after'), value: response }
  })
}

type Proof = { headers: Record<string, string>; fields: Record<string, string> }

async function prove({ issuer, clientId, secret, key }: Credentials): Promise<Proof> {
  if (key === undefined) {
    const pair = [clientId, secret ?? ''].map(encodeURIComponent).join(':')
    return { headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }, fields: {} }
  }
  const alg = key.alg ?? 'ES256'
  const client_assertion = await new SignJWT({})
    .setProtectedHeader({ alg, ...(key.kid === undefined ? {} : { kid: key.kid }) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(issuer)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(await importJWK(key, alg))
  const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
  return { headers: {}, fields: { client_id: clientId, client_assertion, client_assertion_type } }
}
