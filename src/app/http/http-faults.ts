/** Refusals of the HTTP layer, in the same shape as every other error of the hub. */
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { Fault, InvalidInput, Invariant, Unauthenticated } from '../../base/faults.ts'
import { faultResponse, statusOf } from '../../graphql/server/errors.ts'
import { LIMITS } from '../../graphql/server/limits.ts'

/** What the HTTP layer refuses and a client can mend, by status. */
const MENDABLE: Record<number, string> = {
  400: 'The request body is not valid JSON in UTF-8.',
  405: 'This URL accepts GET and POST only.',
  408: 'The request was not complete in time. Send it again.',
  413: `The request body is larger than ${LIMITS.bodyBytes} bytes.`,
  415: 'Send the request as application/json in UTF-8, not compressed.',
}

/** Error that is answered with this status. */
export function refusal(status: 400 | 405 | 408 | 413 | 415): Error {
  return Object.assign(new Error(MENDABLE[status]), { statusCode: status })
}

/** Answers whatever was thrown before an operation ran, and logs its class without a word of the request. */
export function answerFault(
  log: Logger,
  record: (code: string) => void,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { fault, status } = asFault(error)
  record(fault.code)
  log.warn({ traceId: request.id, code: fault.code, status, detail: fault.detail }, 'refused')
  if (fault.code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer')
  // Long enough for a database to be back, short enough not to lose a day's work.
  if (status === 503) reply.header('retry-after', '2')
  if (status === 405) reply.header('allow', 'GET, POST')
  return reply.code(status).type('application/json; charset=utf-8').send(faultResponse(fault, request.id))
}

function asFault(error: unknown): { fault: Fault; status: number } {
  if (error instanceof Fault) return { fault: error, status: statusOf(error) }
  const status = Number((error as { statusCode?: unknown } | null)?.statusCode)
  const message = MENDABLE[status]
  if (message !== undefined) return { fault: new InvalidInput('BAD_USER_INPUT', message), status }
  const fault = new Invariant('inv_http', {}, error)
  return { fault, status: statusOf(fault) }
}

/** Answers an address that cannot be read at all; the framework's own answer would repeat it. */
export function answerBadAddress(request: FastifyRequest, reply: FastifyReply): void {
  const fault = new InvalidInput('BAD_USER_INPUT', 'The URL of the request is not valid.')
  void reply.code(400).type('application/json; charset=utf-8').send(faultResponse(fault, request.id))
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
