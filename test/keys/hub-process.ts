/** Hubs and commands as they run in earnest: processes of their own, on the database of a test. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { findFreePort } from '../../src/database/embedded/free-port.ts'

const ROOT = join(import.meta.dirname, '../..')
const START_MS = 120_000

export type End = { code: number | null; stdout: string; stderr: string }

/** @property env settings of every process; a process may have others beside them. */
export type Site = { env: Record<string, string> }

export type RunningProcess = { address: string; stop(): Promise<void> }

/** Runs a program of the hub to its end. @param killAfterMs kills it by then, as a machine that fails does. */
export async function run({ env }: Site, program: readonly string[], own: Record<string, string> = {}, killAfterMs?: number): Promise<End> {
  const child = spawn(process.execPath, program, { cwd: ROOT, env: { ...env, ...own } })
  const end: End = { code: null, stdout: '', stderr: '' }
  child.stdout.on('data', (bytes: Buffer) => {
    end.stdout += bytes.toString()
  })
  child.stderr.on('data', (bytes: Buffer) => {
    end.stderr += bytes.toString()
  })
  if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs)
  const [code] = (await once(child, 'close')) as [number | null]
  return { ...end, code }
}

/** A hub that serves. @throws when it ends instead. */
export async function startHubProcess({ env }: Site, own: Record<string, string> = {}): Promise<RunningProcess> {
  const port = await findFreePort(0)
  const address = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...env, PORT: String(port), ...own },
  })
  await waitUntilReady(child, address)
  const stop = async () => {
    if (child.exitCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  return { address, stop }
}

async function waitUntilReady(child: ChildProcess, address: string): Promise<void> {
  for (const began = Date.now(); Date.now() - began < START_MS; ) {
    if (child.exitCode !== null) break
    const ready = await fetch(`${address}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (ready) return
    await wait(50)
  }
  child.kill('SIGKILL')
  throw new Error(`The hub did not get ready (exit code ${child.exitCode}).`)
}
