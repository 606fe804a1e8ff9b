import type { Probe } from './scene.ts'

export type Shape = {
  /** Number in the list of 23; "own" for the hub's own. */
  number: number | 'own'
  name: string
  /** Where it went wrong in public. */
  cases: string
  /** How it is asked here. */
  asked: string
  /** What must hold. */
  holds: string
  probes: readonly Probe[]
}

export const shape = (number: Shape['number'], name: string, cases: string, asked: string, holds: string, ...probes: Probe[]): Shape => ({
  number,
  name,
  cases,
  asked,
  holds,
  probes,
})
