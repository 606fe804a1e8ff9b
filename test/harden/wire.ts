/**
 * The cheapest client that reads whole answers: HTTP/1.1 with Content-Length on kept connections, one request at a time on each. The load shares
 * the machine with what it tries, and what a general client costs for each request would be taken from the hub.
 */
import { connect, type Socket } from 'node:net'
import type { WireRequest } from '../../bench/systems/wire.ts'

/** @property isData whether the body begins as an answer without errors. @property retryAfter whether it says when to come back. */
export type WireAnswer = { status: number; isData: boolean; retryAfter: boolean }

/** One connection. */
export type Wire = {
  /** @returns undefined when the connection broke before the answer was whole. */
  ask(request: Buffer): Promise<WireAnswer | undefined>
  isOpen(): boolean
  close(): void
}

/** Errors come first in an answer that has any. */
const DATA = '{"data":{'

export function toBytes({ method, path, headers, body }: WireRequest): Buffer {
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  return Buffer.from(`${method} ${path} HTTP/1.1\r\nhost: hub\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
}

export function openWire(port: number): Wire {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let told: ((answer: WireAnswer | undefined) => void) | undefined
  const tell = (answer: WireAnswer | undefined) => {
    const waiting = told
    told = undefined
    waiting?.(answer)
  }
  readAnswers(socket, tell)
  socket.on('error', () => {}).on('close', () => tell(undefined))
  return {
    ask: (request) =>
      new Promise((resolve) => {
        if (socket.destroyed) return resolve(undefined)
        told = resolve
        socket.write(request)
      }),
    isOpen: () => !socket.destroyed,
    close: () => void socket.destroy(),
  }
}

type Head = { answer: WireAnswer; bodyBytes: number; at: number; closes: boolean }

function readAnswers(socket: Socket, tell: (answer: WireAnswer) => void): void {
  let begun: Buffer | undefined
  let head: Head | undefined
  let left = 0
  socket.on('data', (chunk) => {
    if (head === undefined) {
      begun = begun === undefined ? chunk : Buffer.concat([begun, chunk])
      head = readHead(begun)
      if (head === undefined) return
      left = head.bodyBytes - (begun.length - head.at)
      begun = undefined
    } else left -= chunk.length
    if (left > 0) return
    const { answer, closes } = head
    head = undefined
    if (closes) socket.destroy()
    tell(answer)
  })
}

/** @returns undefined until the head and the first bytes of the body are there. */
function readHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const text = bytes.toString('latin1', 0, end).toLowerCase()
  const bodyBytes = Number(/\r\ncontent-length: (\d+)/.exec(text)?.[1] ?? 0)
  const at = end + 4
  if (bytes.length - at < Math.min(bodyBytes, DATA.length)) return undefined
  const answer = {
    status: Number(text.slice('http/1.1 '.length, 'http/1.1 '.length + 3)),
    isData: bytes.toString('latin1', at, at + DATA.length) === DATA,
    retryAfter: text.includes('\r\nretry-after: '),
  }
  return { answer, bodyBytes, at, closes: text.includes('\r\nconnection: close') }
}
