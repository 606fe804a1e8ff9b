/** What tests ask about the use of data, with the types of the supervisor's contract. */
import { graphql } from './generated/supervisor-audit/gql.ts'

export const WHO = graphql(`
  query Who($person: DataSubject!, $after: String, $first: Int = 20) {
    dataUse(person: $person, first: $first, after: $after) {
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
          person
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        endCursor
      }
    }
  }
`)
