/** The load process, as the bench holds it. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { stopChild } from '../setup/processes.ts'
import type { WireRequest } from '../systems/system.ts'
import type { LoadOrder, LoadResult } from './shoot.ts'

export type Gun = {
  arm(key: string, requests: readonly WireRequest[]): Promise<void>
  /** @throws Error when the load process breaks. */
  shoot(key: string, at: { port: number; connections: number; seconds: number }): Promise<LoadResult>
  close(): Promise<void>
}

const SHOOT = fileURLToPath(new URL('./shoot.ts', import.meta.url))

export function openGun(): Gun {
  const child = fork(SHOOT, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' })
  return {
    arm: async (key, requests) => void (await ask(child, { kind: 'arm', key, requests })),
    shoot: async (key, at) => (await ask(child, { kind: 'shoot', key, ...at })) as LoadResult,
    close: () => stopChild(child),
  }
}

async function ask(child: ChildProcess, order: LoadOrder): Promise<unknown> {
  const waiting = new AbortController()
  const ended = once(child, 'exit', waiting).then(() => undefined)
  const answered = once(child, 'message', waiting).then(([message]) => message as unknown)
  child.send(order)
  const answer = await Promise.race([answered, ended])
  // Takes the listener that did not hear anything off again; its rejection says nothing.
  waiting.abort()
  await Promise.allSettled([answered, ended])
  if (answer === undefined) throw new Error('the load generator stopped')
  return answer
}
