/** What the hub adds to Apollo's life cycle: limits, explained refusals, withheld cells, and one log line per operation. */
import { type ApolloServerPlugin, HeaderMap } from '@apollo/server'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import type { Logger } from 'pino'
import type { Contract, Contracts } from '../../access/protocols/contract.ts'
import type { RequestContext } from '../schema/context.ts'
import { explainRefusals } from './explain.ts'
import { assertVariables } from './limits.ts'
import type { createPassthrough } from './passthrough.ts'
import type { RawJson } from './raw-json.ts'
import { addWithheld, answerErrors, logInternal, recordOperation } from './response.ts'

type Parts = {
  hub: GraphQLSchema
  contract: Contract
  contracts: Contracts
  log: Logger
  answerAsText: ReturnType<typeof createPassthrough>
  texts: RawJson
}

export function apolloPlugin({ hub, contract, contracts, log, answerAsText, texts }: Parts): ApolloServerPlugin<RequestContext> {
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
          addWithheld(result, contextValue)
          recordOperation(log, contextValue, { operation, documentHash: queryHash ?? null, result })
        },
      }
    },
  }
}
