/** `/graphql`: operations, sent in full or by the hash under which they were registered. Their bodies are JSON in UTF-8, of limited size and sent within a limited time. */
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { InvalidInput } from '../../base/faults.ts'
import type { DocumentAllowance } from '../../graphql/operations/allowance.ts'
import { bodyOf, readEnvelope } from '../../graphql/operations/envelope.ts'
import { type ContextParts, createContext } from '../../graphql/schema/context.ts'
import { RETRY_AFTER_SECONDS } from '../../graphql/server/errors.ts'
import { LIMITS } from '../../graphql/server/limits.ts'
import { type Admission, type AdmitParts, admit } from './admission.ts'
import { refusal } from './http-faults.ts'
import { responseTypeOf } from './media-types.ts'

/** Longest that a client may take to send its body, in milliseconds. */
const BODY_MS = 10_000

export type OperationParts = AdmitParts & ContextParts & { admission: Admission; documents: DocumentAllowance }

/** Adds the route to a part of the server of its own: no other route reads JSON. */
export function addGraphql(server: FastifyInstance, parts: OperationParts): void {
  acceptJson(server)
  server.route({
    method: 'POST',
    url: '/graphql',
    onRequest: parts.admission.question,
    handler: (request, reply) => answer(parts, request, reply),
  })
  server.route({
    // An address is written into the logs of every proxy on the way, and a document or its variables may hold what identifies a person.
    method: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: '/graphql',
    // Before the body is looked at: its type does not matter.
    onRequest: async () => {
      throw refusal(405)
    },
    handler: async () => undefined,
  })
}

async function answer(parts: OperationParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const mediaType = responseTypeOf(request.headers.accept)
  if (mediaType === undefined) throw refusal(406)
  const { server, ...asking } = await admit(parts, request)
  const { contract, handle, answerRegistered } = server
  const { idempotencyKey, ...envelope } = readEnvelope(request.headers['idempotency-key'], request.body)
  const context = createContext(parts, { ...asking, contract, traceId: request.id, idempotencyKey })
  const registered = parts.operations.find(asking.caller.consumer, contract.name, envelope.hash)
  if (registered === undefined) {
    if (envelope.hash !== undefined && envelope.query === undefined) throw new InvalidInput('PERSISTED_QUERY_NOT_FOUND', NOT_REGISTERED)
    await parts.documents.take(asking.caller.consumer, envelope.query)
    return handle(request, reply, { context, mediaType, body: bodyOf(envelope) })
  }
  const { status, text } = await answerRegistered({ ...envelope, document: registered }, context)
  if (status === 503) reply.header('retry-after', RETRY_AFTER_SECONDS)
  return reply.code(status).type(`${mediaType}; charset=utf-8`).send(text)
}

/** Words at which clients of persisted queries send the document itself. */
const NOT_REGISTERED = 'PersistedQueryNotFound'

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
