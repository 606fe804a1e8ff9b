/** A pool of connections that keeps within the limit of its process, and is empty when it has ended; and connections that keep a bounded number of statements. */
import type { Socket } from 'node:net'
import { LRUCache } from 'lru-cache'
import { Client, type ClientConfig, Pool, type PoolClient, type PoolConfig } from 'pg'
import { KEPT_ALIVE } from './connection.ts'
import type { ConnectionLimit, Share } from './connection-limit.ts'

/** Opens a connection, and may open it again after a failure: nothing was done on it yet. */
export type ConnectionOpening = (open: () => Promise<PoolClient>) => Promise<PoolClient>

/** @property limit what the pools of one process on one database share. @property opening passed by every new connection of the pool.
 *  @property onEnd ends what a pool has for itself alone. */
export type PoolGuards = { limit: ConnectionLimit; opening?: ConnectionOpening; onEnd?: () => Promise<void> }

type OnClient = (error: Error | undefined, client: PoolClient | undefined, done: (release?: boolean | Error) => void) => void

/** Longest that a connection may take to close once it was told to, in milliseconds. */
const CLOSE_MS = 2_000

export class HubPool extends Pool {
  readonly #share: Share
  readonly #sockets: Set<Socket>
  /** Connections in use, each by a right that the share gave. */
  readonly #used = new Set<PoolClient>()
  readonly #opening: ConnectionOpening
  readonly #onEnd: () => Promise<void>
  #ended: Promise<void> | undefined

  /** @param config `max` connections of the pool itself. */
  constructor(config: PoolConfig & { max: number }, { limit, opening = (open) => open(), onEnd = async () => {} }: PoolGuards) {
    const sockets = new Set<Socket>()
    let share: Share | undefined
    const stream = () => {
      const socket = share?.newSocket()
      if (socket !== undefined) sockets.add(socket.once('close', () => sockets.delete(socket)))
      return socket
    }
    super({ ...config, ...KEPT_ALIVE, stream })
    share = limit.add({
      most: config.max,
      hasIdle: () => this.idleCount > this.waitingCount,
      closeIdle: () =>
        void super.connect().then(
          (client) => client.release(true),
          () => {},
        ),
    })
    this.#share = share
    this.#sockets = sockets
    this.#opening = opening
    this.#onEnd = onEnd
    // Whatever a connection is doing when it breaks, the process lives: who uses it learns it from the statement, the pool from its own listener.
    this.on('connect', (client) => void client.on('error', () => {}))
    this.on('error', () => {})
    this.on('release', (_error, client) => {
      if (this.#used.delete(client)) this.#share.leave()
    })
  }

  /** @throws DatabaseUnavailable when the server is silent, or no connection is free for too long. */
  override connect(): Promise<PoolClient>
  override connect(callback: OnClient): void
  // biome-ignore lint/suspicious/noConfusingVoidType: the two forms of the library, which its own query uses.
  override connect(callback?: OnClient): Promise<PoolClient> | void {
    const taken = this.#take()
    if (callback === undefined) return taken
    taken.then(
      (client) => callback(undefined, client, client.release),
      (error: Error) => callback(error, undefined, () => {}),
    )
  }

  async #take(): Promise<PoolClient> {
    await this.#share.enter()
    try {
      const client = await this.#connectOrOpen()
      this.#used.add(client)
      return client
    } catch (error) {
      this.#share.leave()
      throw error
    }
  }

  async #connectOrOpen(): Promise<PoolClient> {
    if (this.idleCount > this.waitingCount) return await super.connect()
    return await this.#opening(async () => await (await this.#share.open(() => ({ client: super.connect() }))).client)
  }

  /** Waits for work under way, and until every connection is closed. */
  override end(): Promise<void>
  override end(callback: () => void): void
  override end(callback?: () => void): Promise<void> | void {
    this.#ended ??= super.end().then(() => this.#closed())
    if (callback === undefined) return this.#ended
    void this.#ended.then(callback)
  }

  /** The pool itself has ended when its connections were told to close. */
  async #closed(): Promise<void> {
    const timer = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy()
    }, CLOSE_MS)
    await Promise.all([...this.#sockets].map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()))))
    clearTimeout(timer)
    this.#share.end()
    await this.#onEnd()
  }
}

/** Prepared statements of one connection. PostgreSQL keeps each with its plan: 0.65 MB for 4,000 characters, as measured, so some 30 MB for these. */
const PREPARED = { statements: 60, characters: 200_000 }

/** What the driver remembers of a connection: the text of each statement that it prepared, by name. */
type Remembering = { connection: { parsedStatements: Record<string, string> } }

/** @param bounds most statements of each connection, and most text that they have together. @returns class of connections for a pool, of which each does one thing at a time. */
export function statementClient({ statements, characters } = PREPARED): new (config?: string | ClientConfig) => Client {
  return class StatementClient extends Client {
    #gone: string[] = []
    readonly #prepared = new LRUCache<string, true>({
      max: statements,
      maxSize: characters,
      dispose: (_prepared, name, reason) => {
        if (reason === 'evict') this.#gone.push(name)
      },
    })

    constructor(config?: string | ClientConfig) {
      super(config)
      // The driver takes the password of an address, even when it has none.
      if (typeof config === 'object' && typeof config.password === 'function') Object.assign(this, { password: config.password })
    }

    /** Takes whatever the driver's own takes. */
    override query(...given: never[]): never {
      const [statement] = given as readonly unknown[]
      if (isNamed(statement)) this.#keep(statement)
      return super.query(...(given as [never])) as never
    }

    #keep({ name, text }: Named): void {
      // A text that is longer than there is room for takes all of it until the next one comes.
      this.#prepared.set(name, true, { size: Math.min(text.length, characters) })
      const { parsedStatements } = (this as unknown as Remembering).connection
      // One that PostgreSQL refused was never prepared.
      const prepared = this.#gone.splice(0).filter((gone) => parsedStatements[gone] !== undefined)
      for (const gone of prepared) delete parsedStatements[gone]
      // A connection that broke is reported by the statement that follows.
      if (prepared.length > 0) super.query(prepared.map((gone) => `deallocate "${gone}"`).join(';'), () => {})
    }
  }
}

type Named = { name: string; text: string }

function isNamed(statement: unknown): statement is Named {
  const { name, text } = (statement ?? {}) as { name?: unknown; text?: unknown }
  return typeof name === 'string' && typeof text === 'string'
}
