/** Whether a question would be answered now, and recorded: what a load balancer asks before it sends any. */

export type ReadinessParts = {
  /** Each throws, or rejects, when the hub could not answer: the seals are kept up, evidence can be written, and so on. */
  checks: readonly (() => void | Promise<void>)[]
  /** Longest that the checks may take together; milliseconds. */
  limitMs?: number
}

/** Shorter than a load balancer waits, and than a question waits for a database that says nothing. */
const LIMIT_MS = 1_000

/** The hub did not find out in time whether it can answer, so it cannot. */
class ReadinessUnknown extends Error {}

/** @returns a check that rejects while the hub is not ready. Those who ask at the same time share one. */
export function createReadiness({ checks, limitMs = LIMIT_MS }: ReadinessParts): () => Promise<void> {
  let asking: Promise<void> | undefined
  const check = async () => {
    for (const each of checks) await each()
  }
  return async () => {
    asking ??= check().finally(() => {
      asking = undefined
    })
    await within(asking, limitMs)
  }
}

async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ReadinessUnknown('not known in time')), ms)
  })
  await Promise.race([work, over]).finally(() => clearTimeout(timer))
}
