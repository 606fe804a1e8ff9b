/** `/graphql`: operations, sent in full or by the hash under which they were registered. Their bodies are JSON in UTF-8, of limited size and sent within a limited time. */
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parseIdempotencyKey } from '../../graphql/schema/acts/act.ts'
import { type ContextParts, createContext } from '../../graphql/schema/context.ts'
import { RETRY_AFTER_SECONDS } from '../../graphql/server/errors.ts'
import { LIMITS } from '../../graphql/server/limits.ts'
import { type AdmitParts, admit } from './admit.ts'
import { refusal } from './http-faults.ts'

/** Longest that a client may take to send its body, in milliseconds. */
const BODY_MS = 10_000

export type OperationParts = AdmitParts & ContextParts

/** Adds the route to a part of the server of its own: no other route reads JSON. */
export function addGraphql(server: FastifyInstance, parts: OperationParts): void {
  acceptJson(server)
  server.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: async (request, reply) => {
      const { server, ...asking } = await admit(parts, request)
      const { contract, handle, answerRegistered } = server
      const key = request.headers['idempotency-key']
      const idempotencyKey = key === undefined ? null : parseIdempotencyKey(key)
      const context = createContext(parts, { ...asking, contract, traceId: request.id, idempotencyKey })
      const registered = parts.operations.find(asking.caller.consumer, contract.name, request.body)
      if (registered === undefined) return handle(request, reply, context)
      const { variables } = request.body as { variables?: Record<string, unknown> }
      const { status, text } = await answerRegistered(registered, variables ?? undefined, context)
      if (status === 503) reply.header('retry-after', RETRY_AFTER_SECONDS)
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

/** Makes a part of the server read `application/json` and refuse every other type with 415. */
function acceptJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error')
  server.addContentTypeParser('application/json', async (request: FastifyRequest, payload: IncomingMessage) => {
    assertPlain(request)
    const text = decode(await readBytes(payload, Number(request.headers['content-length'] ?? 0)))
    return await new Promise<unknown>((resolve, reject) => parse(request, text, (error, body) => (error ? reject(error) : resolve(body))))
  })
}

/** Compressed bodies are not unpacked: a small one can be a large one. */
function assertPlain({ headers }: FastifyRequest): void {
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') throw refusal(415)
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1]
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw refusal(415)
}

/** Replacement characters would change a name into another, so bytes that are no UTF-8 are refused. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refusal(400)
  }
}

/** @param announced length that the client told; 0 when it told none. */
async function readBytes(payload: IncomingMessage, announced: number): Promise<Buffer> {
  if (announced > LIMITS.bodyBytes) throw refusal(413)
  const chunks: Buffer[] = []
  let length = 0
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(refusal(408)), BODY_MS)
      payload.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > LIMITS.bodyBytes) reject(refusal(413))
        else chunks.push(chunk)
      })
      payload.once('end', () => resolve(Buffer.concat(chunks)))
      payload.once('error', () => reject(refusal(400)))
    })
  } finally {
    clearTimeout(timer)
  }
}
