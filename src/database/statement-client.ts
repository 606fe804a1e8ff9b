/** Connections that keep a bounded number of prepared statements: the least recently used are let go on both sides of the socket. */
import { LRUCache } from 'lru-cache'
import { Client, type ClientConfig } from 'pg'

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
