/**
 * One Apollo server per contract behind one address, chosen by token and purpose. They are those of today: when a protocol begins or ends, the
 * next request is answered under the new ones.
 */
import { ApolloServer } from '@apollo/server'
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled'
import { InMemoryLRUCache } from '@apollo/utils.keyvaluecache'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import type { Logger } from 'pino'
import type { Caller } from '../../access/identity/caller.ts'
import { buildContracts, type Contract, type Contracts, turningDays } from '../../access/protocols/contract.ts'
import type { ProtocolFile } from '../../access/protocols/register.ts'
import { Forbidden, InvalidInput } from '../../base/faults.ts'
import type { ContractName } from '../../base/recipient.ts'
import type { RequestContext } from '../schema/context.ts'
import { DOCUMENT_RULES } from './document-rules.ts'
import { formatError } from './errors.ts'
import { guardRoots } from './guard.ts'
import { LIMITS } from './limits.ts'
import { createPassthrough } from './passthrough.ts'
import { type AnswerRegistered, createRegisteredAnswers } from './registered.ts'
import { createRawJson, operationPlugin } from './response.ts'

/** What was checked of a request before the server library gets it. @property mediaType of the answer. @property body as the library reads it. */
type Checked = { context: RequestContext; mediaType: string; body: Record<string, unknown> }

/** Answers one HTTP request under one contract. */
export type ContractHandler = (request: FastifyRequest, reply: FastifyReply, checked: Checked) => Promise<unknown>

/** How one contract is answered: any document over HTTP, or a registered one by its text. */
export type ContractServer = { contract: Contract; handle: ContractHandler; answerRegistered: AnswerRegistered }

export type ContractServers = { contracts: Contracts; servers: ReadonlyMap<ContractName, ContractServer>; stop(): Promise<void> }

export type CurrentContracts = {
  /** Contracts and their servers on a day. */
  on(day: string): Promise<ContractServers>
  /** Servers of the day in Belgium on which an instant falls, and that day (YYYY-MM-DD). */
  at(instant: Date): Promise<Pick<ContractServers, 'servers'> & { today: string }>
  stop(): Promise<void>
}

export type CurrentContractsParts = {
  hub: GraphQLSchema
  log: Logger
  production: boolean
  /** Day in Belgium on which an instant falls (YYYY-MM-DD). */
  dayOf: (instant: Date) => string
  /** Called with the contracts of an era before any of them answers. */
  fitLock?: (contracts: Contracts) => Promise<void>
}

/** Midnight in Brussels falls on a whole hour of UTC. */
const HOUR_MS = 3_600_000

export function createCurrentContracts(register: readonly ProtocolFile[], parts: CurrentContractsParts): CurrentContracts {
  const turns = turningDays(register)
  const eraOf = (day: string) => turns.filter((turn) => turn <= day).length
  let era = -1
  let serving: Promise<ContractServers> | undefined
  // The day is formatted once an hour: that costs more than the rest of a small request's preparation.
  let hour = -1
  let today = ''

  async function start(day: string): Promise<ContractServers> {
    const contracts = buildContracts(parts.hub, register, day)
    await parts.fitLock?.(contracts)
    return await startServers(contracts, parts)
  }

  function on(day: string): Promise<ContractServers> {
    if (serving !== undefined && eraOf(day) === era) return serving
    const before = serving
    const next = start(day)
    era = eraOf(day)
    serving = next
    next.then(
      // Requests under way finish on the servers they began on.
      async () => (await before)?.stop(),
      () => {
        // The next request tries again; nothing is answered under contracts that have ended.
        if (serving !== next) return
        era = -1
        serving = before
      },
    )
    return next
  }

  return {
    on,
    at: async (instant) => {
      const current = Math.floor(instant.getTime() / HOUR_MS)
      if (current !== hour) today = parts.dayOf(instant)
      hour = current
      const day = today
      const { servers } = await on(day)
      return { today: day, servers }
    },
    stop: async () => (await serving)?.stop(),
  }
}

/** Server of the contract that a caller asks under.
 *  @throws InvalidInput or Forbidden when no purpose is declared, or none that is granted to the token and served by a protocol. */
export function chooseServer(servers: ContractServers['servers'], { recipient, purposes }: Caller, declared: unknown): ContractServer {
  if (declared === undefined) throw new InvalidInput('PURPOSE_MISSING', 'Declare the purpose of the request in the Hub-Purpose header.')
  const purpose = purposes.find((granted) => granted === declared)
  const server = purpose && servers.get(`${recipient}/${purpose}`)
  if (server !== undefined) return server
  throw new Forbidden('PURPOSE_NOT_GRANTED', 'This purpose is not granted to this token, or no protocol in force covers it.')
}

/** Parsed and validated documents of all contracts, by the length of their text: a parsed document takes some thirty times as much. The library
 *  puts the schema before each key, so that contracts do not share what only one of them allows. */
const DOCUMENTS = {
  max: 1000,
  maxSize: 1_000_000,
  sizeCalculation: ({ loc }: DocumentNode) => loc?.source.body.length ?? LIMITS.characters,
}

/** Starts a server for every contract; a contract that cannot be served stops the start. */
async function startServers(contracts: Contracts, parts: CurrentContractsParts): Promise<ContractServers> {
  const documentStore = new InMemoryLRUCache<DocumentNode>(DOCUMENTS)
  const served = [...contracts.byName.values()].map((contract) => serve(contract, contracts, { ...parts, documentStore }))
  await Promise.all(served.map(({ apollo }) => apollo.start()))
  return {
    contracts,
    servers: new Map(served.map(({ server }) => [server.contract.name, server])),
    stop: async () => void (await Promise.all(served.map(({ apollo }) => apollo.stop()))),
  }
}

type ServeParts = CurrentContractsParts & { documentStore: InMemoryLRUCache<DocumentNode> }

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
      operationPlugin({ hub, contract, contracts, log, texts, answerAsText }),
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
