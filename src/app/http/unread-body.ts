/** What a client still sends when it has its answer already: read away for a while, so that the connection can be used again. */
import type { FastifyInstance } from 'fastify'

/** Longest that the rest of a request may take to arrive after the answer, in milliseconds. Nothing of it is held. */
const DRAIN_MS = 5_000

/** Every route: the rest of a request is read to its end, and the connection of a client that goes on sending is cut. */
export function drainUnreadBodies(server: FastifyInstance): void {
  server.addHook('onResponse', async ({ raw }) => {
    if (raw.complete !== false) return
    // A reader that stopped halfway leaves the stream paused, and Node drains none that somebody began to read.
    raw.resume()
    const cut = setTimeout(() => raw.socket.destroy(), DRAIN_MS).unref()
    raw.once('close', () => clearTimeout(cut))
    raw.once('end', () => clearTimeout(cut))
  })
}
