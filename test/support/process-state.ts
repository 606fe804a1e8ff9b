/** What a test file can leave behind in the process that it shares with the files after it, and a way to tell what it left. */

/** Kinds of what keeps a process alive, by Node's names: servers, connections (an idle one of `fetch` is none), child processes, timers. */
const WATCHED = ['TCPServerWrap', 'TCPSocketWrap', 'ProcessWrap', 'Timeout'] as const

/** Global values that tests replace. */
const REPLACED = ['Date', 'fetch', 'setTimeout', 'setInterval', 'console'] as const

/** Libraries tidy up at the end of a process, and say so when they are first used. */
const OF_THE_END = ['exit', 'beforeExit']

export type ProcessState = {
  folder: string
  env: Record<string, string | undefined>
  replaced: readonly unknown[]
  /** Number of listeners of the process, by event; without those of its end. */
  listeners: Record<string, number>
  /** Number of each watched kind. */
  open: Record<string, number>
}

export function readProcessState(): ProcessState {
  const resources = process.getActiveResourcesInfo()
  const events = process
    .eventNames()
    .map(String)
    .filter((event) => !OF_THE_END.includes(event))
  return {
    folder: process.cwd(),
    env: { ...process.env },
    replaced: REPLACED.map((name) => globalThis[name]),
    listeners: Object.fromEntries(events.map((event) => [event, process.listenerCount(event)])),
    open: Object.fromEntries(WATCHED.map((kind) => [kind, resources.filter((name) => name === kind).length])),
  }
}

/** @returns a line for each difference, without values of the environment; less of anything than before is none. */
export function leftBehind(before: ProcessState, after: ProcessState): string[] {
  const variables = [...new Set([...Object.keys(before.env), ...Object.keys(after.env)])]
  const more = (counts: 'listeners' | 'open') =>
    Object.keys(after[counts]).filter((name) => (after[counts][name] ?? 0) > (before[counts][name] ?? 0))
  return [
    ...(before.folder === after.folder ? [] : ['process.chdir']),
    ...variables.filter((name) => before.env[name] !== after.env[name]).map((name) => `process.env.${name}`),
    ...REPLACED.filter((_name, index) => before.replaced[index] !== after.replaced[index]).map((name) => `globalThis.${name}`),
    ...more('listeners').map((event) => `process.on('${event}')`),
    ...more('open').map((kind) => `${kind}: ${before.open[kind]} before, ${after.open[kind]} after`),
  ]
}
