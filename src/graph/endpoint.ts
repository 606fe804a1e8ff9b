/** One Apollo server per contract behind one address, chosen by token and purpose. */
import { ApolloServer } from '@apollo/server'
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import type { Logger } from 'pino'
import type { Contract, Contracts } from '../access/contract.ts'
import type { ContractName } from '../access/recipient.ts'
import type { RequestContext } from './context.ts'
import { formatError } from './errors.ts'
import { guardRoots } from './guard.ts'
import { createHeldTexts } from './held-texts.ts'
import { LIMITS, limitRule } from './limits.ts'
import { hubPlugin } from './plugin.ts'
import { createTextAnswers } from './text-answer.ts'

/** Answers one HTTP request under one contract. */
export type ContractHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

export type EndpointParts = { hub: GraphQLSchema; log: Logger; production: boolean; contextOf: (request: FastifyRequest) => RequestContext }

export type Endpoint = {
  handlers: ReadonlyMap<ContractName, ContractHandler>
  stop(): Promise<void>
}

/** Starts a server for every contract; a contract that cannot be served stops the start. */
export async function startEndpoint(contracts: Contracts, parts: EndpointParts): Promise<Endpoint> {
  const servers = [...contracts.byName.values()].map((contract) => ({
    name: contract.name,
    server: createServer(contract, contracts, parts),
  }))
  await Promise.all(servers.map(({ server }) => server.start()))
  const handlers = servers.map(({ name, server }): [ContractName, ContractHandler] => {
    const handle = fastifyApolloHandler(server, { context: async (request) => parts.contextOf(request) })
    return [name, async (request, reply) => handle.call(request.server, request, reply)]
  })
  return { handlers: new Map(handlers), stop: async () => void (await Promise.all(servers.map(({ server }) => server.stop()))) }
}

function createServer(contract: Contract, contracts: Contracts, { hub, log, production }: EndpointParts): ApolloServer<RequestContext> {
  const schema = guardRoots(contract.schema)
  const texts = createHeldTexts()
  return new ApolloServer<RequestContext>({
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
    validationRules: [limitRule],
    formatError,
    plugins: [
      // Cache control instruments every field, which nearly doubles the cost of lists; answers about persons are not cached anyway.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      hubPlugin({ hub, contract, contracts, log, texts, answerAsText: createTextAnswers(schema) }),
    ],
    logger: {
      debug: () => {},
      info: () => {},
      warn: (message) => log.warn(String(message)),
      error: (message) => log.error(String(message)),
    },
  })
}
