/**
 * What every client of the hub needs, and nothing more: one question under one purpose, the answer with the cells that were withheld,
 * and errors by their code. Copy it, or use any other GraphQL client: it is one POST.
 */
import { setTimeout as wait } from 'node:timers/promises'

/** Document as codegen writes it: text that knows its answer and its variables. */
export type Document<Data, Variables> = { toString(): string; __apiType?: (variables: Variables) => Data }

/** Cells that are null because a condition is not met, told once per coordinate and reasons. */
export type Withheld = { coordinate: string; reasons: string[]; count: number }

export type Answer<Data> = { data: Data; withheld: Withheld[] }

/** The hub answered with an error. `code` is one of the closed list (docs/guides/errors.md). */
export class HubError extends Error {
  readonly code: string
  /** Where a field exists but is not granted: the field, and the purposes under which this consumer may have it. */
  readonly coordinate: string | undefined
  readonly purposes: string[]

  constructor({ message, extensions }: WireError) {
    super(message)
    this.name = 'HubError'
    this.code = extensions?.code ?? 'INTERNAL'
    this.coordinate = extensions?.coordinate
    this.purposes = extensions?.purposes ?? []
  }
}

type WireError = { message: string; extensions?: { code?: string; coordinate?: string; purposes?: string[] } }
type WireAnswer = { data?: unknown; errors?: WireError[]; extensions?: { withheld?: Withheld[] } }

export type HubClient = {
  /** @throws HubError for the first error of the answer; Error when no hub answers. */
  ask<Data, Variables>(purpose: string, document: Document<Data, Variables>, variables: Variables): Promise<Answer<Data>>
}

/** Times a question is sent again while the hub, or a database behind it, is away for a moment. */
const RETRIES = 3
const LONGEST_WAIT_SECONDS = 30

/** @param hub address of the hub, for example http://127.0.0.1:4000
 *  @param tokenFor access token that grants a purpose. */
export function createHubClient({ hub, tokenFor }: { hub: string; tokenFor: (purpose: string) => Promise<string> }): HubClient {
  return {
    ask: async (purpose, document, variables) => {
      const body = JSON.stringify({ query: document.toString(), variables })
      const send = async () =>
        fetch(`${hub}/graphql`, {
          method: 'POST',
          headers: { authorization: `Bearer ${await tokenFor(purpose)}`, 'hub-purpose': purpose, 'content-type': 'application/json' },
          body,
        })
      const answer = (await (await sendPatiently(send)).json()) as WireAnswer
      const [error] = answer.errors ?? []
      if (error !== undefined) throw new HubError(error)
      // Checked by the hub against the schema that the document's types were made from.
      return { data: answer.data as never, withheld: answer.extensions?.withheld ?? [] }
    },
  }
}

/** Questions only read, so sending one again is safe. */
async function sendPatiently(send: () => Promise<Response>): Promise<Response> {
  for (let attempt = 0; ; attempt += 1) {
    const response = await send()
    if ((response.status !== 503 && response.status !== 429) || attempt === RETRIES) return response
    await response.body?.cancel()
    const seconds = Number(response.headers.get('retry-after') ?? 2 ** attempt)
    await wait(1000 * Math.min(Number.isFinite(seconds) ? seconds : 1, LONGEST_WAIT_SECONDS))
  }
}
