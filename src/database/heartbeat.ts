/**
 * Whether the database gives signs of life while statements wait for it. A server that was stopped, or a network that swallows packets, says
 * nothing, and TCP would wait for a quarter of an hour. When nothing has come on any connection for a moment, the server is asked on a
 * connection of its own; when it says nothing there either, every connection is taken for lost: those who wait are told, those who come are
 * told at once, and a new connection is tried until one answers.
 *
 * It counts turns of the event loop and not time: a process that was busy itself has not listened, so its database was not silent.
 */
import { Socket } from 'node:net'
import { Client } from 'pg'
import { connectionConfig, KEPT_ALIVE } from './connection.ts'
import type { ConnectionLimit } from './connection-limit.ts'
import { DatabaseUnavailable } from './unavailable.ts'

/** How often it looks, in milliseconds; after how many looks without a byte it asks the server, and after how many it gives it up. */
const LOOK_MS = 200
const ASK_AFTER = 3
const LOST_AFTER = 8

/** Longest that the server may take to answer on a new connection. */
const ANSWER_MS = 1_000

/** It runs beside the statements: what they pass is the limit, which it closes and opens. */
export type Heartbeat = {
  /** Ends its own connection. */
  close(): Promise<void>
}

/** @param limit of all other connections: nobody waits for the server while none of them is used. */
export function createHeartbeat(url: string, limit: Omit<ConnectionLimit, 'most' | 'add'>): Heartbeat {
  const { sockets } = limit
  const own = new Set<Socket>()
  const heard = new WeakMap<Socket, number>()
  let looks = 0
  let silent = false
  let line: Client | undefined
  let calling: Promise<void> | undefined

  function look(): void {
    if (silent) {
      call()
      return
    }
    const isAwaited = limit.inUse() > 0
    if (!isAwaited || hasNews()) {
      looks = 0
      if (isAwaited && line === undefined) call()
      return
    }
    looks += 1
    if (looks === ASK_AFTER) ask()
    if (looks >= LOST_AFTER) giveUp()
  }

  function hasNews(): boolean {
    let news = false
    for (const socket of [...sockets, ...own]) {
      if (socket.bytesRead > (heard.get(socket) ?? 0)) news = true
      heard.set(socket, socket.bytesRead)
    }
    return news
  }

  /** The answer itself does not matter: its bytes are news. */
  function ask(): void {
    if (line === undefined) call()
    else line.query('select 1').catch(() => {})
  }

  function call(): void {
    calling ??= openLine()
      .then(
        (opened) => {
          line = opened
          silent = false
          limit.admit()
          looks = 0
        },
        // A server that refuses is not silent: what it says to those who ask, it says itself.
        () => {},
      )
      .finally(() => {
        calling = undefined
      })
  }

  /** A connection as old as those that it stands for: what loses them loses it too. */
  async function openLine(): Promise<Client> {
    const client = new Client({
      ...connectionConfig(url, undefined),
      ...KEPT_ALIVE,
      stream: openSocket,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: 10 * ANSWER_MS,
    })
    client.on('error', () => {})
    client.once('end', () => {
      if (line === client) line = undefined
    })
    await client.connect()
    return client
  }

  function openSocket(): Socket {
    const socket = new Socket()
    own.add(socket)
    socket.once('close', () => own.delete(socket))
    return socket
  }

  function giveUp(): void {
    silent = true
    line = undefined
    const error = new DatabaseUnavailable('SILENT')
    limit.refuse(error)
    for (const socket of [...sockets, ...own]) socket.destroy(error)
  }

  const timer = setInterval(look, LOOK_MS).unref()
  return {
    close: async () => {
      clearInterval(timer)
      await calling
      await line?.end()
    },
  }
}
