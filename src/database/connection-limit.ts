/**
 * One bound on the connections of a process, however many pools share it. A pool takes its turn before it uses a connection; when as many
 * are open as there may be, one that another pool does not use is closed for it. Those who wait get turns pool by pool, so that a contract
 * with a thousand questions does not keep the others waiting, and nobody waits longer than the wait has an end.
 */
import { Socket } from 'node:net'
import { DatabaseUnavailable } from './unavailable.ts'

/** @property most connections that the pools together may have open. @property waitMs longest wait for one. */
export type LimitOptions = { most: number; waitMs: number }

/** What the limit must know of a pool. @property most connections that it may use itself. @property closeIdle closes one that it does not use. */
export type LimitedPool = { most: number; hasIdle(): boolean; closeIdle(): void }

/** A pool's part in the limit. */
export type Share = {
  /** Waits for the right to use a connection. @throws DatabaseUnavailable when the wait ends first, or the server is silent. */
  enter(): Promise<void>
  /** Gives the right back. */
  leave(): void
  /** Opens a connection at once when there is room for one more, or when room was made. @throws DatabaseUnavailable when the wait ends first. */
  open<T>(open: () => T): Promise<T>
  /** Socket of a new connection, counted until it is closed. */
  newSocket(): Socket
  /** Ends the share. */
  end(): void
}

export type ConnectionLimit = {
  readonly most: number
  /** Connections that are open, or being opened or closed. */
  readonly sockets: ReadonlySet<Socket>
  /** Connections that somebody uses, or is about to. */
  inUse(): number
  add(pool: LimitedPool): Share
  /** Sends everybody away who waits or comes, until it admits them again. */
  refuse(error: Error): void
  /** The server answers again. */
  admit(): void
}

type Waiting = { resolve: () => void; reject: (error: Error) => void }
type Member = { pool: LimitedPool; used: number; waiting: Set<Waiting> }

export function createConnectionLimit({ most, waitMs }: LimitOptions): ConnectionLimit {
  const sockets = new Set<Socket>()
  const members: Member[] = []
  const forRoom = new Set<Waiting>()
  let used = 0
  let refusal: Error | undefined

  function mayUse({ pool, used: own }: Member): boolean {
    return used < most && own < pool.most
  }

  function take(member: Member): void {
    used += 1
    member.used += 1
  }

  /** In turns: the pool that was served goes to the end of the line. */
  function serve(): void {
    for (;;) {
      const index = members.findIndex((member) => member.waiting.size > 0 && mayUse(member))
      const [member] = index === -1 ? [] : members.splice(index, 1)
      if (member === undefined) return
      members.push(member)
      take(member)
      firstOf(member.waiting)?.resolve()
    }
  }

  /** Waits until somebody is told, or the time is over. */
  function waitIn(line: Set<Waiting>, ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (done: () => void) => {
        clearTimeout(timer)
        line.delete(waiting)
        done()
      }
      const waiting: Waiting = { resolve: () => settle(resolve), reject: (error) => settle(() => reject(error)) }
      const timer = setTimeout(() => waiting.reject(new DatabaseUnavailable('EXHAUSTED')), ms)
      line.add(waiting)
    })
  }

  function newSocket(): Socket {
    const socket = new Socket()
    sockets.add(socket)
    socket.once('close', () => {
      sockets.delete(socket)
      for (const waiting of [...forRoom]) waiting.resolve()
    })
    return socket
  }

  async function enter(member: Member): Promise<void> {
    if (refusal !== undefined) throw refusal
    if (member.waiting.size === 0 && mayUse(member)) take(member)
    else await waitIn(member.waiting, waitMs)
  }

  async function open<T>(own: Member, start: () => T): Promise<T> {
    const end = performance.now() + waitMs
    while (sockets.size >= most) {
      // Nobody else's right is taken: those who may use a connection are fewer than there are, so one is idle or about to close.
      members.find((member) => member !== own && member.pool.hasIdle())?.pool.closeIdle()
      await waitIn(forRoom, Math.max(end - performance.now(), 0))
    }
    // In the same turn of the event loop as the look at the room.
    return start()
  }

  return {
    most,
    sockets,
    inUse: () => used,
    refuse: (error) => {
      refusal = error
      for (const line of [forRoom, ...members.map(({ waiting }) => waiting)]) for (const waiting of [...line]) waiting.reject(error)
    },
    admit: () => {
      refusal = undefined
    },
    add: (pool) => {
      const member: Member = { pool, used: 0, waiting: new Set() }
      members.push(member)
      return {
        enter: () => enter(member),
        leave: () => {
          used -= 1
          member.used -= 1
          serve()
        },
        open: (start) => open(member, start),
        newSocket,
        end: () => void members.splice(members.indexOf(member), 1),
      }
    },
  }
}

function firstOf<T>(set: ReadonlySet<T>): T | undefined {
  for (const value of set) return value
  return undefined
}
