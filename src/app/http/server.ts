/** HTTP: the routes, and everything around them. */
import { randomUUID } from 'node:crypto'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Caller } from '../../access/identity/caller.ts'
import { NotFound } from '../../base/faults.ts'
import { type AdmitParts, admit, findRegistered } from './admit.ts'
import { answerBadAddress, answerFault, refusal, refuseConnection } from './http-faults.ts'
import { acceptJson } from './json-body.ts'
import { traceIdOf } from './trace.ts'

declare module 'fastify' {
  interface FastifyRequest {
    traceId: string
    /** Who asks, once that is established. */
    caller: Caller | null
  }
}

export type ServerParts = AdmitParts & {
  log: Logger
  /** Whether the explorer is served. */
  explorer: boolean
  /** Throws while the hub cannot answer (no database, register not loaded). */
  assertReady: () => Promise<void>
}

/** Room for a token of 16 KiB and what proxies add; Node's parser refuses more before it is held in memory. */
const HEADER_BYTES = 32 * 1024

/** Longest that headers may take to arrive, and how often that is looked at; milliseconds. */
const HEADERS_MS = 10_000
const CHECK_MS = 2_000

/** Whole requests may take as long as the largest delivery; bodies of operations have their own, shorter time. Milliseconds. */
const TIMES = { requestTimeout: 900_000, connectionTimeout: 120_000, keepAliveTimeout: 72_000 }

/** Server with its routes; it listens when told to. */
export function createHttpServer(parts: ServerParts): FastifyInstance {
  const server = fastify({
    logger: false,
    trustProxy: false,
    ...TIMES,
    http: { maxHeaderSize: HEADER_BYTES, headersTimeout: HEADERS_MS, connectionsCheckingInterval: CHECK_MS },
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseConnection(parts.log),
    frameworkErrors: (_error, request, reply) => answerBadAddress(request, reply),
  })
  // What a route does not ask for by name, it does not read.
  server.removeAllContentTypeParsers()
  server.decorateRequest('traceId', '')
  server.decorateRequest('caller', null)
  server.addHook('onRequest', async (request, reply) => {
    request.traceId = traceIdOf(request.headers.traceparent)
    reply.header('hub-trace-id', request.traceId).header('cache-control', 'no-store').header('x-content-type-options', 'nosniff')
  })
  server.setErrorHandler((error, request, reply) => {
    const { caller } = request
    const record = (code: string) =>
      parts.evidence.record({
        operationId: randomUUID(),
        traceId: request.traceId,
        caller,
        contract: null,
        documentHash: null,
        codes: [code],
        answered: false,
      })
    return answerFault(parts.log, record, error, request, reply)
  })
  server.setNotFoundHandler((request, reply) => answerFault(parts.log, () => {}, new NotFound(), request, reply))
  closeAfterAnswer(server)
  addHealth(server, parts)
  server.register(async (scope) => addGraphql(scope, parts))
  if (parts.explorer) addExplorer(server)
  return server
}

/** A connection that is kept open for a next request would keep a hub that was told to stop waiting for it. */
function closeAfterAnswer(server: FastifyInstance): void {
  let closing = false
  server.addHook('preClose', async () => {
    closing = true
  })
  server.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
}

function addHealth(server: FastifyInstance, { assertReady }: ServerParts): void {
  server.get('/health/live', async () => ({ status: 'live' }))
  server.get('/health/ready', async (_request, reply) => {
    const ready = await assertReady().then(
      () => true,
      () => false,
    )
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready' })
  })
}

function addGraphql(server: FastifyInstance, parts: ServerParts): void {
  acceptJson(server)
  server.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: async (request, reply) => {
      const { context, answering } = await admit(parts, request)
      const registered = findRegistered(parts.operations, context, request)
      if (registered === undefined) return answering.handle(request, reply, context)
      const { variables } = request.body as { variables?: Record<string, unknown> }
      const { status, text } = await answering.answerRegistered(registered, variables ?? undefined, context)
      return reply.code(status).type(mediaTypeOf(request)).send(text)
    },
  })
  server.route({
    method: ['PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: '/graphql',
    // Before the body is looked at: its type does not matter.
    onRequest: async () => {
      throw refusal(405)
    },
    handler: async () => undefined,
  })
}

const GRAPHQL_RESPONSE = 'application/graphql-response+json'

function mediaTypeOf({ headers }: FastifyRequest): string {
  return `${headers.accept?.includes(GRAPHQL_RESPONSE) ? GRAPHQL_RESPONSE : 'application/json'}; charset=utf-8`
}

function addExplorer(server: FastifyInstance): void {
  server.get('/graphiql', async (_request, reply) => {
    // Nine megabytes of text, loaded when somebody looks.
    const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
    const page = renderGraphiQL({
      endpoint: '/graphql',
      title: 'Doorstroom',
      headers: '{\n  "Authorization": "Bearer …",\n  "Hub-Purpose": "REFERRAL"\n}',
    })
    return reply.type('text/html; charset=utf-8').send(page)
  })
}
