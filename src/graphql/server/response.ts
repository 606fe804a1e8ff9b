/** What every answered operation gets, whichever way it took: withheld cells, a log line, internal faults by trace id. */
import { type ApolloServerPlugin, HeaderMap } from '@apollo/server'
import { type FormattedExecutionResult, GraphQLError, type GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql'
import type { Logger } from 'pino'
import type { Contract, Contracts } from '../../access/protocols/contract.ts'
import { Overload } from '../../base/overload.ts'
import { describeCause } from '../../query/database-fault.ts'
import type { RequestContext } from '../schema/context.ts'
import { codeOf, faultOf, formatError, isWhollyUnavailable, RETRY_AFTER_SECONDS, statusOf } from './errors.ts'
import { explainRefusals } from './explain.ts'
import { assertPages, assertVariables, costOf } from './limits.ts'
import type { createPassthrough } from './passthrough.ts'

/** Adds the withheld cells of all root fields to a result's extensions. */
export function addWithheld(result: FormattedExecutionResult, { withheld }: RequestContext): void {
  if (withheld.length > 0) result.extensions = { ...result.extensions, withheld: mergeWithheld(withheld) }
}

/** The same coordinate under several root fields is told once. */
function mergeWithheld(withheld: RequestContext['withheld']): RequestContext['withheld'] {
  const merged = new Map<string, RequestContext['withheld'][number]>()
  for (const entry of withheld) {
    const key = JSON.stringify([entry.coordinate, entry.reasons])
    merged.set(key, { ...entry, count: (merged.get(key)?.count ?? 0) + entry.count })
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry)
}

type Outcome = { operation: OperationDefinitionNode | undefined; documentHash: string | null; result: FormattedExecutionResult }

/** Puts an operation on record: a row of the access log, and a line of ids, codes and root fields. Its name is the caller's own text and stays out. */
export function recordOperation(log: Logger, context: RequestContext, { operation, documentHash, result }: Outcome): void {
  const { operationId, traceId, caller, contract } = context
  const fields = operation?.selectionSet.selections.flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : []))
  const codes = (result.errors ?? []).map(({ extensions }) => String(extensions?.code))
  context.record({ documentHash, codes, answered: result.data != null })
  log.info({ traceId, operationId, consumer: caller.consumer, contract: contract.name, fields, codes }, 'operation')
}

/** Errors of an execution as they are answered; internal ones are logged and get the trace id alone. */
export function answerErrors(log: Logger, context: RequestContext, errors: readonly GraphQLError[]) {
  return errors.map((error) => {
    logInternal(log, context, error)
    return formatError(error.toJSON(), error)
  })
}

/** Internal faults are answered with the trace id alone; the log has the rest. */
export function logInternal(log: Logger, { traceId }: RequestContext, error: GraphQLError): void {
  const fault = faultOf(error)
  const code = codeOf({ message: '', extensions: error.extensions }, error)
  if (code !== 'INTERNAL' && code !== 'AUDIT_UNAVAILABLE' && code !== 'SOURCE_UNAVAILABLE') return
  if (code === 'INTERNAL') Object.assign(error.extensions, { traceId })
  // Messages of libraries may repeat a value, so the log gets the fault's own detail, and class and place of its cause, not the message.
  log.error(
    { traceId, code, detail: fault?.detail, cause: describeCause(fault === undefined ? error.originalError : fault.cause) },
    'fault',
  )
}

/** HTTP status of an operation that began. */
export function statusOfResult(texts: RawJson, result: FormattedExecutionResult): 200 | 503 {
  const failed = (result.errors?.length ?? 0) > 0
  return failed && isWhollyUnavailable(texts.dataOf(result), result.errors) ? 503 : 200
}

/** Texts of `data` on their way through the server library, which hands objects around: each is held under an empty object that stands for it. */
export type RawJson = {
  hold(text: string): Record<string, unknown>
  /** Data of a result, read again where it is text: only for the few that failed. */
  dataOf(result: FormattedExecutionResult): Record<string, unknown> | null | undefined
  /** Whole response as JSON. */
  stringify(result: FormattedExecutionResult): string
}

export function createRawJson(): RawJson {
  const texts = new WeakMap<object, string>()
  return {
    hold: (text) => {
      const standIn = {}
      texts.set(standIn, text)
      return standIn
    },
    dataOf: (result) => {
      const text = result.data == null ? undefined : texts.get(result.data)
      return text === undefined ? result.data : (JSON.parse(text) as Record<string, unknown>)
    },
    stringify: ({ data, errors, extensions }) => {
      const text = data == null ? undefined : texts.get(data)
      if (text === undefined) return JSON.stringify({ errors, data, extensions })
      const before = errors === undefined ? '' : `"errors":${JSON.stringify(errors)},`
      const after = extensions === undefined ? '' : `,"extensions":${JSON.stringify(extensions)}`
      return `{${before}"data":${text}${after}}`
    },
  }
}

/** The server library takes status and headers of an answer from its errors. */
function asHttpError(error: unknown): never {
  if (!(error instanceof Overload)) throw error
  const http = { status: statusOf(error), headers: new HeaderMap(Object.entries(error.headers)) }
  const extensions: Record<string, unknown> = { code: error.code, http }
  throw new GraphQLError(error.message, { originalError: error, extensions })
}

type PluginParts = {
  hub: GraphQLSchema
  contract: Contract
  contracts: Contracts
  log: Logger
  answerAsText: ReturnType<typeof createPassthrough>
  texts: RawJson
}

/** What the hub adds to the life cycle of an operation in the server library: limits, explained refusals, withheld cells, and one log line. */
export function operationPlugin({ hub, contract, contracts, log, answerAsText, texts }: PluginParts): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async ({ request, contextValue }) => {
      return {
        validationDidStart:
          async ({ document }) =>
          async (errors) => {
            explainRefusals(
              (errors ?? []).filter((error) => error instanceof GraphQLError),
              document,
              hub,
              contract,
              contracts,
            )
          },
        didResolveOperation: async ({ document }) => {
          assertVariables(request.variables)
          assertPages(contract.schema, document, request.variables)
          await contextValue.spend(costOf(contract.schema, document)).catch(asHttpError)
        },
        responseForOperation: async ({ operation, document }) => {
          // Contrary to its type it is absent when the document has no operation of the name that was asked.
          if (operation == null) return null
          const answer = await answerAsText({ operation, document, variables: request.variables, context: contextValue })
          if (answer === null) return null
          const errors = answerErrors(log, contextValue, answer.errors)
          const singleResult = { ...(errors.length > 0 ? { errors } : {}), data: texts.hold(answer.text) }
          return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult } }
        },
        didEncounterErrors: async ({ errors }) => {
          for (const error of errors) logInternal(log, contextValue, error)
        },
        willSendResponse: async ({ response, operation, queryHash }) => {
          if (response.body.kind !== 'single') return
          const result = response.body.singleResult
          if (statusOfResult(texts, result) === 503) {
            response.http.status = 503
            response.http.headers.set('retry-after', RETRY_AFTER_SECONDS)
          }
          addWithheld(result, contextValue)
          recordOperation(log, contextValue, { operation, documentHash: queryHash ?? null, result })
        },
      }
    },
  }
}
