/** HTTP: from a request to its contract, and everything around it. */
import { randomUUID } from 'node:crypto'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Authenticate } from '../access/authenticate.ts'
import { asOrganisation, type Caller, recipientOf } from '../access/caller.ts'
import type { Clock } from '../access/clock.ts'
import type { Contract } from '../access/contract.ts'
import { Forbidden, InvalidInput, Invariant, NotFound } from '../access/faults.ts'
import { isPurpose } from '../access/purpose.ts'
import type { Vault } from '../access/vault.ts'
import type { AskDataUse } from '../audit/ask-data-use.ts'
import type { IncentiveDesk } from '../incentive/desk.ts'
import type { IncentiveActs } from '../incentive/store/asked.ts'
import { createCursors } from '../read/cursor.ts'
import type { Reader } from '../read/reader.ts'
import type { Actor, ReferralActs } from '../referral/store/asked.ts'
import { type StatisticsPort, whenKept } from '../statistics/doors/egress.ts'
import { parseIdempotencyKey } from './act.ts'
import type { ReferralPort, RequestContext } from './context.ts'
import type { ContractKeeper } from './contract-keeper.ts'
import type { Answering, Endpoint } from './endpoint.ts'
import type { EvidencePort } from './evidence.ts'
import { answerBadAddress, answerFault, refusal, refuseConnection } from './http-faults.ts'
import { acceptJson } from './json-body.ts'
import { registeredHash } from './registered.ts'
import { traceIdOf } from './trace.ts'

declare module 'fastify' {
  interface FastifyRequest {
    traceId: string
    hub: RequestContext | null
    /** Who asks, once that is established. */
    caller: Caller | null
  }
}

/** Documents that consumers registered; what of the registry the server asks. */
export type RegisteredDocuments = {
  find(consumer: string, contract: string, hash: string): string | undefined
  registeredOnly(consumer: string): boolean
  refresh(): Promise<void>
}

export type ServerParts = {
  authenticate: Authenticate
  keeper: ContractKeeper
  reader: Reader
  dataUse: AskDataUse
  incentives: IncentiveDesk
  incentiveActs: IncentiveActs
  referrals: ReferralActs
  statistics: StatisticsPort
  operations: RegisteredDocuments
  evidence: EvidencePort
  vault: Vault
  clock: Clock
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
  server.decorateRequest('hub', null)
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
      const { context, answering } = await enter(parts, request)
      request.hub = context
      const registered = findRegistered(parts.operations, context, request)
      if (registered === undefined) return answering.handle(request, reply)
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

/** Steps 1 to 3 of a request: who, for what, under which contract. */
async function enter(parts: ServerParts, request: FastifyRequest): Promise<{ context: RequestContext; answering: Answering }> {
  const caller = await parts.authenticate(request.headers.authorization)
  request.caller = caller
  await parts.operations.refresh()
  const today = parts.clock.today()
  const { contracts, endpoint } = await parts.keeper.on(today)
  const contract = chooseContract(caller, request.headers['hub-purpose'], contracts.byName)
  const idempotencyKey = parseIdempotencyKey(request.headers['idempotency-key'])
  const context = createContext(parts, { caller, contract, today, traceId: request.traceId, idempotencyKey })
  return { context, answering: answeringOf(endpoint, contract) }
}

/** @throws InvalidInput or Forbidden when no purpose is declared, or none that is granted to the token and served by a protocol. */
export function chooseContract(caller: Caller, purpose: unknown, byName: ReadonlyMap<string, Contract>): Contract {
  if (purpose === undefined) throw new InvalidInput('PURPOSE_MISSING', 'Declare the purpose of the request in the header Hub-Purpose.')
  const granted = isPurpose(purpose) && caller.purposes.includes(purpose)
  const contract = granted ? byName.get(`${recipientOf(caller)}/${purpose}`) : undefined
  if (contract !== undefined) return contract
  throw new Forbidden('PURPOSE_NOT_GRANTED', 'This purpose is not granted to this token, or no protocol in force serves it.')
}

function answeringOf(endpoint: Endpoint, contract: Contract): Answering {
  const answering = endpoint.contracts.get(contract.name)
  if (answering === undefined) throw new Invariant('inv_h4nd', { contract: contract.name })
  return answering
}

/** @throws Forbidden when the consumer may send registered operations only, and this is none. */
function findRegistered(
  operations: RegisteredDocuments,
  { caller, contract }: RequestContext,
  request: FastifyRequest,
): string | undefined {
  const hash = request.method === 'POST' ? registeredHash(request.body) : undefined
  const document = hash === undefined ? undefined : operations.find(caller.consumer, contract.name, hash)
  if (document === undefined && operations.registeredOnly(caller.consumer))
    throw new Forbidden('FORBIDDEN', 'This consumer may send registered operations only.')
  return document
}

const GRAPHQL_RESPONSE = 'application/graphql-response+json'

function mediaTypeOf({ headers }: FastifyRequest): string {
  return `${headers.accept?.includes(GRAPHQL_RESPONSE) ? GRAPHQL_RESPONSE : 'application/json'}; charset=utf-8`
}

type Asking = { caller: Caller; contract: Contract; today: string; traceId: string; idempotencyKey: string | null }

function createContext(parts: ServerParts, { caller, contract, today, traceId, idempotencyKey }: Asking): RequestContext {
  const operationId = randomUUID()
  const withheld: RequestContext['withheld'] = []
  const asker = { consumer: caller.consumer, userRef: caller.userRef, today, operationId, traceId }
  const now = parts.clock.now()
  const context: RequestContext = {
    form: 'TREE',
    caller,
    contract,
    operationId,
    traceId,
    withheld,
    cursors: createCursors(parts.vault),
    today,
    incentives: parts.incentives,
    incentiveActs: parts.incentiveActs,
    assessor: () => {
      const organisation = asOrganisation(caller).organisation.id
      parts.evidence.assertKept()
      return { contract, human: caller.human, run: { ...asker, organisation, hashInsz: parts.vault.hashInsz as (insz: string) => Buffer } }
    },
    read: async ({ type = 'Newcomer', who, shape, arguments: given, after }, info) => {
      const organisation = asOrganisation(caller).organisation.id
      const run = { ...asker, organisation, arguments: given, after, hashInsz: parts.vault.hashInsz as (insz: string) => Buffer }
      parts.evidence.assertKept()
      const answer = await parts.reader({ contract, info, type, who, shape, form: context.form, run })
      withheld.push(...answer.withheld)
      return answer
    },
    idempotencyKey,
    now,
    referrals: referralPort(parts, { caller, contract, today, now }),
    record: (outcome) => parts.evidence.record({ operationId, traceId, caller, contract, ...outcome }),
    dataUse: async (question) => {
      parts.evidence.assertKept()
      return parts.dataUse(question, { contract, organisationId: caller.organisation?.id ?? null, ...asker })
    },
    statistics: whenKept(parts.statistics, parts.evidence.assertKept),
  }
  return context
}

function referralPort(
  { evidence, referrals }: ServerParts,
  { caller, contract, today, now }: Pick<Asking, 'caller' | 'contract' | 'today'> & { now: Date },
): ReferralPort {
  const actor = (): Actor => {
    evidence.assertKept()
    const { organisation, consumer, userRef } = asOrganisation(caller)
    return { organisation, consumer, userRef, capacities: contract.capacities, today, now }
  }
  return {
    move: async (asked, key) => referrals.move(actor(), asked, key),
    send: async (asked, key) => referrals.send(actor(), asked, key),
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
