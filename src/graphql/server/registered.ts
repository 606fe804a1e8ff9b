/**
 * Registered operations: sent by hash, parsed and validated once per contract, answered without the server library in between. They
 * see no more than the same document sent in full: the same root fields, guards, statement and proof.
 */
import { createHash } from 'node:crypto'
import { type DocumentNode, execute, GraphQLError, type GraphQLSchema, Kind, type OperationDefinitionNode, parse, validate } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import { InvalidInput } from '../../base/faults.ts'
import type { RequestContext } from '../schema/context.ts'
import { assertPages, assertVariables, costOf } from './limits.ts'
import type { createPassthrough } from './passthrough.ts'
import { addWithheld, answerErrors, type RawJson, recordOperation, statusOfResult } from './response.ts'

type Parts = { schema: GraphQLSchema; log: Logger; answerAsText: ReturnType<typeof createPassthrough>; texts: RawJson }

/** @property document its text. @property operationName undefined when the request gives none: the document has one operation. */
type AskedByHash = { document: string; operationName: string | undefined; variables: Record<string, unknown> | undefined }

/** Answers a registered document as JSON text, with the HTTP status: 400 when it could not begin, 503 when nothing was answered because the database is away.
 *  @throws InvalidInput when the document no longer fits the contract; Overload when it costs more than is left of the consumer's minute. */
export type AnswerRegistered = (asked: AskedByHash, context: RequestContext) => Promise<{ status: 200 | 400 | 503; text: string }>

/** Registered documents of a contract; those that were withdrawn go when there are others. */
const PREPARED = { max: 500, maxSize: 1_000_000 }
type Prepared = { document: DocumentNode; operation: OperationDefinitionNode; hash: string }

export function createRegisteredAnswers({ schema, log, answerAsText, texts }: Parts): AnswerRegistered {
  const prepared = new LRUCache<string, Prepared>(PREPARED)
  const prepareOnce = (text: string) => {
    const known = prepared.get(text)
    if (known !== undefined) return known
    const ready = prepare(schema, text)
    prepared.set(text, ready, { size: text.length })
    return ready
  }
  return async ({ document: text, operationName, variables }, context) => {
    const { document, operation, hash } = prepareOnce(text)
    const refused = nameRefused(operation, operationName) ?? variablesRefused(schema, document, variables)
    if (refused === undefined) await context.spend(costOf(schema, document))
    const result = refused === undefined ? await run({ document, operation, variables, context }) : { errors: [refused] }
    const errors = result.errors === undefined ? undefined : answerErrors(log, context, result.errors)
    const answer = { ...(errors === undefined ? {} : { errors }), ...('data' in result ? { data: result.data ?? null } : {}) }
    addWithheld(answer, context)
    recordOperation(log, context, { operation, documentHash: hash, result: answer })
    return { status: 'data' in answer ? statusOfResult(texts, answer) : 400, text: texts.stringify(answer) }
  }

  async function run({
    document,
    operation,
    variables,
    context,
  }: Omit<Prepared, 'hash'> & { variables: Record<string, unknown> | undefined; context: RequestContext }) {
    const answer = await answerAsText({ operation, document, variables, context })
    if (answer !== null) return { data: texts.hold(answer.text), ...(answer.errors.length > 0 ? { errors: answer.errors } : {}) }
    const result = await execute({ schema, document, variableValues: variables ?? {}, contextValue: context })
    // Without data nothing was executed: the variables were not what the document declares.
    if (!('data' in result)) for (const error of result.errors ?? []) Object.assign(error.extensions, { code: 'BAD_USER_INPUT' })
    return result
  }
}

/** In the words of an operation that is sent in full. */
function nameRefused({ name }: OperationDefinitionNode, asked: string | undefined): GraphQLError | undefined {
  if (asked === undefined || asked === name?.value) return undefined
  const fault = new InvalidInput('BAD_USER_INPUT', 'The document has no operation with the requested name.')
  return new GraphQLError(fault.message, { originalError: fault, extensions: { code: fault.code } })
}

function variablesRefused(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Record<string, unknown> | undefined,
): GraphQLError | undefined {
  try {
    assertVariables(variables)
    assertPages(schema, document, variables)
  } catch (error) {
    if (error instanceof GraphQLError) return error
    throw error
  }
  return undefined
}

/** The check at registration was against the contract of that day; this one is against today's. */
function prepare(schema: GraphQLSchema, text: string): Prepared {
  const document = parse(text)
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  if (operation === undefined || validate(schema, document).length > 0)
    throw new InvalidInput('GRAPHQL_VALIDATION_FAILED', 'This registered operation no longer matches its contract. Register it again.')
  return { document, operation, hash: createHash('sha256').update(text).digest('hex') }
}
