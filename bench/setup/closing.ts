/** What a bench opened, closed in reverse. */

/** @property add what to close, in the order of opening. @property close closes everything, once; never leaves a part open because another failed. */
export type Closing = { add(close: () => Promise<unknown>): void; close(): Promise<void>; readonly brokenOff: boolean }

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Also closes when the run is broken off from outside, and then ends the process: neither servers nor a database stay behind. */
export function openClosing(): Closing {
  const opened: (() => Promise<unknown>)[] = []
  let closing: Promise<void> | undefined
  let brokenOff = false
  const closeAll = async () => {
    for (const part of opened.toReversed())
      await part().catch((error: unknown) => console.error(error instanceof Error ? error.message : error))
    for (const signal of SIGNALS) process.off(signal, breakOff)
  }
  const close = () => {
    closing ??= closeAll()
    return closing
  }
  function breakOff(): void {
    brokenOff = true
    void close().finally(() => process.exit(1))
  }
  for (const signal of SIGNALS) process.on(signal, breakOff)
  return {
    add: (part) => void opened.push(part),
    close,
    get brokenOff() {
      return brokenOff
    },
  }
}
