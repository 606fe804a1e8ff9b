/** Refusals of the HTTP layer, in the same shape as every other error of the hub. */
import { randomUUID } from 'node:crypto'
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { z } from 'zod'
import { Fault, InvalidInput, Invariant, Unauthenticated } from '../../base/faults.ts'
import { Overload } from '../../base/overload.ts'
import { causeOf, faultOf, faultResponse, RETRY_AFTER_SECONDS, statusOf } from '../../graphql/server/errors.ts'
import { LIMITS } from '../../graphql/server/limits.ts'
import { JSON_TYPE, responseTypeOf } from './media-types.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route of which errors are problem details (RFC 9457). @property accepts what it reads, for who sends something else. */
    rest?: { accepts?: string }
  }
}

/** What the HTTP layer refuses and a client can mend, by status. */
const MENDABLE: Record<number, string> = {
  400: 'The request body is not valid JSON in UTF-8.',
  406: 'Accept application/graphql-response+json or application/json.',
  405: 'Send operations as POST: the text and the variables of an operation do not belong in a URL.',
  408: 'The request was not complete in time. Send it again.',
  413: `The request body is larger than ${LIMITS.bodyBytes} bytes.`,
  415: 'Send the request as application/json in UTF-8, not compressed.',
}

/** Error that is answered with this status. */
export function refusal(status: 400 | 405 | 406 | 408 | 413 | 415): Error {
  return Object.assign(new Error(MENDABLE[status]), { statusCode: status })
}

/** Answers whatever was thrown before an operation ran, and logs its class without a word of the request. */
export function answerFault(
  log: Logger,
  record: (fault: Fault) => void,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const rest = request.routeOptions.config?.rest
  const { fault, status } = asFault(error, rest?.accepts)
  record(fault)
  // Those are many when there are any: the count of each minute says how many.
  if (fault instanceof Overload) reply.headers(fault.headers)
  else log.warn({ traceId: request.id, code: fault.code, status, detail: fault.detail, cause: causeOf(fault) }, 'refused')
  if (fault.code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer')
  if (status === 503 && !(fault instanceof Overload)) reply.header('retry-after', RETRY_AFTER_SECONDS)
  if (status === 405) reply.header('allow', 'POST')
  if (rest !== undefined) return answerProblem(reply, problemOf(fault, status, request.id))
  return answerErrors({ request, reply }, status, fault)
}

/**
 * Refuses what is too much, past the framework: there are many of these when there are any, and each takes its time from those that are answered.
 */
export function refuseAtOnce(fault: Overload, traceId: string, { headers }: IncomingMessage, response: ServerResponse): void {
  const body = JSON.stringify(faultResponse(fault, traceId))
  response.writeHead(statusOf(fault), {
    ...fault.headers,
    'hub-trace-id': traceId,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    vary: 'Origin',
    'content-type': `${responseTypeOf(headers.accept) ?? JSON_TYPE}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

/** In the media type that the client asked for, as every answer of an operation. */
function answerErrors({ request, reply }: { request: FastifyRequest; reply: FastifyReply }, status: number, fault: Fault): FastifyReply {
  const type = responseTypeOf(request.headers.accept) ?? JSON_TYPE
  return reply
    .code(status)
    .type(`${type}; charset=utf-8`)
    .send(JSON.stringify(faultResponse(fault, request.id)))
}

/** Problem details (RFC 9457). @property code from a closed list. @property traceId of an internal fault, by which the operator finds it. */
export const ProblemDetails = z.looseObject({
  type: z.string().describe('Kind of problem: `urn:problem-type:doorstroom:` and the code.'),
  title: z.string().describe('The HTTP status in words.'),
  status: z.int().describe('The HTTP status.'),
  detail: z.string().describe('What is wrong and what was expected. Never a value that was sent.'),
  code: z.string().describe('Code from a closed list.'),
  traceId: z.string().optional().describe('Of an internal fault: report it.'),
})
export type ProblemDetails = z.infer<typeof ProblemDetails>

export function problem(status: number, code: string, detail: string): ProblemDetails {
  return { type: `urn:problem-type:doorstroom:${code}`, title: STATUS_CODES[status] ?? 'Error', status, detail, code }
}

/** An internal fault says nothing but where to look it up. */
function problemOf(fault: Fault, status: number, traceId: string): ProblemDetails {
  if (fault.code !== 'INTERNAL') return problem(status, fault.code, fault.message)
  return { ...problem(status, fault.code, 'Internal error.'), traceId }
}

export function answerProblem(reply: FastifyReply, details: ProblemDetails): FastifyReply {
  return reply.code(details.status).type('application/problem+json; charset=utf-8').send(JSON.stringify(details))
}

function asFault(error: unknown, accepts?: string): { fault: Fault; status: number } {
  if (error instanceof Fault) return { fault: error, status: statusOf(error) }
  const status = Number((error as { statusCode?: unknown } | null)?.statusCode)
  const message = status === 415 && accepts !== undefined ? `Send the request as ${accepts}.` : MENDABLE[status]
  if (message !== undefined) return { fault: new InvalidInput('BAD_USER_INPUT', message), status }
  const fault = faultOf(error) ?? new Invariant('inv_http', {}, error)
  return { fault, status: statusOf(fault) }
}

/** Answers an address that cannot be read at all; the framework's own answer would repeat it. */
export function answerBadAddress(request: FastifyRequest, reply: FastifyReply): void {
  const fault = new InvalidInput('BAD_USER_INPUT', 'The URL of the request is not valid.')
  void answerErrors({ request, reply }, 400, fault)
}

/** Longest that a refused connection stays open, so that a client that is still sending can read why. */
const LINGER_MS = 1_000

type ParserError = Error & { code?: string }

/** Answers bytes that never became a request: headers larger than any token, no HTTP, or nothing for too long. */
export function refuseConnection(log: Logger): (error: ParserError, socket: Socket) => void {
  return ({ code }, socket) => {
    if (code === 'ECONNRESET' || socket.writableEnded || !socket.writable) return
    const [head, fault] = describeParserError(code)
    const traceId = randomUUID().replaceAll('-', '')
    log.warn({ traceId, code: fault.code, detail: fault.detail }, 'refused')
    const body = JSON.stringify(faultResponse(fault, traceId))
    const headers = [
      head,
      `hub-trace-id: ${traceId}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'cache-control: no-store',
      'connection: close',
    ]
    socket.end(`HTTP/1.1 ${headers.join('\r\n')}\r\n\r\n${body}`)
    socket.resume()
    setTimeout(() => socket.destroy(), LINGER_MS).unref()
  }
}

function describeParserError(code: string | undefined): [string, Fault] {
  // Only a token grows headers that far, and who sends none that is valid gets this answer anyway.
  if (code === 'HPE_HEADER_OVERFLOW') return ['401 Unauthorized\r\nwww-authenticate: Bearer', new Unauthenticated('headers_too_large')]
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return ['408 Request Timeout', new InvalidInput('BAD_USER_INPUT', 'The request was not complete in time. Send it again.')]
  return ['400 Bad Request', new InvalidInput('BAD_USER_INPUT', 'The request is not valid HTTP.')]
}
