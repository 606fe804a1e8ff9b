/** `POST /deliveries`: NDJSON of a domain's own machine consumer, taken in while it arrives. */
import type { FastifyInstance } from 'fastify'
import type { Authenticate } from '../../access/identity/authenticate.ts'
import { asOrganisation } from '../../access/identity/caller.ts'
import { loadMunicipalityCodes } from '../../activities/delivery/municipalities.ts'
import { loadOrganisationIds } from '../../activities/delivery/organisations.ts'
import type { DeliveryPorts } from '../../activities/delivery/process-delivery.ts'
import { httpStatusOf, POST_LIMIT, receiveDelivery } from '../../activities/delivery/receive.ts'
import { SourceUnavailable } from '../../base/faults.ts'
import { refusal } from './http-faults.ts'

type Parts = { authenticate: Authenticate; ports: Omit<DeliveryPorts, 'organisations' | 'municipalities'> }

/** Adds the route, in a part of the server of its own: no other route reads NDJSON. */
export function addDeliveries(server: FastifyInstance, { authenticate, ports }: Parts): void {
  server.register(async (scope) => {
    // The body stays a stream: a delivery is applied at the speed of the database, not held in memory.
    scope.addContentTypeParser('application/x-ndjson', (_request, payload, done) => done(null, payload))
    scope.post('/deliveries', { bodyLimit: POST_LIMIT }, async (request, reply) => {
      const caller = asOrganisation(await authenticate(request.headers.authorization))
      const organisations = await loadOrganisationIds(ports.database.pool).catch(unavailable)
      const municipalities = await loadMunicipalityCodes(ports.database.pool).catch(unavailable)
      const outcome = await receiveDelivery(streamOf(request.body, request.headers['content-encoding']), caller, {
        ...ports,
        organisations,
        municipalities,
      })
      return reply.code(httpStatusOf(outcome)).send(outcome)
    })
  })
}

function unavailable(cause: unknown): never {
  throw new SourceUnavailable('SOURCE_UNAVAILABLE', 'The database is not responding. Try again later.', {}, cause)
}

/** A request without a body has no stream, and a compressed one is not unpacked. */
function streamOf(body: unknown, encoding = 'identity'): AsyncIterable<Uint8Array> {
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body) || encoding !== 'identity') throw refusal(415)
  return body as AsyncIterable<Uint8Array>
}
