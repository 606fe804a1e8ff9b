/** The load process, as the bench holds it. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { askChild, stopChild } from '../setup/processes.ts'
import type { WireRequest } from '../systems/wire.ts'
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
  const ask = (order: LoadOrder) => askChild(child, order)
  return {
    arm: async (key, requests) => void (await ask({ kind: 'arm', key, requests })),
    shoot: async (key, at) => (await ask({ kind: 'shoot', key, ...at })) as LoadResult,
    close: () => stopChild(child),
  }
}
