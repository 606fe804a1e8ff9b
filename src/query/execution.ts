/** What a compiled statement needs at run time: who asks, for what request, with which values. */
export type Execution = {
  organisation: number
  consumer: string
  userRef: string | null
  /** Day in Belgium on which the question is asked (YYYY-MM-DD). */
  today: string
  /** Day on which the facts of an assessment look, when it is not today. */
  factsOn?: string
  operationId: string
  traceId: string
  useSetId: string
  /** Coerced arguments of the root field. */
  arguments: Readonly<Record<string, unknown>>
  /** Coerced variables of the operation. */
  variables: Record<string, unknown>
  /** Place after which a page begins. */
  after: CursorPlace | undefined
}

/** How a parameter gets its value: a value of the execution by name, an argument of the root field as it is, or one that is made of them. */
export type Binding = Exclude<keyof Execution, 'arguments' | 'variables' | 'after'> | { argument: string } | ((run: Execution) => unknown)

/** Sort value (as text; empty when sorting by id) and id of the last row of a page. */
export type CursorPlace = { sort: string; id: string }
