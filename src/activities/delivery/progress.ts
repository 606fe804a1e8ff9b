/** Progress of a long import, for a terminal. */
import { SingleBar } from 'cli-progress'

/** Shows how far a long import is. */
export type ImportProgress = {
  start(files: number, bytes: number): void
  /** Bytes read since the last call. */
  advance(bytes: number): void
  finishFile(): void
  stop(): void
}

const MIB = 1024 * 1024
const EVERY_MS = 5000

/** A bar on a terminal; elsewhere a plain line every five seconds. */
export function createProgress(stream: NodeJS.WriteStream, now: () => number): ImportProgress {
  return stream.isTTY ? barProgress(stream) : plainProgress((line) => stream.write(`${line}\n`), now)
}

/** For callers that show nothing. */
export const SILENT: ImportProgress = { start: () => {}, advance: () => {}, finishFile: () => {}, stop: () => {} }

function barProgress(stream: NodeJS.WriteStream): ImportProgress {
  const bar = new SingleBar({
    stream,
    format: '{bar} {percentage}% | {done}/{files} files | {duration_formatted}, {eta_formatted} left',
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 200,
  })
  let done = 0
  return {
    start: (files, bytes) => bar.start(Math.max(bytes, 1), 0, { done, files }),
    advance: (bytes) => bar.increment(bytes),
    finishFile: () => {
      done += 1
      bar.increment(0, { done })
    },
    stop: () => bar.stop(),
  }
}

function plainProgress(write: (line: string) => void, now: () => number): ImportProgress {
  const total = { files: 0, bytes: 0 }
  const so = { files: 0, bytes: 0 }
  let said = 0
  const say = () => {
    if (now() - said < EVERY_MS) return
    said = now()
    write(`${so.files} of ${total.files} files, ${Math.floor(so.bytes / MIB)} of ${Math.ceil(total.bytes / MIB)} MiB`)
  }
  return {
    start: (files, bytes) => {
      Object.assign(total, { files, bytes })
      said = now()
    },
    advance: (bytes) => {
      so.bytes += bytes
      say()
    },
    finishFile: () => {
      so.files += 1
      say()
    },
    stop: () => {},
  }
}
