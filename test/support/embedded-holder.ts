/** A second hub process for the tests of the embedded server: starts it, says so, and ends as it is told. */
import { startEmbedded } from '../../src/database/embedded/embedded.ts'

const server = await startEmbedded({ dataDir: process.argv[2] ?? '', durable: false, port: 0 })
process.on('message', async (message) => {
  if (message === 'stop') await server.stop()
  process.exit(0)
})
process.send?.('ready')
