/** One request to the server under attack, and what can be read from its answer. */
import type { Answer, Body } from './answer.ts'
import type { ContractUnderTest, Target } from './target.ts'

export type AskOptions = { headers?: Record<string, string>; consumer?: string; purpose?: string; token?: string; raw?: string }

/** Sends a body as the contract's consumer; `raw` replaces the body's text. What is asked of it in another way than as usual goes as it is. */
export async function ask(target: Target, contract: ContractUnderTest, body: Body | string, options?: AskOptions): Promise<Answer> {
  const asked = withNumber(contract, typeof body === 'string' ? { query: body } : body)
  const wire = options === undefined ? target.wire : undefined
  const { headers, consumer = contract.consumer, purpose = contract.purpose, token, raw } = options ?? {}
  const response = await fetch(target.url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token ?? (await target.token(consumer, contract.purpose))}`,
      'hub-purpose': purpose,
      'content-type': 'application/json',
      ...headers,
    },
    body: raw ?? JSON.stringify(wire?.send(contract, asked) ?? asked),
  })
  const answer = toAnswer(response, await response.text())
  wire?.hear(contract, asked, answer)
  return answer
}

/** Declares the variable by which a document names a person, in each of its operations, and gives it the number of one in scope. */
function withNumber({ persons }: ContractUnderTest, body: Body): Body {
  if (!body.query?.includes('(insz: $insz)') || body.variables?.insz !== undefined) return body
  const query = body.query
    .replace(/^\s*\{/, 'query {')
    .replace(
      /\bquery( \w+)? *(\()?/g,
      (_found, name = '', variables) => `query${name} ($insz: Insz!${variables === undefined ? ') ' : ', '}`,
    )
  return { ...body, query, variables: { ...body.variables, insz: persons?.insz.within } }
}

/** Reads an answer that may be anything. */
export function toAnswer(response: Response, text: string): Answer {
  const body = parse(text)
  return {
    status: response.status,
    headers: response.headers,
    text,
    data: body.data as Answer['data'],
    errors: Array.isArray(body.errors) ? body.errors : [],
    extensions: (body.extensions ?? {}) as Record<string, unknown>,
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}

/** Coordinates that an answer refuses, by its extensions or by the standard message. */
export function refusedCoordinates({ errors }: Answer): Set<string> {
  const named = errors.flatMap(({ message, extensions }) => {
    const [, field, type] = message.match(/Cannot query field "(\w+)" on type "(\w+)"/) ?? []
    return [extensions?.coordinate, field === undefined ? undefined : `${type}.${field}`]
  })
  return new Set(named.filter((name) => typeof name === 'string'))
}

/** Whether an operation was turned away: with a reason, and without any data. */
export function isRefused({ status, data, errors }: Answer): boolean {
  const empty = data === undefined || data === null || Object.values(data).every((value) => value === null)
  return status < 500 && empty && errors.length > 0 && errors.every(({ extensions }) => extensions?.code !== 'INTERNAL')
}
