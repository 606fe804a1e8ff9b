/** What tests ask about a contract, with the types of the municipality's contract for referrals. */
import { graphql } from './generated/municipality-referral/gql.ts'

export const VIEWER = graphql(`
  query Viewer {
    viewer {
      organisation
      consumer
      purpose
      coordinates {
        coordinate
        protocols
        when
      }
    }
  }
`)
