/** HTTP: the routes, and everything around them. */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import fastify, { type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Caller } from '../../access/identity/caller.ts'
import type { Origins } from '../../access/identity/origins.ts'
import { Fault, NotFound } from '../../base/faults.ts'
import { Overload } from '../../base/overload.ts'
import type { Admission } from './admission.ts'
import { createCors } from './cors.ts'
import { addGraphql, type OperationParts } from './graphql-route.ts'
import { answerBadAddress, answerFault, refuseAtOnce, refuseConnection } from './http-faults.ts'
import { nameContentType } from './media-types.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, once that is established. */
    caller: Caller | null
    /** Gives its place to the next one before its answer is read; null while it has none. */
    endTurn: (() => void) | null
  }
}

export type ServerParts = OperationParts & {
  log: Logger
  origins: Origins
  /** Whether the explorer is served. */
  explorer: boolean
  /** Throws while the hub cannot answer (no database, register not loaded). */
  assertReady: () => Promise<void>
  /** How it goes with the second party that holds checkpoints; null when there is none. */
  witness: () => { behind: boolean } | null
}

/** Room for a token of 16 KiB and what proxies add; Node's parser refuses more before it is held in memory. */
const HEADER_BYTES = 32 * 1024

/** Longest that headers may take to arrive, and how often that is looked at; milliseconds. */
const HEADERS_MS = 10_000
const CHECK_MS = 2_000

/** Whole requests may take as long as the largest delivery; bodies of operations have their own, shorter time. Milliseconds. */
const TIMES = { requestTimeout: 900_000, headersTimeout: HEADERS_MS, connectionsCheckingInterval: CHECK_MS, keepAliveTimeout: 72_000 }
/** Longest that a connection may be silent, in milliseconds. */
const SILENT_MS = 120_000

/** Server with its routes; it listens when told to. */
export function createHttpServer(parts: ServerParts): FastifyInstance {
  const server = fastify({
    logger: false,
    trustProxy: false,
    genReqId: ({ headers }) => traceIdOf(headers.traceparent),
    serverFactory: (handle) => openDoor(parts.admission, handle),
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseConnection(parts.log),
    frameworkErrors: (_error, request, reply) => answerBadAddress(request, reply),
  })
  // What a route does not ask for by name, it does not read.
  server.removeAllContentTypeParsers()
  server.decorateRequest('caller', null)
  server.decorateRequest('endTurn', null)
  server.addHook('onRequest', async (request, reply) => {
    nameContentType(request.raw.headers)
    reply.header('hub-trace-id', request.id).header('cache-control', 'no-store').header('x-content-type-options', 'nosniff')
  })
  server.setErrorHandler((error, request, reply) => {
    const { caller } = request
    const record = (fault: Fault) => {
      // Anybody can send these without end, so they are counted and not put on record one by one.
      if (caller === null || fault instanceof Overload)
        return parts.evidence.count({ code: fault.code, reason: String(fault.detail.reason ?? ''), consumer: caller?.consumer ?? '' })
      parts.evidence.record({
        operationId: randomUUID(),
        traceId: request.id,
        caller,
        contract: null,
        documentHash: null,
        codes: [fault.code],
        answered: false,
      })
    }
    return answerFault(parts.log, record, error, request, reply)
  })
  server.setNotFoundHandler((request, reply) => answerFault(parts.log, () => {}, new NotFound(), request, reply))
  closeAfterAnswer(server)
  drainUnreadBodies(server)
  parts.admission.countAnswers(server)
  addHealth(server, parts)
  server.register(async (scope) => {
    addPages(scope, createCors(parts.origins))
    addGraphql(scope, parts)
  })
  if (parts.explorer) addExplorer(server)
  return server
}

/** Refuses what every sender would be refused, without the cost of the framework. */
function openDoor({ turnAway }: Admission, handle: RequestListener): Server {
  const server = createServer({ ...TIMES, maxHeaderSize: HEADER_BYTES }, (request, response) => {
    // A hub that is closing says that to the connection too.
    const fault = server.listening ? turnAway(request) : undefined
    if (fault === undefined) return handle(request, response)
    response.once('finish', () => drain(request))
    refuseAtOnce(fault, traceIdOf(request.headers.traceparent), request, response)
  })
  return server.setTimeout(SILENT_MS)
}

/** What concerns pages of other origins is entered by requests that name one; most come from programs. */
function addPages(server: FastifyInstance, cors: ReturnType<typeof createCors>): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.header('vary', 'Origin')
    return request.headers.origin === undefined ? undefined : cors.begin(request, reply)
  })
  server.addHook('preParsing', async (request) => {
    if (request.headers.origin !== undefined) cors.assertOwnPage(request)
  })
  server.addHook('onSend', async (request, reply) => {
    if (request.headers.origin !== undefined) cors.open(request, reply)
  })
}

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/
const NO_TRACE = '0'.repeat(32)

/** Trace id of a request, which is its id here: the caller's own when it sent a W3C `traceparent`, else a new one. 32 hexadecimal digits. */
function traceIdOf(traceparent: string | string[] | undefined): string {
  const given = typeof traceparent === 'string' ? traceparent.match(TRACEPARENT)?.[1] : undefined
  return given !== undefined && given !== NO_TRACE ? given : randomUUID().replaceAll('-', '')
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

/** Longest that the rest of a request may take to arrive after the answer, in milliseconds. Nothing of it is held. */
const DRAIN_MS = 5_000

/** What a client still sends when it has its answer already is read away for a while, so that the connection can be used again; then it is cut. */
function drainUnreadBodies(server: FastifyInstance): void {
  server.addHook('onResponse', async ({ raw }) => drain(raw))
}

function drain(request: IncomingMessage): void {
  if (request.complete !== false) return
  // A reader that stopped halfway leaves the stream paused, and Node drains none that somebody began to read.
  request.resume()
  const cut = setTimeout(() => request.socket.destroy(), DRAIN_MS).unref()
  request.once('close', () => clearTimeout(cut))
  request.once('end', () => clearTimeout(cut))
}

function addHealth(server: FastifyInstance, { assertReady, log, witness }: ServerParts): void {
  const tell = createReadinessLog(log)
  server.get('/health/live', async () => ({ status: 'live' }))
  server.get('/health/ready', async (_request, reply) => {
    const ready = await assertReady().then(
      () => tell(null),
      (error: unknown) => tell(error),
    )
    // A witness that lags is told and stops nothing.
    const told = witness()
    const detail = told === null ? {} : { witness: told.behind ? 'behind' : 'current' }
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', ...detail })
  })
}

/** Says in the log why the hub is not ready, once for each reason. */
function createReadinessLog(log: Logger): (error: unknown) => boolean {
  let told = 'null'
  return (error) => {
    const reason = error === null ? null : error instanceof Fault ? { code: error.code, ...error.detail } : { code: 'INTERNAL' }
    const text = JSON.stringify(reason)
    if (text !== told && reason !== null) log.warn({ reason }, 'not ready')
    if (text !== told && reason === null) log.info('ready')
    told = text
    return reason === null
  }
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
