/** Apollo Client, urql and graphql-request behind one question, set up as their makers say. */
import { createHash } from 'node:crypto'
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache, ServerError } from '@apollo/client/core'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { Client, fetchExchange, type Exchange as UrqlExchange } from '@urql/core'
import { persistedExchange } from '@urql/exchange-persisted'
import { ClientError, GraphQLClient } from 'graphql-request'
import { type Ask, codesIn, type Desk, type Told } from './scene.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const codesOf = (errors: readonly { extensions?: Record<string, unknown> }[] = []) =>
  errors.map(({ extensions }) => String(extensions?.code ?? 'none'))

/** Names are added to every selection by Apollo unless it is told otherwise; the tests compare answers of three clients. */
function apolloClient({ address, headers, fetch }: Desk, before: readonly ApolloLink[] = []): ApolloClient {
  const link = ApolloLink.from([...before, new HttpLink({ uri: address, headers, fetch })])
  return new ApolloClient({ link, cache: new InMemoryCache() })
}

async function askApollo(client: ApolloClient, document: string, variables: Record<string, unknown> = {}): Promise<Told> {
  try {
    const { data } = await client.query({ query: gql(document), variables, fetchPolicy: 'no-cache' })
    return { data, codes: [], shown: null }
  } catch (error) {
    if (CombinedGraphQLErrors.is(error)) return { data: error.data ?? null, codes: codesOf(error.errors), shown: 'CombinedGraphQLErrors' }
    if (ServerError.is(error)) return { data: null, codes: codesIn(error.bodyText), shown: 'ServerError' }
    throw error
  }
}

export const apollo: Ask = (desk, document, variables) => askApollo(apolloClient(desk), document, variables)

/** One client, so that it remembers what it learned. */
export function apolloPersisted(desk: Desk): (document: string, variables?: Record<string, unknown>) => Promise<Told> {
  const client = apolloClient(desk, [new PersistedQueryLink({ sha256 })])
  return (document, variables) => askApollo(client, document, variables)
}

/** @param preferGetMethod urql's own default when left out. */
function urqlClient({ address, headers, fetch }: Desk, preferGetMethod: boolean | undefined, before: readonly UrqlExchange[] = []): Client {
  return new Client({
    url: address,
    fetch,
    fetchOptions: { headers },
    exchanges: [...before, fetchExchange],
    ...(preferGetMethod === undefined ? {} : { preferGetMethod }),
  })
}

async function askUrql(client: Client, document: string, variables: Record<string, unknown> = {}): Promise<Told> {
  const { data, error } = await client.query(document, variables).toPromise()
  const shown = error === undefined ? null : error.networkError === undefined ? 'graphQLErrors' : 'networkError'
  return { data: data ?? null, codes: codesOf(error?.graphQLErrors), shown }
}

export const urql: Ask = (desk, document, variables) => askUrql(urqlClient(desk, false), document, variables)

export const urqlByDefault: Ask = (desk, document, variables) => askUrql(urqlClient(desk, undefined), document, variables)

/** @param preferGet urql's own default when left out. */
export function urqlPersisted(desk: Desk, preferGet?: false): (document: string, variables?: Record<string, unknown>) => Promise<Told> {
  const exchange = persistedExchange(preferGet === undefined ? {} : { preferGetForPersistedQueries: preferGet })
  const client = urqlClient(desk, false, [exchange])
  return (document, variables) => askUrql(client, document, variables)
}

export const graphqlRequest: Ask = async ({ address, headers, fetch }, document, variables = {}) => {
  const client = new GraphQLClient(address, { headers, fetch })
  try {
    return { data: await client.request(document, variables), codes: [], shown: null }
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    return { data: error.response.data ?? null, codes: codesOf(error.response.errors), shown: 'ClientError' }
  }
}
