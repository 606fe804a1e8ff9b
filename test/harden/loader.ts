/** The process of the load, as a trial holds it. */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { askChild, stopChild } from '../../bench/setup/processes.ts'
import type { Pace } from './load.ts'
import type { LoadReport } from './load-process.ts'

export type Loader = {
  /** @throws Error when the process breaks. */
  run(load: { port: number; seconds: number; pace: Pace }): Promise<LoadReport>
  close(): Promise<void>
}

/** @param requests sent in turn. */
export async function openLoader(requests: readonly Buffer[]): Promise<Loader> {
  const child = fork(join(import.meta.dirname, 'load-process.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  await askChild(child, { requests: [...requests] })
  return { run: async (load) => (await askChild(child, load)) as LoadReport, close: () => stopChild(child) }
}
