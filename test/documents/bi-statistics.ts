/** What tests ask about figures, with the types of the contract for statistics. */
import { graphql } from './generated/bi-statistics/gql.ts'

export const FIGURES = graphql(`
  query Figures($table: StatisticsTableName!, $after: String) {
    statistics(table: $table, period: "2025", first: 1000, after: $after) {
      nodes {
        levels
        at {
          dimension
          code
        }
        measure
        value
        state
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)
