/** What citizens ask about the use of their data, with the types of their contract. */
import { graphql } from './generated/citizen-own-data/gql.ts'

export const MINE = graphql(`
  query Mine($first: Int = 20, $after: String, $period: DataUsePeriod) {
    dataUse(first: $first, after: $after, period: $period) {
      nodes {
        organisation
        consumer
        purposeNl
        purposeEn
        protocols
        fields {
          coordinate
          label
          by
        }
      }
      edges {
        cursor
        node {
          id
          at
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
`)
