/** One Apollo server per contract behind one address, chosen by token and purpose. */
import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server'
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled'
import { InMemoryLRUCache } from '@apollo/utils.keyvaluecache'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type DocumentNode, GraphQLError, type GraphQLSchema } from 'graphql'
import type { Logger } from 'pino'
import type { Contract, Contracts } from '../../access/protocols/contract.ts'
import { Overload } from '../../base/overload.ts'
import type { ContractName } from '../../base/recipient.ts'
import type { RequestContext } from '../schema/context.ts'
import { DOCUMENT_RULES } from './document-rules.ts'
import { formatError, RETRY_AFTER_SECONDS, statusOf } from './errors.ts'
import { explainRefusals } from './explain.ts'
import { guardRoots } from './guard.ts'
import { assertPages, assertVariables, costOf, LIMITS } from './limits.ts'
import { createPassthrough } from './passthrough.ts'
import { type AnswerRegistered, createRegisteredAnswers } from './registered.ts'
import { addWithheld, answerErrors, createRawJson, logInternal, type RawJson, recordOperation, statusOfResult } from './response.ts'

/** What was checked of a request before the server library gets it. @property mediaType of the answer. @property body as the library reads it. */
type Checked = { context: RequestContext; mediaType: string; body: Record<string, unknown> }

/** Answers one HTTP request under one contract. */
export type ContractHandler = (request: FastifyRequest, reply: FastifyReply, checked: Checked) => Promise<unknown>

export type ContractServerParts = { hub: GraphQLSchema; log: Logger; production: boolean }

type ServeParts = ContractServerParts & { documentStore: InMemoryLRUCache<DocumentNode> }

/** How one contract is answered: any document over HTTP, or a registered one by its text. */
export type ContractServer = { contract: Contract; handle: ContractHandler; answerRegistered: AnswerRegistered }

export type ContractServers = { servers: ReadonlyMap<ContractName, ContractServer>; stop(): Promise<void> }

/** Parsed and validated documents of all contracts, by the length of their text: a parsed document takes some thirty times as much. The library
 *  puts the schema before each key, so that contracts do not share what only one of them allows. */
const DOCUMENTS = {
  max: 1000,
  maxSize: 1_000_000,
  sizeCalculation: ({ loc }: DocumentNode) => loc?.source.body.length ?? LIMITS.characters,
}

/** Starts a server for every contract; a contract that cannot be served stops the start. */
export async function startContractServers(contracts: Contracts, parts: ContractServerParts): Promise<ContractServers> {
  const documentStore = new InMemoryLRUCache<DocumentNode>(DOCUMENTS)
  const served = [...contracts.byName.values()].map((contract) => serve(contract, contracts, { ...parts, documentStore }))
  await Promise.all(served.map(({ apollo }) => apollo.start()))
  return {
    servers: new Map(served.map(({ server }) => [server.contract.name, server])),
    stop: async () => void (await Promise.all(served.map(({ apollo }) => apollo.stop()))),
  }
}

function serve(contract: Contract, contracts: Contracts, { hub, log, production, documentStore }: ServeParts) {
  const schema = guardRoots(contract)
  const texts = createRawJson()
  const answerAsText = createPassthrough(schema)
  const apollo = new ApolloServer<RequestContext>({
    schema,
    stringifyResult: texts.stringify,
    // The contract's schema holds only what this consumer may see, so introspection tells it nothing else.
    introspection: true,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    persistedQueries: false,
    documentStore,
    allowBatchedHttpRequests: false,
    // Every request carries this header, and no page of another site can send it without asking first.
    csrfPrevention: { requestHeaders: ['hub-purpose'] },
    parseOptions: { maxTokens: LIMITS.tokens },
    validationRules: [...DOCUMENT_RULES],
    formatError,
    plugins: [
      // Cache control instruments every field, which nearly doubles the cost of lists; answers about persons are not cached anyway.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      apolloPlugin({ hub, contract, contracts, log, texts, answerAsText }),
    ],
    logger: {
      debug: () => {},
      info: () => {},
      warn: (message) => log.warn(String(message)),
      error: (message) => log.error(String(message)),
    },
  })
  const handle: ContractHandler = async (request, reply, { context, mediaType, body }) => {
    // It gets what was checked, and no header that it would parse itself: of the address that it builds of the host it reads the query only.
    Object.assign(request.raw.headers, { accept: mediaType, host: 'hub' })
    request.body = body
    return fastifyApolloHandler(apollo, { context: async () => context }).call(request.server, request, reply)
  }
  return { apollo, server: { contract, handle, answerRegistered: createRegisteredAnswers({ schema, log, texts, answerAsText }) } }
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

/** What the hub adds to the life cycle of an operation: limits, explained refusals, withheld cells, and one log line. */
function apolloPlugin({ hub, contract, contracts, log, answerAsText, texts }: PluginParts): ApolloServerPlugin<RequestContext> {
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
