/** What tests ask about jobseekers, with the types of VDAB's contract for matching. */
import { graphql } from './generated/vdab-matching/gql.ts'

export const PERSONS = graphql(`
  query Persons($first: Int = 100) {
    newcomers(first: $first) {
      nodes {
        id
      }
    }
  }
`)
