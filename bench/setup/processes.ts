/** Processes that the bench starts and stops: one per system, one for the load. */
import { type ChildProcess, fork, type Serializable } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { SYSTEMS, type SystemName, type SystemSettings } from '../systems/system.ts'

/** @property seal seals what the system put on record, if it does; only where it does not by its clock. */
export type SystemProcess = { name: SystemName; pid: number; port: number; seal(): Promise<void>; stop(): Promise<void> }

const SERVE = fileURLToPath(new URL('../systems/serve.ts', import.meta.url))
const PACKAGE = fileURLToPath(new URL('../../package.json', import.meta.url))
const START_MS = 60_000
const STOP_MS = 15_000

/** @param profile folder for a CPU profile of the process; written when it stops. @param serve `bench/systems/serve.ts` of another build.
 *  @throws Error when the system does not listen within a minute. */
export async function startSystem(name: SystemName, settings: SystemSettings, profile?: string, serve = SERVE): Promise<SystemProcess> {
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${name}.cpuprofile`]
  const flags = SYSTEMS[name].product === true ? startFlags() : []
  const child = fork(serve, [name], {
    execArgv: [...flags, ...profiling],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  child.send(settings)
  const started = await listening(child, `system ${name}`)
  const seal = async () => void (SYSTEMS[name].product === true && settings.sealing === 'WHEN_TOLD' && (await askChild(child, 'seal')))
  return { name, ...started, seal }
}

type Listening = Pick<SystemProcess, 'pid' | 'port' | 'stop'>

/** What a bench of its own compares the hub with: a script that is told its arguments, and tells its port.
 *  @throws Error when it does not listen within a minute. */
export async function startPlain(script: string, args: readonly string[]): Promise<Listening> {
  return await listening(fork(script, args), script)
}

/** Waits until a child tells its port; one that does not is stopped. */
async function listening(child: ChildProcess, name: string): Promise<Listening> {
  const stop = () => stopChild(child)
  const ended = once(child, 'exit').then(() => undefined)
  const told = once(child, 'message', { signal: AbortSignal.timeout(START_MS) }).then(([message]) => message as { port: number })
  const started = await Promise.race([told, ended]).catch(() => undefined)
  if (started !== undefined && child.pid !== undefined) return { pid: child.pid, port: started.port, stop }
  await stop()
  throw new Error(`${name} did not start`)
}

/** Tells a child process something and waits for what it says. @throws Error when it stops instead. */
export async function askChild(child: ChildProcess, message: Serializable): Promise<unknown> {
  const waiting = new AbortController()
  const ended = once(child, 'exit', waiting).then(() => undefined)
  const answered = once(child, 'message', waiting).then(([said]) => said as unknown)
  child.send(message)
  const answer = await Promise.race([answered, ended])
  // Takes the listener that did not hear anything off again; its rejection says nothing.
  waiting.abort()
  await Promise.allSettled([answered, ended])
  if (answer === undefined) throw new Error(`${child.spawnargs.at(-1)} stopped`)
  return answer
}

/** Node's flags of `npm start`: the hub is measured as it is started. @throws Error when the script is no longer what this reads. */
export function startFlags(): string[] {
  const { scripts } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { scripts: { start: string } }
  const flags = /node ((?:--\S+ )*)src\/main\.ts$/.exec(scripts.start)?.[1]
  if (flags === undefined) throw new Error('npm start does not start src/main.ts')
  return flags.split(' ').filter(Boolean)
}

/** Asks first, so that connections close and a profile is written; insists after a while. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const insist = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(insist)
}
