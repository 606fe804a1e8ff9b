/** oidc-provider set up to speak like ACM/IDM: the same grants, the same proofs, the same claims in a signed access token. */
import Provider, {
  type AdapterFactory,
  type ClientMetadata,
  type Configuration,
  interactionPolicy,
  type KoaContextWithOIDC,
} from 'oidc-provider'
import { CITIZEN_TARGET_GROUP, deliverScopeOf, ORGANISATION_PURPOSES, roleClaim, scopeOf } from '../../access/identity/claims.ts'
import { OWNERS } from '../../base/owner.ts'
import { type Consumer, findConsumer, findPerson, type Official, peopleOf } from './consumers.ts'
import type { IssuerSecrets, PrivateJwk } from './secrets.ts'

export type ProviderParts = {
  issuer: string
  /** `aud` of the access tokens. */
  audience: string
  consumers: readonly Consumer[]
  secrets: IssuerSecrets
  adapter: AdapterFactory
}

/** Seconds. Long enough to try things out with one pasted token. */
const TOKEN_LIFETIME = 3600

/** Resource indicator of the hub (RFC 8707). It is what every token is for, also when the application does not say so. */
const HUB_RESOURCE = 'urn:doorstroom:hub'

/** Scopes that an application of officials asks: `vo` for the organisation, `doorstroom` for the roles, as at ACM/IDM. */
const OFFICIAL_SCOPES = ['openid', 'vo', 'doorstroom'] as const
/** Scopes that an application of citizens asks: `rrn` for the person's number. */
const CITIZEN_SCOPES = ['openid', 'vo', 'rrn', scopeOf('OWN_DATA')] as const

/** Scopes by which applications deliver: all domains of their organisation, or one. */
const DELIVER_SCOPES = [deliverScopeOf(), ...OWNERS.map(deliverScopeOf)]

function machineScopesOf({ purposes, delivers }: Consumer): string[] {
  return [...purposes.map(scopeOf), ...delivers.map(deliverScopeOf)]
}

/** Scopes that an application asks when a person signs in. */
export function personScopesOf(consumerId: string): readonly string[] {
  return findConsumer(consumerId)?.organisation === null ? CITIZEN_SCOPES : OFFICIAL_SCOPES
}

/** Redirect address of the applications; any port, as RFC 8252 has it for loopback. */
export const REDIRECT_URI = 'http://127.0.0.1/callback'

/** @throws when the parts do not make a working issuer. */
export function createProvider(parts: ProviderParts): Provider {
  return new Provider(parts.issuer, {
    adapter: parts.adapter,
    clients: parts.consumers.map((consumer) => toClient(consumer, parts.secrets)),
    jwks: { keys: parts.secrets.signingKeys },
    cookies: { keys: [parts.secrets.cookieKey] },
    scopes: [...new Set([...OFFICIAL_SCOPES, ...CITIZEN_SCOPES, ...ORGANISATION_PURPOSES.map(scopeOf), ...DELIVER_SCOPES])],
    pkce: { required: () => true },
    ttl: {
      AccessToken: TOKEN_LIFETIME,
      ClientCredentials: TOKEN_LIFETIME,
      AuthorizationCode: 60,
      IdToken: TOKEN_LIFETIME,
      Interaction: 600,
      Session: 28_800,
      Grant: 28_800,
    },
    findAccount: async (_ctx, id) => (findPerson(id) === undefined ? undefined : { accountId: id, claims: async () => ({ sub: id }) }),
    extraTokenClaims: async (_ctx, token) => claimsFor(token.clientId, 'accountId' in token ? token.accountId : undefined),
    loadExistingGrant: grantWithoutAsking,
    interactions: { policy: signInOnly(), url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    renderError: (ctx, out) => {
      ctx.type = 'text/plain'
      ctx.body = [out.error, out.error_description].join('\n')
    },
    features: features(parts.audience),
  })
}

function features(audience: string): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    userinfo: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => HUB_RESOURCE,
      useGrantedResource: () => true,
      getResourceServerInfo: (_ctx, _resource, client) => ({
        audience,
        scope: client.scope ?? '',
        accessTokenTTL: TOKEN_LIFETIME,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  }
}

function toClient(consumer: Consumer, secrets: IssuerSecrets): ClientMetadata {
  const people = peopleOf(consumer.id).length > 0
  const machineScopes = consumer.machine ? machineScopesOf(consumer) : []
  return {
    client_id: consumer.id,
    application_type: 'native',
    grant_types: [...(consumer.machine ? ['client_credentials'] : []), ...(people ? ['authorization_code'] : [])],
    response_types: people ? ['code'] : [],
    redirect_uris: people ? [REDIRECT_URI] : [],
    scope: [...(people ? personScopesOf(consumer.id) : []), ...machineScopes].join(' '),
    ...proofOf(consumer, secrets),
  }
}

function proofOf(consumer: Consumer, secrets: IssuerSecrets): Partial<ClientMetadata> {
  const known = secrets.clients[consumer.id]
  if (known?.secret !== undefined) return { token_endpoint_auth_method: 'client_secret_basic', client_secret: known.secret }
  if (known?.key === undefined) return { token_endpoint_auth_method: 'none' }
  return {
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    jwks: { keys: [publicPart(known.key)] },
  }
}

function publicPart({ d: _private, ...jwk }: PrivateJwk): Omit<PrivateJwk, 'd'> {
  return jwk
}

/** ACM/IDM's claims: of a citizen, of the organisation under which an official signed in, or of the organisation that runs the machine. */
function claimsFor(clientId: string | undefined, personId: string | undefined): Record<string, unknown> {
  const person = personId === undefined ? undefined : findPerson(personId)
  if (person !== undefined && 'insz' in person) return { vo_id: person.id, vo_doelgroepcode: CITIZEN_TARGET_GROUP, rrn: person.insz }
  const organisation = findConsumer(person?.consumer ?? clientId ?? '')?.organisation
  if (organisation == null) return {}
  return {
    vo_orgcode: organisation.code,
    vo_orgnaam: organisation.name,
    vo_doelgroepcode: organisation.targetGroup,
    ...(person && officialClaims(person, organisation.code)),
  }
}

function officialClaims(person: Official, organisationCode: string): Record<string, unknown> {
  return { vo_id: person.id, doorstroom_rol_3d: person.purposes.map((purpose) => roleClaim(purpose, organisationCode)) }
}

/** Civil servants are not asked for consent to do their work; what they may do is in their roles. The library asks the users
 *  of native applications every time, so that question is taken out. */
function signInOnly() {
  const policy = interactionPolicy.base()
  policy.get('consent')?.checks.remove('native_client_prompt')
  return policy
}

async function grantWithoutAsking(ctx: KoaContextWithOIDC) {
  const { client, session, provider } = ctx.oidc
  if (client === undefined || session?.accountId === undefined) return undefined
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  grant.addOIDCScope(client.scope ?? '')
  grant.addResourceScope(HUB_RESOURCE, client.scope ?? '')
  await grant.save()
  return grant
}
