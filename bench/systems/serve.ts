/** Process of one system: started by the bench with the system's name, told its settings by message, later to seal, stopped by SIGTERM. */
import { once } from 'node:events'
import { type StartSystem, SYSTEMS, type SystemName, type SystemSettings } from './system.ts'

const name = process.argv[2] as SystemName
const [settings] = (await once(process, 'message')) as [SystemSettings]
const { start } = (await import(`./${SYSTEMS[name].folder}/start.ts`)) as { start: StartSystem }
const running = await start(settings)

process.once('SIGTERM', () => {
  void running.close().finally(() => process.exit(0))
})
// The bench may have ended without a word.
process.once('disconnect', () => process.exit(0))
process.on('message', async () => {
  await running.seal?.()
  process.send?.('sealed')
})
process.send?.({ port: running.port })
