/** Authorization code with PKCE, walked as a browser would: the page, the form, the redirect with the code. */
import { createHash, randomBytes } from 'node:crypto'
import { Invariant, SourceUnavailable } from '../../base/faults.ts'
import { personScopesOf, REDIRECT_URI } from './provider.ts'

export type SignInRequest = { issuer: string; consumer: string; person: string }

/** Form fields that exchange the code at the token endpoint. */
export type CodeGrant = { grant_type: 'authorization_code'; code: string; code_verifier: string; redirect_uri: string }

/** Redirects between the first request and the code; a healthy sign-in takes three. */
const MAX_STEPS = 6

/** @throws SourceUnavailable when no issuer answers; Invariant when it does not give a code. */
export async function signIn({ issuer, consumer, person }: SignInRequest): Promise<CodeGrant> {
  const code_verifier = randomBytes(32).toString('base64url')
  const state = randomBytes(16).toString('base64url')
  const query = new URLSearchParams({
    client_id: consumer,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: personScopesOf(consumer).join(' '),
    state,
    code_challenge: createHash('sha256').update(code_verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const back = await walk(`${issuer}/auth?${query}`, person)
  const code = back.searchParams.get('code')
  if (code === null || back.searchParams.get('state') !== state) throw new Invariant('inv_s4gn', { error: back.searchParams.get('error') })
  return { grant_type: 'authorization_code', code, code_verifier, redirect_uri: REDIRECT_URI }
}

/** Follows the redirects up to the application's own address. A page instead of a redirect is the form: it is sent in. */
async function walk(start: string, person: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let address = new URL(start)
  for (let step = 0; step < MAX_STEPS; step++) {
    const page = await visit(address, cookies)
    const answer = page.status === 200 ? await visit(address, cookies, new URLSearchParams({ person })) : page
    const location = answer.headers.get('location')
    if (location === null) throw new Invariant('inv_w8lk', { status: answer.status })
    address = new URL(location, address)
    if (address.href.startsWith(REDIRECT_URI)) return address
  }
  throw new Invariant('inv_l0op', { steps: MAX_STEPS })
}

async function visit(address: URL, cookies: Map<string, string>, form?: URLSearchParams): Promise<Response> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  try {
    const response = await fetch(address, { redirect: 'manual', headers: { cookie }, ...(form && { method: 'POST', body: form }) })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    return response
  } catch (cause) {
    throw new SourceUnavailable('SOURCE_UNAVAILABLE', 'The issuer is not responding. Start the hub first.', { source: 'issuer' }, cause)
  }
}
