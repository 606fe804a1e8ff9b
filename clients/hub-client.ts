/**
 * What every client of the hub needs, and nothing more: one question or act under one purpose, the answer with the cells that were
 * withheld, and errors by their code. Copy it, or use any other GraphQL client: it is one POST.
 */
import { randomUUID } from 'node:crypto'
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
  /**
   * Does something, once, however often it has to be sent.
   * @param key names the act; default a new one. A client that may crash halfway keeps the key with the act, and gives it again.
   * @throws as `ask`. A refusal that the caller can mend is data: `userErrors`.
   */
  act<Data, Variables>(purpose: string, document: Document<Data, Variables>, variables: Variables, key?: string): Promise<Answer<Data>>
}

/** Times a request is sent again while the hub, or a database behind it, is away for a moment. */
const RETRIES = 3
const LONGEST_WAIT_SECONDS = 30

/** @param hub address of the hub, for example http://127.0.0.1:4000
 *  @param tokenFor access token that grants a purpose. */
export function createHubClient({ hub, tokenFor }: { hub: string; tokenFor: (purpose: string) => Promise<string> }): HubClient {
  const post = async (purpose: string, body: string, headers: Record<string, string>) =>
    readAnswer(
      await fetch(`${hub}/graphql`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await tokenFor(purpose)}`,
          'hub-purpose': purpose,
          'content-type': 'application/json',
          ...headers,
        },
        body,
      }),
    )
  const send = async (purpose: string, document: { toString(): string }, variables: unknown, headers: Record<string, string> = {}) => {
    const body = JSON.stringify({ query: document.toString(), variables })
    const { answer } = await sendPatiently(() => post(purpose, body, headers))
    const [error] = answer.errors ?? []
    if (error !== undefined) throw new HubError(error)
    // Checked by the hub against the schema that the document's types were made from.
    return { data: answer.data as never, withheld: answer.extensions?.withheld ?? [] }
  }
  return {
    ask: (purpose, document, variables) => send(purpose, document, variables),
    act: (purpose, document, variables, key = randomUUID()) => send(purpose, document, variables, { 'idempotency-key': key }),
  }
}

type Reply = { answer: WireAnswer; retryAfter: string | null; away: boolean }

async function readAnswer(response: Response): Promise<Reply> {
  const answer = (await response.json()) as WireAnswer
  const busy = answer.errors?.some(({ extensions }) => extensions?.code === 'IDEMPOTENCY_IN_PROGRESS') ?? false
  return { answer, retryAfter: response.headers.get('retry-after'), away: response.status === 503 || response.status === 429 || busy }
}

/** Questions only read, and an act is sent again under its own key: the hub does it once. */
async function sendPatiently(send: () => Promise<Reply>): Promise<Reply> {
  for (let attempt = 0; ; attempt += 1) {
    const reply = await send().catch((error: unknown) => {
      // Nothing came back, so nothing is known of what was done: ask again.
      if (attempt === RETRIES) throw error
      return undefined
    })
    if (reply !== undefined && (!reply.away || attempt === RETRIES)) return reply
    const seconds = Number(reply?.retryAfter ?? 2 ** attempt)
    await wait(1000 * Math.min(Number.isFinite(seconds) ? seconds : 1, LONGEST_WAIT_SECONDS))
  }
}
