/** `/deliveries`: NDJSON of a machine whose token may deliver, taken in while it arrives; and what became of it, for its deliverer. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { z } from 'zod'
import { asOrganisation, type OrganisationCaller } from '../../access/identity/caller.ts'
import { loadMunicipalityCodes } from '../../activities/delivery/municipalities.ts'
import { loadOrganisationIds } from '../../activities/delivery/organisations.ts'
import { findDelivery, listDeliveries, listRefusalsOf } from '../../activities/delivery/own-deliveries.ts'
import type { DeliveryOutcome } from '../../activities/delivery/process-delivery.ts'
import { type DeliveryGrantPorts, ENCODINGS, httpStatusOf, POST_LIMIT, receiveDelivery } from '../../activities/delivery/receive.ts'
import { DeliveryQuery, RefusalQuery } from '../../activities/delivery/views.ts'
import { Forbidden, InvalidInput, NotFound, SourceUnavailable } from '../../base/faults.ts'
import { toUuid } from '../../base/uuid.ts'
import { type Admission, callerOf } from './admission.ts'
import { answerProblem, problem, refusal } from './http-faults.ts'
import { NDJSON } from './media-types.ts'
import type { CountDelivery } from './metrics.ts'

type Parts = {
  admission: Admission
  ports: Omit<DeliveryGrantPorts, 'organisations' | 'municipalities'>
  log: Logger
  countDelivery: CountDelivery
}

const CONFIG = { rest: { accepts: `${NDJSON} in UTF-8, as it is or with Content-Encoding: gzip` } }

/** Adds the routes, in a part of the server of its own: no other route reads NDJSON. */
export function addDeliveries(server: FastifyInstance, parts: Parts): void {
  server.register(async (scope) => {
    // The body stays a stream: a delivery is applied at the speed of the database, not held in memory.
    scope.addContentTypeParser(NDJSON, (_request, payload, done) => done(null, payload))
    const options = { bodyLimit: POST_LIMIT, config: CONFIG, onRequest: parts.admission.delivery }
    scope.post('/deliveries', options, async (request, reply) => receive(parts, request, reply))
    addQuestions(scope, parts)
  })
}

async function receive({ ports, ...parts }: Parts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const started = performance.now()
  const caller = asOrganisation(callerOf(request))
  const body = streamOf(request.body)
  const encoding = encodingOf(request.headers['content-encoding'])
  const { pool } = ports.database
  const organisations = await loadOrganisationIds(pool).catch(unavailable)
  const municipalities = await loadMunicipalityCodes(pool).catch(unavailable)
  const ending = (outcome: Ended) => report(parts, { request, caller, started }, outcome)
  const outcome = await receiveDelivery(body, caller, { ...ports, organisations, municipalities }, encoding).catch((error: unknown) => {
    ending({ status: 'INTERRUPTED' })
    throw error
  })
  ending(outcome)
  return answer(outcome, reply)
}

/** A delivery that was refused is a problem (RFC 9457) that says how far it came. */
function answer(outcome: DeliveryOutcome, reply: FastifyReply): FastifyReply {
  const { problem: refused, ...delivery } = outcome
  if (outcome.id !== undefined) reply.header('location', `/deliveries/${outcome.id}`)
  if (refused === undefined) return reply.code(200).send(delivery)
  if (refused.code === 'DELIVERY_IN_PROGRESS') reply.header('retry-after', '60')
  return answerProblem(reply, { ...problem(httpStatusOf(outcome), refused.code, refused.reason), delivery })
}

type Ended = Partial<Omit<DeliveryOutcome, 'status'>> & { status: DeliveryOutcome['status'] | 'INTERRUPTED' }

/** One line and one count for each delivery: ids, codes and numbers, and nothing of what was delivered. */
function report(
  { log, countDelivery }: Pick<Parts, 'log' | 'countDelivery'>,
  { request, caller, started }: { request: FastifyRequest; caller: OrganisationCaller; started: number },
  { id, status, problem, records = 0, applied = 0, ignored = 0, refused = 0, remarks = 0 }: Ended,
): void {
  const ms = Math.round(performance.now() - started)
  const { organisation, consumer, recipient } = caller
  const counts = { records, applied, ignored, refused, remarks }
  const who = { traceId: request.id, organisation: organisation.id, consumer, delivery: id ?? null }
  log.info({ ...who, status, code: problem?.code ?? null, ...counts, ms }, 'delivery')
  countDelivery({ recipient, status, seconds: ms / 1000, counts: { applied, ignored, refused, remarks } })
}

function addQuestions(scope: FastifyInstance, { admission, ports }: Parts): void {
  const { pool } = ports.database
  const organisationOf = (request: FastifyRequest) => asDeliverer(callerOf(request)).organisation.id
  const options = { config: { rest: {} }, onRequest: admission.question }
  scope.get('/deliveries', options, async (request) => {
    const organisation = organisationOf(request)
    const page = await listDeliveries(pool, organisation, parse(DeliveryQuery, request.query)).catch(unavailable)
    return page ?? invalid('after')
  })
  scope.get<{ Params: { id: string } }>('/deliveries/:id', options, async (request) => {
    const organisation = organisationOf(request)
    parse(DeliveryQuery.pick({}).strict(), request.query)
    return (await findDelivery(pool, organisation, idOf(request)).catch(unavailable)) ?? notFound()
  })
  scope.get<{ Params: { id: string } }>('/deliveries/:id/refusals', options, async (request) => {
    const organisation = organisationOf(request)
    const query = parse(RefusalQuery, request.query)
    return (await listRefusalsOf(pool, organisation, idOf(request), query).catch(unavailable)) ?? notFound()
  })
}

/** Those who may deliver may ask what came of it. */
function asDeliverer(caller: Parameters<typeof asOrganisation>[0]): OrganisationCaller {
  const organisation = asOrganisation(caller)
  if (organisation.delivers.length > 0) return organisation
  throw new Forbidden('FORBIDDEN', 'Only machines whose token has a scope to deliver may use this URL.')
}

function parse<Schema extends z.ZodType>(schema: Schema, query: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(query)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return invalid(issue?.code === 'unrecognized_keys' ? undefined : String(issue?.path[0]))
}

function invalid(parameter: string | undefined): never {
  throw new InvalidInput(
    'BAD_USER_INPUT',
    parameter === undefined ? 'The URL has a parameter that does not exist.' : `The parameter "${parameter}" is not valid.`,
  )
}

function idOf({ params }: FastifyRequest<{ Params: { id: string } }>): string {
  return toUuid(params.id) ?? notFound()
}

function notFound(): never {
  throw new NotFound('Delivery not found.')
}

function unavailable(cause: unknown): never {
  throw new SourceUnavailable('SOURCE_UNAVAILABLE', 'The database is not responding. Try again later.', {}, cause)
}

/** A request without a body has no stream. */
function streamOf(body: unknown): AsyncIterable<Uint8Array> {
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) throw refusal(415)
  return body as AsyncIterable<Uint8Array>
}

function encodingOf(named = 'identity'): (typeof ENCODINGS)[number] {
  const encoding = ENCODINGS.find((one) => one === named.trim().toLowerCase())
  if (encoding === undefined) throw refusal(415)
  return encoding
}
