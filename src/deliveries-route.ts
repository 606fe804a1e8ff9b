/** `POST /deliveries`: NDJSON of a domain's own machine consumer, taken in while it arrives. */
import type { FastifyInstance } from 'fastify'
import type { Authenticate } from './access/authenticate.ts'
import { loadOrganisationIds } from './delivery/organisations.ts'
import { httpStatusOf, POST_LIMIT, receiveDelivery } from './delivery/receive.ts'
import type { TakeInPorts } from './delivery/take-in.ts'

type Parts = { authenticate: Authenticate; ports: Omit<TakeInPorts, 'organisations'> }

export function addDeliveries(server: FastifyInstance, { authenticate, ports }: Parts): void {
  // The body stays a stream: a delivery is applied at the speed of the database, not held in memory.
  server.addContentTypeParser('application/x-ndjson', (_request, payload, done) => done(null, payload))
  server.post('/deliveries', { bodyLimit: POST_LIMIT }, async (request, reply) => {
    const caller = await authenticate(request.headers.authorization)
    const organisations = await loadOrganisationIds(ports.database.pool)
    const outcome = await receiveDelivery(request.body as AsyncIterable<Uint8Array>, caller, { ...ports, organisations })
    return reply.code(httpStatusOf(outcome)).send(outcome)
  })
}
