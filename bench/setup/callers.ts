/** Who asks: people of several organisations and applications, with real tokens of an issuer that the bench serves on loopback. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Pool } from 'pg'
import { type OrganisationPurpose, roleClaim } from '../../src/access/identity/claims.ts'
import type { Recipient } from '../../src/base/recipient.ts'

/** Callers per recipient group; each is one person at one application of one organisation. */
const CALLERS = 240
const APPLICATIONS = 4
const AUDIENCE = 'doorstroom'

export type Caller = { organisation: number; consumer: string; user: string; token: string }

export type BenchIssuer = {
  url: string
  /** Callers of a recipient group, dealt over its organisations. */
  callers(pool: Pool, recipient: Recipient, purpose: OrganisationPurpose): Promise<Caller[]>
  close(): Promise<void>
}

/** Opens an issuer with a new key: discovery and keys over HTTP, tokens signed here. */
export async function openIssuer(): Promise<BenchIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'RS256', use: 'sig' }
  const documents = new Map<string, unknown>([['/jwks', { keys: [jwk] }]])
  const server = createServer((request, response) => {
    const found = documents.get(request.url ?? '')
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(found ?? {}))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  documents.set('/.well-known/openid-configuration', { issuer: url, jwks_uri: `${url}/jwks` })
  const sign = (claims: Record<string, unknown>, subject: string) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'bench' })
      .setIssuer(url)
      .setAudience(AUDIENCE)
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime('12h')
      .sign(privateKey)
  return {
    url,
    callers: async (pool, recipient, purpose) => {
      const organisations = await listOrganisations(pool, recipient)
      return await Promise.all(
        Array.from({ length: CALLERS }, (_, index) => makeCaller(sign, organisations, { index, recipient, purpose })),
      )
    },
    close: () => new Promise((closed) => server.close(() => closed())),
  }
}

type Sign = (claims: Record<string, unknown>, subject: string) => Promise<string>
type Organisation = { id: number; code: string }

async function makeCaller(
  sign: Sign,
  organisations: readonly Organisation[],
  { index, recipient, purpose }: { index: number; recipient: Recipient; purpose: OrganisationPurpose },
): Promise<Caller> {
  const organisation = organisations[index % organisations.length]
  if (organisation === undefined) throw new Error(`no organisation of group ${recipient} in the dataset`)
  const consumer = consumerOf(organisation, Math.floor(index / organisations.length) % APPLICATIONS)
  const user = `bench-person-${index}`
  const claims = {
    client_id: consumer,
    vo_id: user,
    vo_orgcode: organisation.code,
    vo_doelgroepcode: recipient === 'OCMW' || recipient === 'MUNICIPALITY' ? 'LB' : 'GID',
    doorstroom_rol_3d: [roleClaim(purpose, organisation.code)],
  }
  return { organisation: organisation.id, consumer, user, token: await sign(claims, user) }
}

const consumerOf = ({ id }: Organisation, application: number) => `bench-${id}-app-${application}`

/** Applications of a recipient group that callers use. */
export async function listConsumers(pool: Pool, recipient: Recipient): Promise<string[]> {
  const organisations = await listOrganisations(pool, recipient)
  return organisations.flatMap((organisation) =>
    Array.from({ length: APPLICATIONS }, (_, application) => consumerOf(organisation, application)),
  )
}

async function listOrganisations(pool: Pool, recipient: Recipient): Promise<Organisation[]> {
  const { rows } = await pool.query<Organisation>(
    `select o.id, min(c.code) as code from directory.organisation o join directory.organisation_code c on c.organisation_id = o.id
     where o.kind::text = $1 group by o.id order by o.id`,
    [recipient],
  )
  return rows
}
