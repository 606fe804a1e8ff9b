/** What is sent to the server under attack, and what can be read from its answer. */

export type Answer = {
  status: number
  headers: Headers
  text: string
  data: Record<string, unknown> | null | undefined
  errors: readonly { message: string; extensions: Record<string, unknown> }[]
  extensions: Record<string, unknown>
}

export type Body = { query?: string; variables?: Record<string, unknown>; operationName?: string | undefined; [key: string]: unknown }
