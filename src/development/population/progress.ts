/** Progress of long work: a bar on a terminal, a line per tenth elsewhere. */
import type { WriteStream } from 'node:tty'
import { Presets, SingleBar } from 'cli-progress'

export type Progress = { report(done: number, total: number): void; stop(): void }

/** @param stream usually stderr, so that results stay alone on stdout. @param unit plural noun of what is counted. */
export function showProgress(stream: Pick<WriteStream, 'write'> & { isTTY?: boolean }, unit: string): Progress {
  return stream.isTTY ? bar(stream, unit) : plainLines(stream, unit)
}

function bar(stream: Pick<WriteStream, 'write'>, unit: string): Progress {
  const shown = new SingleBar(
    {
      format: `{bar} {percentage} % · {value} of {total} ${unit} · {eta_formatted} left`,
      stream: stream as NodeJS.WritableStream,
      hideCursor: true,
    },
    Presets.shades_classic,
  )
  let started = false
  return {
    report: (done, total) => {
      if (started) shown.update(done)
      else shown.start(total, done)
      started = true
    },
    stop: () => shown.stop(),
  }
}

function plainLines(stream: Pick<WriteStream, 'write'>, unit: string): Progress {
  let tenths = 0
  return {
    report: (done, total) => {
      const reached = Math.floor((done / total) * 10)
      if (reached > tenths) stream.write(`${done} of ${total} ${unit}\n`)
      tenths = Math.max(tenths, reached)
    },
    stop: () => {},
  }
}
