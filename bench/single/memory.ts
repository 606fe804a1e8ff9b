/** P11: memory of a hub that 50 connections keep busy. */
import { peakMemory } from '../load/cpu.ts'
import type { Gun } from '../load/gun.ts'
import type { QuestionName } from '../questions.ts'
import { startSystem } from '../setup/processes.ts'
import type { SystemSettings } from '../systems/system.ts'
import type { Figures } from './figures.ts'

const CONNECTIONS = 50

type Parts = { gun: Gun; settings: SystemSettings; questions: readonly QuestionName[]; seconds: number }

/** Starts a hub of its own: one that has run before had another past. @param parts.gun armed with the hub's requests. */
export async function weighHub({ gun, settings, questions, seconds }: Parts): Promise<Partial<Figures>> {
  const hub = await startSystem('hub', settings)
  try {
    for (const question of questions) {
      const { failures } = await gun.shoot(`hub ${question}`, { port: hub.port, connections: CONNECTIONS, seconds })
      if (failures > 0) throw new Error(`the hub failed ${failures} requests of ${question} at ${CONNECTIONS} connections`)
    }
    return { peakMib: peakMemory(hub.pid) }
  } finally {
    await hub.stop()
  }
}
