/** The one way out for figures: every door renders what this gives, so all doors show the same cells. Reads stored releases and nothing else. */
import type { Pool } from 'pg'
import { InvalidInput } from '../../base/faults.ts'
import { publishedLevels } from './release/levels.ts'
import { type FiguresAnswer, listReleases, readFigures, type StoredRelease } from './release/store.ts'

/** What a door asks. `tables`: names that the contract grants; another table is as if it did not exist. */
export type FiguresQuestion = {
  readonly tables: ReadonlySet<string>
  readonly table: string
  /** Latest period that was released when left out. */
  readonly period?: string | undefined
  /** Latest version when left out. */
  readonly version?: number | undefined
  /** Exactly these levels, in any order; every published level when left out. */
  readonly by?: readonly string[] | undefined
  /** Codes to keep, per dimension. */
  readonly where?: Readonly<Record<string, readonly string[]>> | undefined
}

export type FiguresPort = {
  /** Releases of granted tables, newest first within a table. */
  list(tables: ReadonlySet<string>): Promise<StoredRelease[]>
  /** @returns undefined when there is no such release. @throws InvalidInput for levels that are not published together, or unknown codes. */
  find(asked: FiguresQuestion): Promise<FiguresAnswer | undefined>
}

/** @param pool may read `statistics`. */
export function createFiguresPort(pool: Pick<Pool, 'query'>): FiguresPort {
  return {
    list: async (tables) => (await listReleases(pool)).filter(({ table }) => tables.has(table)),
    find: async ({ tables, table, period, version, by, where }) => {
      const [release] = tables.has(table) ? await listReleases(pool, { table, period, version }) : []
      if (release === undefined) return undefined
      const asked = { by: by && publishedTogether(release, by), where: where && knownCodes(release, where) }
      return { release, figures: await readFigures(pool, release, asked) }
    },
  }
}

/** Levels in the order of the table's dimensions. */
function publishedTogether({ definition }: StoredRelease, by: readonly string[]): string[] {
  const published = publishedLevels(definition)
  const wanted = [...new Set(by)].sort().join()
  const found = published.find((levels) => [...levels].sort().join() === wanted)
  if (found !== undefined) return found
  const offered = published.map((levels) => `[${levels.join(', ')}]`).join(' ')
  throw new InvalidInput('BAD_USER_INPUT', `This table is not published for these levels. Published combinations: ${offered}.`)
}

function knownCodes({ definition }: StoredRelease, where: Readonly<Record<string, readonly string[]>>) {
  const codesOf = new Map(definition.dimensions.map(({ name, codes }) => [name, new Set(codes.map(({ code }) => code))]))
  for (const [dimension, codes] of Object.entries(where)) {
    const known = codesOf.get(dimension)
    if (known === undefined)
      throw new InvalidInput(
        'BAD_USER_INPUT',
        `This table does not have that dimension. Its dimensions: ${[...codesOf.keys()].join(', ')}.`,
      )
    if (codes.some((code) => !known.has(code)))
      throw new InvalidInput('BAD_USER_INPUT', `Dimension ${dimension} does not have that code: see statisticsTables for its codes.`)
  }
  return where
}
