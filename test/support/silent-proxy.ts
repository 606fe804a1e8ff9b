/** Network between a hub and its PostgreSQL that can swallow everything without a word, as a firewall or a machine that was cut off does. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type SilentProxy = {
  /** The database's address, by way of the proxy. */
  url: string
  /** From now on nothing passes in either direction, on connections that are open and on new ones; none is closed. */
  swallow(): void
  /** Connections that were swallowed stay so; new ones pass. */
  recover(): void
  close(): Promise<void>
}

export async function startSilentProxy(target: string): Promise<SilentProxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const lines = new Set<{ lost: boolean }>()
  let swallowing = false
  const server = createServer((near) => {
    const line = { lost: swallowing }
    lines.add(line)
    const far = connect(Number(port), hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (bytes) => void (line.lost || to.write(bytes)))
      from.on('error', () => {})
      from.once('close', () => {
        sockets.delete(from)
        if (!line.lost) to.end()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(target)
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    swallow: () => {
      swallowing = true
      for (const line of lines) line.lost = true
    },
    recover: () => {
      swallowing = false
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
