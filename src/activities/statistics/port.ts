/** What a request may ask of statistics: figures of the tables that its contract grants. No person is in them, so the operation itself is all the use there is to record. */
import type { Asking } from '../../graphql/schema/context.ts'
import type { FiguresPort, FiguresQuestion } from './figures-port.ts'
import { grantedTables } from './formats/granted.ts'
import type { FiguresAnswer, StoredRelease } from './release/store.ts'

export type StatisticsPort = {
  /** Releases of granted tables, newest first within a table. */
  list(): Promise<StoredRelease[]>
  /** @returns undefined when there is no such release. @throws InvalidInput for levels that are not published together, or unknown codes. */
  find(asked: Omit<FiguresQuestion, 'tables'>): Promise<FiguresAnswer | undefined>
}

declare module '../../graphql/schema/context.ts' {
  interface Ports {
    statistics: StatisticsPort
  }
}

export const bindStatistics =
  (figures: FiguresPort) =>
  ({ contract }: Pick<Asking, 'contract'>): StatisticsPort => {
    const tables = grantedTables(contract)
    return { list: () => figures.list(tables), find: (asked) => figures.find({ ...asked, tables }) }
  }
