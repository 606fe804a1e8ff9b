/** What the hub adds to Apollo's life cycle: limits, explained refusals, withheld cells, and one log line per operation. */
import { type ApolloServerPlugin, HeaderMap } from '@apollo/server'
import { GraphQLError, type GraphQLSchema, Kind } from 'graphql'
import type { Logger } from 'pino'
import type { Contract, Contracts } from '../access/contract.ts'
import type { RequestContext } from './context.ts'
import { codeOf, faultOf, formatError } from './errors.ts'
import { explainRefusals } from './explain.ts'
import type { HeldTexts } from './held-texts.ts'
import { assertVariables } from './limits.ts'
import type { createTextAnswers } from './text-answer.ts'

type Parts = {
  hub: GraphQLSchema
  contract: Contract
  contracts: Contracts
  log: Logger
  answerAsText: ReturnType<typeof createTextAnswers>
  texts: HeldTexts
}

export function hubPlugin({ hub, contract, contracts, log, answerAsText, texts }: Parts): ApolloServerPlugin<RequestContext> {
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
        didResolveOperation: async () => assertVariables(request.variables),
        responseForOperation: async ({ operation, document }) => {
          const answer = await answerAsText({ operation, document, variables: request.variables, context: contextValue })
          if (answer === null) return null
          const errors = answer.errors.map((error) => {
            logInternal(log, contextValue, error)
            return formatError(error.toJSON(), error)
          })
          const singleResult = { ...(errors.length > 0 ? { errors } : {}), data: texts.hold(answer.text) }
          return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult } }
        },
        didEncounterErrors: async ({ errors }) => {
          for (const error of errors) logInternal(log, contextValue, error)
        },
        willSendResponse: async ({ response, operation }) => {
          const { withheld, operationId, traceId, caller } = contextValue
          if (response.body.kind !== 'single') return
          const result = response.body.singleResult
          if (withheld.length > 0) result.extensions = { ...result.extensions, withheld: mergeWithheld(withheld) }
          const codes = result.errors?.map(({ extensions }) => extensions?.code)
          // The operation's name is the caller's own text, so the log has the root fields, which are the schema's.
          const fields = operation?.selectionSet.selections.flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : []))
          log.info({ traceId, operationId, consumer: caller.consumer, contract: contract.name, fields, codes }, 'operation')
        },
      }
    },
  }
}

/** Internal faults are answered with the trace id alone; the log has the rest. */
function logInternal(log: Logger, { traceId }: RequestContext, error: GraphQLError): void {
  const fault = faultOf(error)
  const code = codeOf({ message: '', extensions: error.extensions }, error)
  if (code !== 'INTERNAL' && code !== 'AUDIT_UNAVAILABLE' && code !== 'SOURCE_UNAVAILABLE') return
  if (code === 'INTERNAL') Object.assign(error.extensions, { traceId })
  // Messages of libraries may repeat a value, so the log gets the fault's own detail and the place, not the message.
  const place = fault === undefined ? placeOf(error.originalError) : undefined
  log.error({ traceId, code, detail: fault?.detail, place }, 'fault')
}

/** Where an error was thrown, without its message, which may have several lines. */
function placeOf(error: Error | null | undefined): string[] | undefined {
  return error?.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 3)
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
