/** HTTP: from a request to its contract, and everything around it. */
import { randomUUID } from 'node:crypto'
import { renderGraphiQL } from '@graphql-yoga/render-graphiql'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Authenticate } from '../access/authenticate.ts'
import type { Caller } from '../access/caller.ts'
import type { Clock } from '../access/clock.ts'
import type { Contract } from '../access/contract.ts'
import { Fault, Forbidden, InvalidInput, Invariant } from '../access/faults.ts'
import { isPurpose } from '../access/purpose.ts'
import type { Vault } from '../access/vault.ts'
import { createCursors } from '../read/cursor.ts'
import type { Reader } from '../read/reader.ts'
import type { RequestContext } from './context.ts'
import type { ContractKeeper } from './contract-keeper.ts'
import type { ContractHandler, Endpoint } from './endpoint.ts'
import { faultResponse, statusOf } from './errors.ts'
import { LIMITS } from './limits.ts'
import { traceIdOf } from './trace.ts'

declare module 'fastify' {
  interface FastifyRequest {
    traceId: string
    hub: RequestContext | null
  }
}

export type ServerParts = {
  authenticate: Authenticate
  keeper: ContractKeeper
  reader: Reader
  vault: Vault
  clock: Clock
  log: Logger
  /** Whether the explorer is served. */
  explorer: boolean
  /** Throws while the hub cannot answer (no database, register not loaded). */
  assertReady: () => Promise<void>
}

/** Server with its routes; it listens when told to. */
export function createHttpServer(parts: ServerParts): FastifyInstance {
  const server = fastify({
    logger: false,
    bodyLimit: LIMITS.bodyBytes,
    trustProxy: false,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
  })
  server.decorateRequest('traceId', '')
  server.decorateRequest('hub', null)
  server.addHook('onRequest', async (request, reply) => {
    request.traceId = traceIdOf(request.headers.traceparent)
    reply.header('hub-trace-id', request.traceId).header('cache-control', 'no-store').header('x-content-type-options', 'nosniff')
  })
  server.setErrorHandler((error, request, reply) => answerFault(parts.log, error, request, reply))
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ errors: [{ message: 'Not found.', extensions: { code: 'NOT_FOUND' } }] }),
  )
  addHealth(server, parts)
  addGraphql(server, parts)
  if (parts.explorer) addExplorer(server)
  return server
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
  server.route({
    method: ['GET', 'POST', 'OPTIONS'],
    url: '/graphql',
    handler: async (request, reply) => {
      const { context, handle } = await enter(parts, request)
      request.hub = context
      return handle(request, reply)
    },
  })
}

/** Steps 1 to 3 of a request: who, for what, under which contract. */
async function enter(parts: ServerParts, request: FastifyRequest): Promise<{ context: RequestContext; handle: ContractHandler }> {
  const caller = await parts.authenticate(request.headers.authorization)
  const today = parts.clock.today()
  const { contracts, endpoint } = await parts.keeper.on(today)
  const contract = chooseContract(caller, request.headers['hub-purpose'], contracts.byName)
  return { context: createContext(parts, caller, contract, today, request.traceId), handle: handlerOf(endpoint, contract) }
}

function chooseContract(caller: Caller, purpose: unknown, byName: ReadonlyMap<string, Contract>): Contract {
  if (purpose === undefined) throw new InvalidInput('PURPOSE_MISSING', 'Declare the purpose of the request in the header Hub-Purpose.')
  const refused = new Forbidden('PURPOSE_NOT_GRANTED', 'This purpose is not granted to this token, or no protocol in force serves it.')
  if (!isPurpose(purpose) || !caller.purposes.includes(purpose)) throw refused
  const contract = byName.get(`${caller.organisation.recipient}/${purpose}`)
  if (contract === undefined) throw refused
  return contract
}

function handlerOf(endpoint: Endpoint, contract: Contract): ContractHandler {
  const handle = endpoint.handlers.get(contract.name)
  if (handle === undefined) throw new Invariant('inv_h4nd', { contract: contract.name })
  return handle
}

function createContext(parts: ServerParts, caller: Caller, contract: Contract, today: string, traceId: string): RequestContext {
  const operationId = randomUUID()
  const withheld: RequestContext['withheld'] = []
  const asker = { organisation: caller.organisation.id, consumer: caller.consumer, userRef: caller.userRef, today, operationId, traceId }
  return {
    caller,
    contract,
    operationId,
    traceId,
    withheld,
    cursors: createCursors(parts.vault),
    read: async ({ who, shape, arguments: given, after }, info) => {
      const run = { ...asker, arguments: given, after, hashInsz: parts.vault.hashInsz as (insz: string) => Buffer }
      const answer = await parts.reader({ contract, info, who, shape, run })
      withheld.push(...answer.withheld)
      return answer
    },
  }
}

function addExplorer(server: FastifyInstance): void {
  const page = renderGraphiQL({
    endpoint: '/graphql',
    title: 'Doorstroom',
    headers: '{\n  "Authorization": "Bearer …",\n  "Hub-Purpose": "REFERRAL"\n}',
  })
  server.get('/graphiql', async (_request, reply) => reply.type('text/html; charset=utf-8').send(page))
}

/** Status codes of the HTTP layer's own errors that a client can mend. */
const CLIENT_ERRORS: Record<number, string> = {
  413: `The request body is larger than ${LIMITS.bodyBytes} bytes.`,
  415: 'Send the request as application/json.',
  400: 'The request body is not valid JSON.',
}

function answerFault(log: Logger, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = (error as { statusCode?: unknown }).statusCode
  const mendable = typeof status === 'number' ? CLIENT_ERRORS[status] : undefined
  const fault =
    error instanceof Fault
      ? error
      : mendable === undefined
        ? new Invariant('inv_http', {}, error)
        : new InvalidInput('BAD_USER_INPUT', mendable)
  if (fault.code === 'INTERNAL' || fault.code === 'UNAUTHENTICATED')
    log.warn({ traceId: request.traceId, code: fault.code, detail: fault.detail }, 'refused')
  if (fault.code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer')
  return reply
    .code(mendable !== undefined && typeof status === 'number' ? status : statusOf(fault))
    .type('application/json; charset=utf-8')
    .send(faultResponse(fault, request.traceId))
}
