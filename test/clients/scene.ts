/** A hub as clients of other makers meet it: over HTTP, with what they sent and what they were told noted on the way. */
import { beforeAll } from 'vitest'
import type { Purpose } from '../../src/base/purpose.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'

/** One HTTP exchange. @property body what the client sent; undefined: nothing. */
export type Exchange = {
  method: string
  url: string
  body: Record<string, unknown> | undefined
  status: number
  type: string | null
  retryAfter: string | null
}

/** A client's place at a hub. @property fetch as the client is given it. */
export type Desk = { address: string; headers: Record<string, string>; fetch: typeof fetch; exchanges: Exchange[] }

/** What a client tells the code that uses it, whichever client it is. @property shown name of the error that it throws or returns; null when there is none. */
export type Told = { data: unknown; codes: string[]; shown: string | null }

/** Asks once. */
export type Ask = (desk: Desk, document: string, variables?: Record<string, unknown>) => Promise<Told>

/** @param accept media types that the client is told to ask for; undefined: its own. */
export async function deskAt(
  hub: TestHub,
  {
    consumer = 'ocmw-gent',
    purpose = 'REFERRAL',
    accept,
    token,
  }: { consumer?: string; purpose?: Purpose; accept?: string | undefined; token?: string } = {},
): Promise<Desk> {
  const exchanges: Exchange[] = []
  const noting: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    const sent = typeof init?.body === 'string' ? (JSON.parse(init.body) as Record<string, unknown>) : undefined
    const { status, headers } = response
    exchanges.push({
      method: init?.method ?? 'GET',
      url: String(input),
      body: sent,
      status,
      type: headers.get('content-type'),
      retryAfter: headers.get('retry-after'),
    })
    return response
  }
  const headers = {
    authorization: `Bearer ${token ?? (await hub.token(consumer, purpose))}`,
    'hub-purpose': purpose,
    ...(accept === undefined ? {} : { accept }),
  }
  return { address: `${hub.address}/graphql`, headers, fetch: noting, exchanges }
}

/** A hub for the tests of a file. @returns reads it once it runs. */
export function useHub(options: Parameters<typeof startTestHub>[0]): () => TestHub {
  let hub: TestHub | undefined
  beforeAll(async () => {
    hub = await startTestHub(options)
  })
  return () => {
    if (hub === undefined) throw new Error('the hub was not started')
    return hub
  }
}

/** Codes in the body of an error that a client did not read itself. */
export function codesIn(text: string): string[] {
  const { errors = [] } = JSON.parse(text) as { errors?: { extensions?: { code?: string } }[] }
  return errors.map(({ extensions }) => extensions?.code ?? 'none')
}
