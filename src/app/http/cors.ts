/**
 * Pages of other origins at `/graphql`. A browser asks twice, and the hub decides twice: whether some consumer has pages there, while there is no token
 * yet, and whether the consumer of the token has. Never `*`, never cookies. docs/decisions/0049.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Origins } from '../../access/identity/origins.ts'
import { Forbidden } from '../../base/faults.ts'
import { EXPOSED_HEADERS, REQUEST_HEADERS } from './headers.ts'

/** For how long a browser may go by a first answer; seconds. What is taken away is refused all the same. */
const REMEMBER_SECONDS = 600

/** Hooks for requests that name the origin of a page, by when they are asked. */
type Cors = {
  /** Before there is a token: answers the first question of a browser. */
  begin(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined>
  /** Once the caller is established, and nothing of the body is read: what the page cannot read the answer to does not happen.
   *  @throws Forbidden for a page of another site that is not the caller's. */
  assertOwnPage(request: FastifyRequest): void
  /** Lets the page read the answer if it may. */
  open(request: FastifyRequest, reply: FastifyReply): void
}

export function createCors(origins: Origins): Cors {
  return {
    begin: async (request, reply) => {
      await origins.refresh()
      const { origin } = request.headers
      if (origin === undefined || !isPreflight(request) || !origins.isKnown(origin)) return undefined
      return answerPreflight(reply, origin)
    },
    assertOwnPage: (request) => {
      if (isOfAnotherSite(request) && !mayRead(origins, request))
        throw new Forbidden('FORBIDDEN', 'This application has no pages at this origin.')
    },
    open: (request, reply) => {
      const { origin } = request.headers
      if (origin === undefined || !mayRead(origins, request)) return
      reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', EXPOSED_HEADERS.join(', '))
    },
  }
}

/** A refusal without a caller holds nothing of anybody, and a page that cannot read it never learns that its token is over. */
function mayRead(origins: Origins, { caller, headers: { origin } }: FastifyRequest): boolean {
  if (origin === undefined) return false
  return caller === null ? origins.isKnown(origin) : origins.allows(caller.consumer, origin)
}

function isPreflight({ method, headers }: FastifyRequest): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
}

/** Said by browsers alone, in a header that pages cannot set. Programs, and pages of the hub's own address, are not meant. */
function isOfAnotherSite({ headers }: FastifyRequest): boolean {
  return headers['sec-fetch-site'] === 'cross-site' || headers['sec-fetch-site'] === 'same-site'
}

function answerPreflight(reply: FastifyReply, origin: string): FastifyReply {
  return reply
    .code(204)
    .header('access-control-allow-origin', origin)
    .header('access-control-allow-methods', 'POST')
    .header('access-control-allow-headers', REQUEST_HEADERS.join(', '))
    .header('access-control-max-age', REMEMBER_SECONDS)
    .send()
}
