/** One Apollo server per contract behind one address, chosen by token and purpose. */
import { ApolloServer } from '@apollo/server'
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import type { Logger } from 'pino'
import type { Contract, Contracts } from '../../access/protocols/contract.ts'
import type { ContractName } from '../../base/recipient.ts'
import type { RequestContext } from '../schema/context.ts'
import { apolloPlugin } from './apollo-plugin.ts'
import { DOCUMENT_RULES } from './document-rules.ts'
import { formatError } from './errors.ts'
import { guardRoots } from './guard.ts'
import { LIMITS } from './limits.ts'
import { createPassthrough } from './passthrough.ts'
import { createRawJson } from './raw-json.ts'
import { type AnswerRegistered, createRegisteredAnswers } from './registered.ts'

/** Answers one HTTP request under one contract. */
export type ContractHandler = (request: FastifyRequest, reply: FastifyReply, context: RequestContext) => Promise<unknown>

export type ContractServerParts = { hub: GraphQLSchema; log: Logger; production: boolean }

/** How one contract is answered: any document over HTTP, or a registered one by its text. */
export type ContractServer = { handle: ContractHandler; answerRegistered: AnswerRegistered }

export type ContractServers = {
  contracts: ReadonlyMap<ContractName, ContractServer>
  stop(): Promise<void>
}

/** Starts a server for every contract; a contract that cannot be served stops the start. */
export async function startContractServers(contracts: Contracts, parts: ContractServerParts): Promise<ContractServers> {
  const served = [...contracts.byName.values()].map((contract) => ({ name: contract.name, ...serve(contract, contracts, parts) }))
  await Promise.all(served.map(({ server }) => server.start()))
  const answering = served.map(({ name, server, answerRegistered }): [ContractName, ContractServer] => {
    const handle: ContractHandler = async (request, reply, context) =>
      fastifyApolloHandler(server, { context: async () => context }).call(request.server, request, reply)
    return [name, { handle, answerRegistered }]
  })
  return { contracts: new Map(answering), stop: async () => void (await Promise.all(served.map(({ server }) => server.stop()))) }
}

function serve(contract: Contract, contracts: Contracts, { hub, log, production }: ContractServerParts) {
  const schema = guardRoots(contract.schema)
  const texts = createRawJson()
  const answerAsText = createPassthrough(schema)
  const server = new ApolloServer<RequestContext>({
    schema,
    stringifyResult: texts.stringify,
    // The contract's schema holds only what this consumer may see, so introspection tells it nothing else.
    introspection: true,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    persistedQueries: false,
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
  return { server, answerRegistered: createRegisteredAnswers({ schema, log, texts, answerAsText }) }
}
