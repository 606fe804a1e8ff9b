/** Bytes as they are, over a socket: for what no HTTP client would send. */
import { connect, type Socket } from 'node:net'

export type RawAnswer = { status: number; head: string; body: string }

/** Sends bytes, in parts `pauseMs` apart, and reads until the server closes or has answered whole.
 *  @returns status 0 when the connection was closed without an answer. */
export async function sendRaw(address: string, parts: readonly (string | Buffer)[], pauseMs = 0): Promise<RawAnswer> {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  const answer = readAnswer(socket)
  for (const part of parts) {
    if (socket.destroyed || socket.writableEnded) break
    socket.write(part)
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  const text = await answer
  socket.destroy()
  const [head = '', ...rest] = text.split('\r\n\r\n')
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), head, body: rest.join('\r\n\r\n') }
}

function readAnswer(socket: Socket): Promise<string> {
  let text = ''
  return new Promise((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (isWhole(text)) resolve(text)
    })
    socket.on('error', () => resolve(text))
    socket.on('close', () => resolve(text))
  })
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1]
  return end >= 0 && length !== undefined && text.length >= end + 4 + Number(length)
}
